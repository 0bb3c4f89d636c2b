using SessionRelay.Sdp;

namespace SessionRelay.Tests.Sdp;

/// <summary>What other relays have stumbled over; each name is that of the bug.</summary>
public sealed class KnownSdpBugs
{
    [Fact]
    public void Payload_types_not_echoed()
    {
        var types = new SdpPayloadTypes { Opus = 35, Pcmu = 127, TelephoneEvent = 36, Vp8 = 99, Rtx = 41 };
        var offer = SdpSamples.Accept(SdpOfferWriter.Write(SdpSamples.Client() with { PayloadTypes = types }));

        foreach (var media in SdpSamples.Answer(offer).Media)
        {
            if (media.Type == SdpMediaType.Audio)
            {
                (media.PayloadTypeOf(SdpCodec.Opus), media.PayloadTypeOf(SdpCodec.Pcmu), media.PayloadTypeOf(SdpCodec.TelephoneEvent))
                    .ShouldBe(((byte?)35, (byte?)127, (byte?)36));
            }
            else
            {
                (media.PayloadTypeOf(SdpCodec.Vp8), media.PayloadTypeOf(SdpCodec.Rtx)).ShouldBe(((byte?)99, (byte?)41));
                media.Formats[1].AssociatedPayloadType.ShouldBe((byte)99);
            }
        }
    }

    [Fact]
    public void One_extension_id_two_URIs_in_two_m_lines()
    {
        var text = SdpOfferWriter.Write(SdpSamples.Client());
        text = SdpSamples.With(text, "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level", "a=extmap:10 urn:ietf:params:rtp-hdrext:ssrc-audio-level", media: 0);

        var offer = SdpSamples.Accept(text);
        var answer = SdpSamples.Answer(offer);

        offer.Microphone.ExtensionId(SdpExtensionUri.AudioLevel).ShouldBe((byte)10);
        offer.Camera.ExtensionId(SdpExtensionUri.Rid).ShouldBe((byte)10);
        answer.Media[0].ExtensionId(SdpExtensionUri.AudioLevel).ShouldBe((byte)10);
        answer.Media[0].ExtensionId(SdpExtensionUri.Rid).ShouldBe((byte)0);
        answer.Media[1].ExtensionId(SdpExtensionUri.Rid).ShouldBe((byte)10);
        answer.SlotAudio(0).ExtensionId(SdpExtensionUri.AudioLevel).ShouldBe((byte)1);
    }

    [Theory]
    [InlineData("chromium-156-mdns-candidates")]
    [InlineData("firefox-153-mdns-candidates")]
    public void MDNS_candidates(string name)
    {
        var text = SdpSamples.Text(name);
        text.ShouldContain("a=candidate:");
        text = text.Replace("192.0.2.2", "633653f9-404d-49f9-ba20-909eb1ee3661.local").Replace("fd00::2", "c234362e-346a-4302-8374-4a472cb1659e.local");
        text.ShouldContain(".local ");

        var offer = SdpSamples.Accept(text);

        SdpAnswerWriter.Write(offer, SdpSamples.Relay(offer.SlotCount)).ShouldNotContain(".local");
    }

    [Fact]
    public void Names_instead_of_addresses_are_never_resolved()
    {
        const string Candidate = "1 1 udp 2122252543 c234362e-346a-4302-8374-4a472cb1659e.local 58209 typ host";

        SdpCandidate.TryParse(Candidate, out _).ShouldBeFalse();
        SdpCandidate.TryParse(Candidate.Replace("c234362e-346a-4302-8374-4a472cb1659e.local", "192.0.2.2"), out _).ShouldBeTrue();
    }

    [Fact]
    public void Firefox_rid_and_ssrc_group()
    {
        var camera = SdpSamples.Offer("firefox-153-peer-first").Camera;

        camera.Rids.Select(rid => rid.Name).ShouldBe(["q", "h", "f"]);
        camera.Ssrcs.Count.ShouldBe(3);
        camera.Ssrcs.ShouldAllBe(ssrc => ssrc.Rtx != null && ssrc.Rtx != ssrc.Primary);
        camera.Cname.ShouldNotBeNull();
    }

    [Fact]
    public void Firefox_feedback_of_codecs_that_the_page_took_out()
    {
        var text = SdpSamples.Text("firefox-153-peer-first");
        text.ShouldContain("a=rtcp-fb:121 nack");
        text.ShouldNotContain("a=rtpmap:121");

        SdpSamples.Accept(text).Camera.Formats.Select(format => format.PayloadType).ShouldBe([(byte)120, (byte)124]);
    }
}
