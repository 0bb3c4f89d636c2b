using SessionRelay.Rtp;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Rtp;

public sealed class HeaderExtensionTests
{
    [Fact]
    public void One_extension_id_with_two_uris_in_two_m_lines_is_read_per_m_line()
    {
        var audio = new HeaderExtensionMap();
        var video = new HeaderExtensionMap();
        audio.TryAdd(1, HeaderExtension.AudioLevel).ShouldBeTrue();
        video.TryAdd(1, HeaderExtension.Mid).ShouldBeTrue();

        RtpPacket.TryParse(RtpPacketTests.Hex("906F 0001 00000000 00000001 BEDE 0001 10FF0000 77"), out var packet).ShouldBeTrue();

        audio.TryRead(packet, HeaderExtension.AudioLevel, out var level).ShouldBeTrue();
        HeaderExtensionValues.TryReadAudioLevel(level, out var minusDbov, out var voice).ShouldBeTrue();
        minusDbov.ShouldBe((byte)127);
        voice.ShouldBeTrue();
        audio.TryRead(packet, HeaderExtension.Mid, out _).ShouldBeFalse();
        video.TryRead(packet, HeaderExtension.Mid, out _).ShouldBeTrue();
        video.TryRead(packet, HeaderExtension.AudioLevel, out _).ShouldBeFalse();
    }

    [Fact]
    public void An_id_or_an_extension_is_taken_once()
    {
        var map = new HeaderExtensionMap();

        map.TryAdd(0, HeaderExtension.Mid).ShouldBeFalse();
        map.TryAdd(255, HeaderExtension.Mid).ShouldBeTrue();
        map.TryAdd(255, HeaderExtension.Rid).ShouldBeFalse();
        map.TryAdd(7, HeaderExtension.Mid).ShouldBeFalse();
        map.TryGet(255, out var extension).ShouldBeTrue();
        extension.ShouldBe(HeaderExtension.Mid);
        map.TryGet(0, out _).ShouldBeFalse();
        map.IdOf(HeaderExtension.Rid).ShouldBe((byte)0);
    }

    [Fact]
    public void Every_extension_has_a_uri_that_leads_back_to_it()
    {
        foreach (var extension in Enum.GetValues<HeaderExtension>())
        {
            HeaderExtensionUris.TryFromUri(HeaderExtensionUris.UriOf(extension), out var back).ShouldBeTrue();
            back.ShouldBe(extension);
        }

        Enum.GetValues<HeaderExtension>().Length.ShouldBe(HeaderExtensionUris.Count);
        HeaderExtensionUris.TryFromUri("urn:3gpp:video-orientation", out _).ShouldBeFalse();
    }

    [Fact]
    public void Abs_send_time_is_seconds_in_6_18_fixed_point_and_wraps_at_64_s()
    {
        HeaderExtensionValues.AbsSendTimeOf(MonotonicTime.FromMilliseconds(1_500)).ShouldBe(0x060000u);
        HeaderExtensionValues.AbsSendTimeOf(MonotonicTime.FromMilliseconds(65_500)).ShouldBe(0x060000u);

        var bytes = new byte[HeaderExtensionValues.AbsSendTimeLength];
        HeaderExtensionValues.WriteAbsSendTime(bytes, 0xABCDEF);
        HeaderExtensionValues.TryReadAbsSendTime(bytes, out var time).ShouldBeTrue();
        time.ShouldBe(0xABCDEFu);
    }

    [Fact]
    public void Audio_level_and_transport_sequence_number_are_read_back()
    {
        var bytes = new byte[2];
        HeaderExtensionValues.WriteAudioLevel(bytes, 35, voice: true);
        HeaderExtensionValues.TryReadAudioLevel(bytes, out var level, out var voice).ShouldBeTrue();
        (level, voice).ShouldBe(((byte)35, true));

        HeaderExtensionValues.WriteTransportSequenceNumber(bytes, 65_535);
        HeaderExtensionValues.TryReadTransportSequenceNumber(bytes, out var sequenceNumber).ShouldBeTrue();
        sequenceNumber.ShouldBe((ushort)65_535);

        HeaderExtensionValues.TryReadAudioLevel([], out _, out _).ShouldBeFalse();
        HeaderExtensionValues.TryReadAbsSendTime([1, 2], out _).ShouldBeFalse();
        HeaderExtensionValues.TryReadTransportSequenceNumber([1], out _).ShouldBeFalse();
    }
}
