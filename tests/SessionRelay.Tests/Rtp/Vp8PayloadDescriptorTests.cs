using CsCheck;
using SessionRelay.Rtp;

namespace SessionRelay.Tests.Rtp;

public sealed class Vp8PayloadDescriptorTests
{
    // RFC 7741 sections 4.2 and 4.3: X, S; I, L, T, K; 15-bit picture id 0x1234; TL0PICIDX 0x56; TID 1, Y, KEYIDX 3; a key frame of 640 × 360.
    private const string Keyframe = "90 F0 9234 56 63 10 02 00 9D012A 8002 6801 00";

    [Fact]
    public void All_fields_of_a_key_frame_are_read()
    {
        Vp8PayloadDescriptor.TryParse(RtpPacketTests.Hex(Keyframe), out var descriptor).ShouldBeTrue();

        descriptor.Length.ShouldBe((byte)6);
        descriptor.PictureIdBits.ShouldBe((byte)15);
        descriptor.PictureId.ShouldBe((ushort)0x1234);
        descriptor.HasTl0PicIdx.ShouldBeTrue();
        descriptor.Tl0PicIdx.ShouldBe((byte)0x56);
        descriptor.TemporalId.ShouldBe((byte)1);
        descriptor.IsLayerSync.ShouldBeTrue();
        descriptor.KeyIdx.ShouldBe((byte)3);
        descriptor.IsKeyframeStart.ShouldBeTrue();
        descriptor.Width.ShouldBe((ushort)640);
        descriptor.Height.ShouldBe((ushort)360);
    }

    [Theory]
    [InlineData("10 00", true)] // no extension, S = 1, PID = 0, P = 0
    [InlineData("10 01", false)] // P = 1: an inter frame
    [InlineData("00 00", false)] // a later packet
    [InlineData("11 00", false)] // the second partition
    [InlineData("30 00", true)] // N = 1 changes nothing
    public void A_key_frame_starts_where_S_is_1_PID_is_0_and_P_is_0(string hex, bool expected)
    {
        Vp8PayloadDescriptor.TryParse(RtpPacketTests.Hex(hex), out var descriptor).ShouldBeTrue();

        descriptor.IsKeyframeStart.ShouldBe(expected);
        descriptor.HasPictureId.ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")] // nothing after the descriptor
    [InlineData("90")]
    [InlineData("90 80")]
    [InlineData("90 80 81")] // half of a 15-bit picture id
    [InlineData("90 40")]
    [InlineData("90 20 ")]
    [InlineData("90 F0 9234 56 63")]
    public void A_payload_that_ends_early_is_refused(string hex) =>
        Vp8PayloadDescriptor.TryParse(RtpPacketTests.Hex(hex), out _).ShouldBeFalse();

    [Fact]
    public void Rewriting_keeps_widths_and_all_other_bits() =>
        Gen.Select(Gen.Byte.Array[12, 12], Gen.UShort[0, 0x7FFF], Gen.Byte, Gen.Byte[0, 31]).Sample((payload, pictureId, tl0PicIdx, keyIdx) =>
        {
            payload[0] |= 0x80;
            Vp8PayloadDescriptor.TryParse(payload, out var before).ShouldBeTrue();
            var length = before.Length;

            before.Rewrite(payload, pictureId, tl0PicIdx, keyIdx);

            Vp8PayloadDescriptor.TryParse(payload, out var after).ShouldBeTrue();
            after.Length.ShouldBe(length);
            after.PictureIdBits.ShouldBe(before.PictureIdBits);
            after.TemporalId.ShouldBe(before.TemporalId);
            after.IsLayerSync.ShouldBe(before.IsLayerSync);
            after.PictureId.ShouldBe(before.PictureIdBits switch { 15 => pictureId, 7 => (ushort)(pictureId & 0x7F), _ => (ushort)0 });
            after.Tl0PicIdx.ShouldBe(before.HasTl0PicIdx ? tl0PicIdx : (byte)0);
            after.KeyIdx.ShouldBe(before.HasKeyIdx ? keyIdx : (byte)0);
        }, iter: 5_000);

    [Fact]
    public void Any_bytes_are_read_or_refused() => HostileInput.ReadsWithoutHarm(2, [RtpPacketTests.Hex(Keyframe), RtpPacketTests.Hex("90 80 55 01 02")], static bytes =>
    {
        if (Vp8PayloadDescriptor.TryParse(bytes, out var descriptor))
            (descriptor.Length < bytes.Length && descriptor.Length <= 6).ShouldBeTrue();
    });
}
