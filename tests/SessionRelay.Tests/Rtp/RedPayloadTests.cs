using SessionRelay.Rtp;

namespace SessionRelay.Tests.Rtp;

public sealed class RedPayloadTests
{
    [Fact]
    public void Blocks_come_oldest_first_and_the_packet_s_own_sound_last()
    {
        // RFC 2198 section 3: F, payload type, 14 bits of timestamp offset, 10 of length; two earlier packets of 2 and 3 bytes, then the primary's header of one byte.
        var bytes = RtpPacketTests.Hex("EF 1E0002 EF 0F0003 6F AAAA BBBBBB CCCCCCCC");

        RedPayload.TryParse(bytes, out var red).ShouldBeTrue();

        red.RedundantCount.ShouldBe(2);
        (red.Redundant(0).PayloadType, red.Redundant(0).TimestampOffset, Convert.ToHexString(red.Redundant(0).Data)).ShouldBe(((byte)111, 1_920, "AAAA"));
        (red.Redundant(1).PayloadType, red.Redundant(1).TimestampOffset, Convert.ToHexString(red.Redundant(1).Data)).ShouldBe(((byte)111, 960, "BBBBBB"));
        (red.PrimaryPayloadType, Convert.ToHexString(red.Primary)).ShouldBe(((byte)111, "CCCCCCCC"));
    }

    [Fact]
    public void The_example_of_the_RFC_is_read()
    {
        // RFC 2198 section 4: a redundant block of LPC (payload type 7) with the primary of DVI4 (5); lengths and offset cut to what fits here.
        RedPayload.TryParse(RtpPacketTests.Hex("87 028001 05 77 5555"), out var red).ShouldBeTrue();

        (red.Redundant(0).PayloadType, red.Redundant(0).TimestampOffset, Convert.ToHexString(red.Redundant(0).Data)).ShouldBe(((byte)7, 160, "77"));
        (red.PrimaryPayloadType, Convert.ToHexString(red.Primary)).ShouldBe(((byte)5, "5555"));
    }

    [Fact]
    public void A_packet_without_earlier_ones_is_its_own_sound()
    {
        RedPayload.TryParse(RtpPacketTests.Hex("6F AABB"), out var red).ShouldBeTrue();

        red.RedundantCount.ShouldBe(0);
        Convert.ToHexString(red.Primary).ShouldBe("AABB");
    }

    [Theory]
    [InlineData("")] // no header at all
    [InlineData("EF")] // a header cut off
    [InlineData("EF 0F00")]
    [InlineData("EF 0F0003")] // no primary
    [InlineData("EF 0F0003 6F AABB")] // a block that goes beyond the end
    [InlineData("EF000001 EF000001 EF000001 EF000001 EF000001 EF000001 EF000001 EF000001 EF000001 EF000001 6F AAAAAAAAAAAAAAAAAAAA")] // ten earlier packets
    public void What_goes_beyond_its_end_or_limit_is_refused(string hex) => RedPayload.TryParse(RtpPacketTests.Hex(hex), out _).ShouldBeFalse();

    [Fact]
    public void Hostile_payloads_are_refused_or_read_without_harm() => HostileInput.ReadsWithoutHarm(
        2198,
        [RtpPacketTests.Hex("EF 1E0002 EF 0F0003 6F AAAA BBBBBB CCCCCCCC"), RtpPacketTests.Hex("6F AABB"), RtpPacketTests.Hex("EF 0F00FF 6F AABB")],
        static bytes =>
        {
            if (!RedPayload.TryParse(bytes, out var red))
                return;
            var read = red.Primary.Length + 1;
            for (var i = 0; i < red.RedundantCount; i++)
                read += red.Redundant(i).Data.Length + 4;
            if (read != bytes.Length) // an assertion would allocate
                throw new InvalidOperationException("Blocks and headers are not all there is.");
        });
}
