using System.Globalization;
using System.Runtime.CompilerServices;

namespace SessionRelay.Net;

/// <summary>
/// Asks the kernel for pages of 2 MB instead of 4 KB behind the collector's heap (madvise(2), MADV_HUGEPAGE). What a relay keeps of its people lies spread over hundreds of
/// small pages; by the time of the next frame the processor has forgotten where those are, and looking each up in a virtual machine takes reads in two tables. Most distributions'
/// kernels give large pages to those alone who ask (/sys/kernel/mm/transparent_hugepage/enabled: madvise).
/// </summary>
internal static unsafe class HugePages
{
    private static readonly Lazy<(nuint Start, nuint End)> Heap = new(static () =>
    {
        var known = new object();
        try
        {
            return FindReservation(File.ReadLines("/proc/self/maps"), *(nuint*)Unsafe.AsPointer(ref known));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return (0, 0); // without proc(5) there are small pages
        }
    });

    private static int _kept;

    /// <summary>
    /// Asks for the heap as it is and as it will grow, and again after each collection of everything: what the collector gives back to the kernel and takes anew has lost the
    /// request. A kernel without large pages refuses, and nothing changes. Any thread, any number of times.
    /// </summary>
    /// <returns>Whether the kernel took the request.</returns>
    public static bool KeepForHeap()
    {
        var taken = Request();
        if (taken && Interlocked.Exchange(ref _kept, 1) == 0)
            _ = new AfterCollection();
        return taken;
    }

    /// <summary>
    /// The run of private anonymous mappings without a gap that <paramref name="address"/> lies in: the collector reserves one range for all of its heap, in which what is in use
    /// and what is not are mappings of their own. Neighbours may be in it, such as the C library's memory of a thread: to those it does as much good. (0, 0) when there is none.
    /// </summary>
    /// <param name="maps">Lines of /proc/PID/maps (proc(5)), ascending.</param>
    internal static (nuint Start, nuint End) FindReservation(IEnumerable<string> maps, nuint address)
    {
        nuint start = 0, end = 0;
        foreach (var line in maps)
        {
            if (!TryReadAnonymous(line, out var from, out var to))
                continue;
            if (from != end)
            {
                if (address >= start && address < end)
                    break;
                start = from;
            }

            end = to;
        }

        return address >= start && address < end ? (start, end) : (0, 0);
    }

    private static bool Request()
    {
        var (start, end) = Heap.Value;
        return start < end && LibC.Advise(start, end - start, LibC.AdviseHugePage) == 0;
    }

    // "7f1c00000000-7f1c00021000 rw-p 00000000 00:00 0", from kernel 5.17 on with a name, if it has one: " [anon:name]".
    private static bool TryReadAnonymous(string line, out nuint from, out nuint to)
    {
        (from, to) = (0, 0);
        return line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var range, [_, _, _, 'p'], _, _, "0", .. var name]
            && (name.Length == 0 || name[0].StartsWith("[anon:", StringComparison.Ordinal))
            && range.Split('-') is [var first, var last]
            && nuint.TryParse(first, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out from)
            && nuint.TryParse(last, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out to);
    }

    /// <summary>Nobody holds it, so the collector calls it after each collection of the generation that it has grown into, which soon is the last.</summary>
    private sealed class AfterCollection
    {
#pragma warning disable MA0055 // the runtime tells of a collection of everything in no other way
        ~AfterCollection()
#pragma warning restore MA0055
        {
            Request();
            GC.ReRegisterForFinalize(this);
        }
    }
}
