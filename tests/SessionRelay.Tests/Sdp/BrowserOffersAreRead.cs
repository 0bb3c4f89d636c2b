using SessionRelay.Sdp;

namespace SessionRelay.Tests.Sdp;

public sealed class BrowserOffersAreRead
{
    [Theory]
    [MemberData(nameof(SdpSamples.Browsers), MemberType = typeof(SdpSamples))]
    public void Each_real_offer_resolves_to_roles_codecs_and_extensions(string name)
    {
        var offer = SdpSamples.Offer(name);

        offer.Media.Take(3).Select(media => media.Role).ShouldBe([SdpMediaRole.Microphone, SdpMediaRole.Camera, SdpMediaRole.Screen]);
        offer.SlotCount.ShouldBeGreaterThan(0);
        offer.Fingerprints.ShouldHaveSingleItem().Algorithm.ShouldBe("sha-256");
        for (var slot = 0; slot < offer.SlotCount; slot++)
        {
            (offer.SlotAudio(slot).Role, offer.SlotAudio(slot).Slot).ShouldBe((SdpMediaRole.SlotAudio, slot));
            (offer.SlotVideo(slot).Role, offer.SlotVideo(slot).Slot).ShouldBe((SdpMediaRole.SlotVideo, slot));
        }

        foreach (var media in offer.Media)
        {
            media.ExtensionId(SdpExtensionUri.Mid).ShouldBeGreaterThan((byte)0);
            media.ExtensionId(SdpExtensionUri.TransportWideCc).ShouldBeGreaterThan((byte)0);
            if (media.Type == SdpMediaType.Audio)
            {
                media.Opus.ShouldNotBeNull();
                media.Pcmu.ShouldBe((byte)0);
                media.TelephoneEvent.ShouldNotBeNull();
                media.FeedbackOf(SdpCodec.Opus).ShouldBe(SdpFeedback.TransportCc);
                media.ExtensionId(SdpExtensionUri.AudioLevel).ShouldBe((byte)1);
            }
            else
            {
                media.Vp8.ShouldNotBeNull();
                media.Rtx.ShouldNotBeNull();
                media.FeedbackOf(SdpCodec.Vp8).ShouldBe(SdpFeedback.Nack | SdpFeedback.NackPli | SdpFeedback.CcmFir | SdpFeedback.TransportCc);
                media.ExtensionId(SdpExtensionUri.AudioLevel).ShouldBe((byte)0);
            }
        }
    }

    [Fact]
    public void Chromium_with_simulcast()
    {
        var offer = SdpSamples.Offer("chromium-156-peer-first");

        (offer.Ufrag, offer.Password).ShouldBe(("5xaA", "Jb5hVf6huMda9pTsnqIoXFte"));
        offer.ExtmapAllowMixed.ShouldBeTrue();
        offer.Bundle.ShouldBe(["0", "1", "2", "3", "4", "5", "6", "7", "8"]);
        offer.Microphone.Opus.ShouldBe((byte)111);
        (offer.Microphone.TelephoneEvent, offer.Microphone.WidebandTelephoneEvent).ShouldBe(((byte?)126, (byte?)110));
        offer.Microphone.PreferredCodec.ShouldBe(SdpCodec.Opus);
        offer.Microphone.Ssrcs.ShouldHaveSingleItem().Rtx.ShouldBeNull();
        offer.Camera.Rids.Select(rid => rid.Name).ShouldBe(["q", "h", "f"]);
        offer.Camera.Simulcast.ShouldBeTrue();
        offer.Camera.Ssrcs.ShouldBeEmpty();
        (offer.Camera.ExtensionId(SdpExtensionUri.Rid), offer.Camera.ExtensionId(SdpExtensionUri.RepairedRid)).ShouldBe(((byte)10, (byte)11));
        offer.Screen.Rids.ShouldBeEmpty();
        offer.Screen.StreamId.ShouldBe("-");
        offer.Screen.Ssrcs.ShouldHaveSingleItem().Rtx.ShouldNotBeNull();
        offer.SlotVideo(0).ExtensionId(SdpExtensionUri.Rid).ShouldBe((byte)0);
    }

    [Fact]
    public void Chromium_untrimmed_with_16_slot_pairs_stays_within_the_limits()
    {
        var text = SdpSamples.Text("chromium-156-untrimmed-16-slots");
        text.Length.ShouldBeGreaterThan(100_000);

        var offer = SdpSamples.Accept(text);

        offer.SlotCount.ShouldBe(16);
        offer.Camera.Formats.Select(format => format.Codec).ShouldBe([SdpCodec.Vp8, SdpCodec.Rtx]);
        offer.Camera.Formats[1].AssociatedPayloadType.ShouldBe(offer.Camera.Vp8);
    }

    [Fact]
    public void Firefox_leaves_port_0_on_bundle_only_lines_and_directions_on_extensions()
    {
        var offer = SdpSamples.Offer("firefox-153-peer-first");

        offer.Microphone.Opus.ShouldBe((byte)109);
        offer.Camera.ExtensionId(SdpExtensionUri.Rid).ShouldBe((byte)9);
        offer.Camera.Extensions.Single(extension => extension.Uri == SdpExtensionUri.Rid)
            .ShouldBe(new SdpExtension(SdpExtensionUri.Rid, 9, SdpDirection.SendOnly, HasDirection: true));
        offer.Microphone.ExtensionId(SdpExtensionUri.AbsSendTime).ShouldBe((byte)0);
        offer.ExtmapAllowMixed.ShouldBeFalse();
        offer.Camera.ExtmapAllowMixed.ShouldBeTrue();
        offer.SlotAudio(0).Ssrcs.ShouldBeEmpty();
    }

    [Fact]
    public void Inactive_microphone_camera_and_screen_are_taken()
    {
        var offer = SdpSamples.Offer("chromium-156-inactive");

        offer.Media.Take(3).ShouldAllBe(media => media.Direction == SdpDirection.Inactive);
        SdpSamples.Answer(offer).Media.Take(3).ShouldAllBe(media => media.Direction == SdpDirection.Inactive && media.Rids.Count == 0);
    }
}
