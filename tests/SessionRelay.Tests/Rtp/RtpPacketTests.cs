using SessionRelay.Rtp;

namespace SessionRelay.Tests.Rtp;

public sealed class RtpPacketTests
{
    // RFC 3550 section 5.1: V=2, X=1, CC=1, M=1, PT=111, then RFC 8285 section 4.2 with a one-byte form.
    private const string WithEverything =
        "B1EF 1234 01020304 CAFEBABE 0A0B0C0D" // header with padding bit, extension bit and one CSRC
        + "BEDE 0002 10AA 00 32 010203 00" // id 1 with one byte, padding, id 3 with three bytes, padding
        + "DEAD BEEF 00 00 03"; // payload, then three bytes of padding

    [Fact]
    public void Header_fields_csrcs_extension_and_padding_are_told_apart()
    {
        RtpPacket.TryParse(Hex(WithEverything), out var packet).ShouldBeTrue();

        packet.Marker.ShouldBeTrue();
        packet.PayloadType.ShouldBe((byte)111);
        packet.SequenceNumber.ShouldBe((ushort)0x1234);
        packet.Timestamp.ShouldBe(0x01020304u);
        packet.Ssrc.ShouldBe(0xCAFEBABEu);
        packet.CsrcCount.ShouldBe(1);
        packet.HeaderLength.ShouldBe(28);
        packet.PaddingLength.ShouldBe(3);
        Convert.ToHexString(packet.Payload).ShouldBe("DEADBEEF");
        packet.TryGetExtension(1, out var one).ShouldBeTrue();
        Convert.ToHexString(one).ShouldBe("AA");
        packet.TryGetExtension(3, out var three).ShouldBeTrue();
        Convert.ToHexString(three).ShouldBe("010203");
        packet.TryGetExtension(2, out _).ShouldBeFalse();
    }

    [Fact]
    public void Two_byte_extensions_may_be_empty_and_have_ids_over_14()
    {
        // RFC 8285 section 4.3: id 20 without bytes, id 255 with two; application bits 0x5 are ignored.
        RtpPacket.TryParse(Hex("906F 0001 00000000 00000001 1005 0002 1400 FF02 ABCD 0000 77"), out var packet).ShouldBeTrue();

        packet.TryGetExtension(20, out var empty).ShouldBeTrue();
        empty.Length.ShouldBe(0);
        packet.TryGetExtension(255, out var value).ShouldBeTrue();
        Convert.ToHexString(value).ShouldBe("ABCD");
    }

    [Fact]
    public void Id_15_of_the_one_byte_form_ends_the_extension()
    {
        // RFC 8285 section 4.2.
        RtpPacket.TryParse(Hex("906F 0001 00000000 00000001 BEDE 0002 1011 F022 2033 0000 77"), out var packet).ShouldBeTrue();

        packet.TryGetExtension(1, out _).ShouldBeTrue();
        packet.TryGetExtension(15, out _).ShouldBeFalse();
        packet.TryGetExtension(2, out _).ShouldBeFalse();
    }

    [Fact]
    public void Padding_only_packets_have_an_empty_payload()
    {
        RtpPacket.TryParse(Hex("A060 0001 00000000 00000001 00000004"), out var packet).ShouldBeTrue();

        packet.Payload.Length.ShouldBe(0);
        packet.PaddingLength.ShouldBe(4);
    }

    [Theory]
    [InlineData("")]
    [InlineData("80600001000000000000")] // shorter than the header
    [InlineData("40600001 00000000 00000001")] // version 1
    [InlineData("81600001 00000000 00000001")] // a CSRC beyond the end
    [InlineData("90600001 00000000 00000001 BEDE")] // an extension header beyond the end
    [InlineData("90600001 00000000 00000001 BEDE 0002 00000000")] // an extension beyond the end
    [InlineData("A0600001 00000000 00000001")] // the padding bit, and nothing that could hold its count
    [InlineData("A0600001 00000000 00000001 AABB00")] // padding of no bytes
    [InlineData("A0600001 00000000 00000001 AABB04")] // padding that reaches into the header
    public void Malformed_packets_are_refused(string hex) => RtpPacket.TryParse(Hex(hex), out _).ShouldBeFalse();

    [Fact]
    public void Elements_that_go_beyond_the_extension_are_left_out()
    {
        RtpPacket.TryParse(Hex("90600001 00000000 00000001 BEDE 0001 10AA 2F01"), out var packet).ShouldBeTrue();

        packet.TryGetExtension(1, out _).ShouldBeTrue();
        packet.TryGetExtension(2, out _).ShouldBeFalse();
    }

    [Fact]
    public void Any_bytes_are_read_or_refused() => HostileInput.ReadsWithoutHarm(1, [Hex(WithEverything), Hex("906F 0001 00000000 00000001 1005 0002 1400 FF02 ABCD 0000 77")], static bytes =>
    {
        if (!RtpPacket.TryParse(bytes, out var packet))
            return;

        (packet.HeaderLength + packet.Payload.Length + packet.PaddingLength == bytes.Length).ShouldBeTrue();
        var total = 0;
        foreach (var element in packet.Extensions)
            total += 1 + element.Value.Length;

        (total <= packet.HeaderLength).ShouldBeTrue();
    });

    internal static byte[] Hex(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
