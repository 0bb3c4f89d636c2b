using System.Globalization;
using System.Runtime.CompilerServices;
using SessionRelay.Net;

namespace SessionRelay.Tests.Net;

/// <summary>Large pages behind the heap: which range is asked for, and that the kernel has the request.</summary>
public sealed class HugePagesTests
{
    private const int WithdrawHugePage = 15; // MADV_NOHUGEPAGE

    private static readonly string[] Maps =
    [
        "5581a0000000-5581a0021000 rw-p 00000000 00:00 0                          [heap]",
        "7e0000000000-7e0000100000 rw-p 00000000 00:00 0 ",
        "7f0000000000-7f0000200000 rw-p 00000000 00:00 0 ",
        "7f0000200000-7f0000400000 ---p 00000000 00:00 0                          [anon:.NET]",
        "7f0000400000-7f0000500000 rw-p 00000000 00:00 0 ",
        "7f0000500000-7f0000600000 r-xp 00001000 fe:00 4711                       /usr/lib/libc.so.6",
        "7f0000600000-7f0000700000 rw-p 00000000 00:00 0 ",
        "7f0000700000-7f0000800000 rw-s 00000000 00:05 0                          /memfd:doublemapper (deleted)",
    ];

    [Theory]
    [InlineData("7f0000000000", "7f0000000000", "7f0000500000")]
    [InlineData("7f0000300000", "7f0000000000", "7f0000500000")]
    [InlineData("7f00004fffff", "7f0000000000", "7f0000500000")]
    [InlineData("7f0000650000", "7f0000600000", "7f0000700000")]
    [InlineData("7e0000000000", "7e0000000000", "7e0000100000")]
    public void The_range_is_all_anonymous_mappings_without_a_gap(string address, string start, string end) =>
        HugePages.FindReservation(Maps, Number(address)).ShouldBe((Number(start), Number(end)));

    [Theory]
    [InlineData("5581a0000000")] // the C heap is the C library's
    [InlineData("7f0000550000")] // a file
    [InlineData("7f0000750000")] // shared
    [InlineData("7f0000800000")]
    [InlineData("0")]
    public void An_address_elsewhere_has_none(string address) => HugePages.FindReservation(Maps, Number(address)).ShouldBe(((nuint)0, (nuint)0));

    [Fact]
    public void Lines_of_another_form_are_passed_over() =>
        HugePages.FindReservation(["", "x", "1-2-3 rw-p 0 0 0", "zz-yy rw-p 0 00:00 0", "10-20 rwp 0 00:00 0", .. Maps], Number("7f0000000000"))
            .ShouldBe((Number("7f0000000000"), Number("7f0000500000")));

    [Fact]
    public async Task The_kernel_has_the_request_and_gets_it_again_for_what_is_taken_anew()
    {
        Assert.SkipUnless(File.Exists("/sys/kernel/mm/transparent_hugepage/enabled"), "This kernel has no large pages (/sys/kernel/mm/transparent_hugepage).");
        HugePages.KeepForHeap().ShouldBeTrue();
        IsAsked(AddressOf(new byte[100])).ShouldBeTrue();

        // What the collector gives back and takes anew: as if so, the request for one mapping is withdrawn.
        var kept = GC.AllocateArray<byte>(16 << 20, pinned: true);
        var address = AddressOf(kept);
        // Whether it is gone can't be asked: any other test's collection brings it back in the same moment.
        LibC.Advise(address & ~(nuint)0xFFF, 8 << 20, WithdrawHugePage).ShouldBe(0);
        for (var tries = 0; !IsAsked(address) && tries < 50; tries++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Yield();
        }

        IsAsked(address).ShouldBeTrue();
        GC.KeepAlive(kept);
    }

    private static nuint Number(string hexadecimal) => nuint.Parse(hexadecimal, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static unsafe nuint AddressOf(byte[] array) => (nuint)Unsafe.AsPointer(ref array[0]);

    /// <summary>Whether the mapping of an address has the flag "hg" (huge page advise) in /proc/self/smaps.</summary>
    private static bool IsAsked(nuint address)
    {
        var inside = false;
        foreach (var line in File.ReadLines("/proc/self/smaps"))
        {
            if (line.StartsWith("VmFlags:", StringComparison.Ordinal))
            {
                if (inside)
                    return line.Split(' ').Contains("hg");
            }
            else if (line.Split(' ')[0].Split('-') is [var first, var last])
            {
                inside = address >= Number(first) && address < Number(last);
            }
        }

        return false;
    }
}
