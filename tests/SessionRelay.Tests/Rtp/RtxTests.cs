using SessionRelay.Rtp;

namespace SessionRelay.Tests.Rtp;

public sealed class RtxTests
{
    [Fact]
    public void A_retransmission_becomes_the_packet_that_it_repeats()
    {
        // RFC 4588 section 4: OSN 0x0102 in front of the payload AABB; one byte of padding.
        var bytes = RtpPacketTests.Hex("B0E1 0009 00000005 00000002 BEDE 0001 10CC0000 0102 AABB 01");

        Rtx.TryRestore(bytes, mediaSsrc: 0x11111111, mediaPayloadType: 96, out var restored).ShouldBeTrue();

        Convert.ToHexString(restored).ShouldBe("90E00102" + "00000005" + "11111111" + "BEDE0001" + "10CC0000" + "AABB");
    }

    [Theory]
    [InlineData("8061 0009 00000005 00000002")] // nothing
    [InlineData("8061 0009 00000005 00000002 01")] // half an OSN
    [InlineData("8061 0009 00000005 00000002 0102")] // an OSN that stands for nothing
    [InlineData("A061 0009 00000005 00000002 00000003")] // padding only: Chromium's probe
    public void A_probe_restores_nothing_and_is_left_as_it_was(string hex)
    {
        var bytes = RtpPacketTests.Hex(hex);

        Rtx.TryRestore(bytes, 1, 96, out _).ShouldBeFalse();

        bytes.ShouldBe(RtpPacketTests.Hex(hex));
    }
}
