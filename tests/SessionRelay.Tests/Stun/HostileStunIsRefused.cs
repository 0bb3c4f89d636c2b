using SessionRelay.Stun;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Stun;

public sealed class HostileStunIsRefused
{
    private const int Datagrams = 100_000;

    [Fact]
    public void Random_and_mutated_datagrams_are_refused_or_read_without_an_exception_or_an_allocation()
    {
        byte[][] seeds = [Rfc5769Vectors.Request, Rfc5769Vectors.IPv4Response, Rfc5769Vectors.IPv6Response];
        var buffer = new byte[StunMessage.MaxLength + 100];
        var random = new Random(8489);
        var read = 0;
        Allocations.Of(() => read = ReadAll(seeds, buffer, random)).ShouldBe(0);
        read.ShouldBeInRange(Datagrams / 20, Datagrams * 19 / 20, "both ways must be tried");
    }

    private static int ReadAll(byte[][] seeds, byte[] buffer, Random random)
    {
        var read = 0;
        for (var index = 0; index < Datagrams; index++)
            read += ReadEverything(Mutations.Next(random, seeds, buffer)) ? 1 : 0;
        return read;
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("000100002112a442b7e7a701bc34d686fa87df", "19 bytes")]
    [InlineData("000100002112a443b7e7a701bc34d686fa87dfae", "another cookie")]
    [InlineData("000100042112a442b7e7a701bc34d686fa87dfae", "shorter than its length")]
    [InlineData("000100002112a442b7e7a701bc34d686fa87dfae00000000", "longer than its length")]
    [InlineData("000100022112a442b7e7a701bc34d686fa87dfae0000", "length no multiple of 4")]
    [InlineData("400100002112a442b7e7a701bc34d686fa87dfae", "first two bits not zero")]
    [InlineData("000100042112a442b7e7a701bc34d686fa87dfae80220001", "attribute over the end")]
    [InlineData("000100042112a442b7e7a701bc34d686fa87dfae8022ffff", "attribute far over the end")]
    [InlineData("000100082112a442b7e7a701bc34d686fa87dfae0024000300000000", "PRIORITY of 3 bytes")]
    [InlineData("000100082112a442b7e7a701bc34d686fa87dfae0025000400000000", "USE-CANDIDATE with a value")]
    [InlineData("000100082112a442b7e7a701bc34d686fa87dfae802a000400000000", "ICE-CONTROLLING of 4 bytes")]
    [InlineData("000100082112a442b7e7a701bc34d686fa87dfae0008000400000000", "MESSAGE-INTEGRITY of 4 bytes")]
    [InlineData("0101000c2112a442b7e7a701bc34d686fa87dfae002000080002a147e112a643", "IPv6 of 4 bytes")]
    [InlineData("011100082112a442b7e7a701bc34d686fa87dfae0009000400000100", "error code 100")]
    [InlineData("0001000c2112a442b7e7a701bc34d686fa87dfae802800040000000080220000", "an attribute after FINGERPRINT")]
    public void Wrong_forms_are_refused(string hex, string what) =>
        StunMessage.TryParse(Convert.FromHexString(hex), out _).ShouldBeFalse(what);

    [Fact]
    public void More_than_one_frame_is_refused()
    {
        var bytes = new byte[StunMessage.MaxLength + 4];
        var writer = new StunWriter(bytes, StunClass.Request, StunMethod.Binding, default);
        writer.Add(StunAttribute.Software, new byte[bytes.Length - 24]);

        writer.Length.ShouldBe(bytes.Length);
        StunMessage.TryParse(bytes, out _).ShouldBeFalse();
    }

    [Fact]
    public void What_follows_the_integrity_has_no_effect()
    {
        var bytes = new byte[200];
        var writer = new StunWriter(bytes, StunClass.Request, StunMethod.Binding, default);
        writer.AddIntegrity("key"u8);
        writer.AddUsername("receiver"u8, "sender"u8);
        writer.AddUseCandidate();
        writer.Add((StunAttribute)0x0003, default);
        writer.AddFingerprint();

        StunMessage.TryParse(bytes.AsSpan(0, writer.Length), out var message).ShouldBeTrue();

        message.VerifyIntegrity("key"u8).ShouldBeTrue();
        message.HasUseCandidate.ShouldBeFalse();
        message.Username.IsEmpty.ShouldBeTrue();
        message.CopyUnknownRequired(new ushort[4]).ShouldBe(0);
    }

    [Fact]
    public void Attributes_that_must_be_understood_and_are_not_are_named()
    {
        var bytes = new byte[200];
        var writer = new StunWriter(bytes, StunClass.Request, StunMethod.Binding, default);
        writer.Add((StunAttribute)0x0003, new byte[4]);
        writer.Add((StunAttribute)0x9003, new byte[5]);
        writer.Add((StunAttribute)0x7FFF, default);

        StunMessage.TryParse(bytes.AsSpan(0, writer.Length), out var message).ShouldBeTrue();

        var unknown = new ushort[4];
        message.CopyUnknownRequired(unknown).ShouldBe(2);
        unknown[..2].ShouldBe([(ushort)0x0003, (ushort)0x7FFF]);
        message.CopyUnknownRequired(unknown.AsSpan(0, 1)).ShouldBe(1);
    }

    private static bool ReadEverything(ReadOnlySpan<byte> datagram)
    {
        if (!StunMessage.TryParse(datagram, out var message))
            return false;

        Span<ushort> unknown = stackalloc ushort[4];
        message.TryGetPriority(out _);
        message.TryGetControlled(out _);
        message.TryGetControlling(out _);
        message.TryGetNomination(out _);
        message.TryGetXorMappedAddress(TransportProtocol.Udp, out _);
        message.CopyUnknownRequired(unknown);
        message.VerifyIntegrity("VOkJxbRl1RmTxUk/WvJxBt"u8);
        message.VerifyFingerprint();
        return message.Username.Length >= message.ReceiverUfrag.Length && message.ErrorCode <= (StunErrorCode)699
            && (int)message.Method <= 0xFFF && (int)message.Class <= 3;
    }
}
