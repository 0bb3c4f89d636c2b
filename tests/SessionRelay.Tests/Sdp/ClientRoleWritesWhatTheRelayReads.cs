using CsCheck;
using SessionRelay.Sdp;

namespace SessionRelay.Tests.Sdp;

public sealed class ClientRoleWritesWhatTheRelayReads
{
    private static readonly Gen<byte> PayloadType = Gen.OneOf(Gen.Byte[0, 63], Gen.Byte[96, 127]);

    private static readonly Gen<SdpOfferParameters> Offers =
        from payloadTypes in PayloadType.HashSet[6].Select(set => set.ToArray())
        from ids in Gen.OneOf(Gen.Byte[1, 14], Gen.Byte[16, 255]).HashSet[6].Select(set => set.ToArray())
        from ssrcs in Gen.UInt[1, uint.MaxValue].HashSet[5].Select(set => set.ToArray())
        from microphone in Gen.Bool
        from camera in Gen.Int[0, 2]
        from screen in Gen.Bool
        from slotPairs in Gen.Int[0, 16]
        from pcmuFirst in Gen.Bool
        from red in Gen.Bool
        from redFirst in Gen.Bool
        from transportCc in Gen.Bool
        select SdpSamples.Client(slotPairs) with
        {
            PayloadTypes = new SdpPayloadTypes { Opus = payloadTypes[0], Pcmu = payloadTypes[1], TelephoneEvent = payloadTypes[2], Vp8 = payloadTypes[3], Rtx = payloadTypes[4], Red = red ? payloadTypes[5] : null },
            ExtensionIds = new SdpExtensionIds { Mid = ids[0], Rid = ids[1], RepairedRid = ids[2], AudioLevel = ids[3], AbsSendTime = ids[4], TransportWideCc = ids[5] },
            MicrophoneSsrc = microphone ? ssrcs[0] : null,
            CameraRids = camera == 2 ? ["low", "mid-1", "HIGH_2"] : [],
            Camera = camera == 1 ? new SdpSsrc(ssrcs[1], ssrcs[2]) : null,
            Screen = screen ? new SdpSsrc(ssrcs[3], ssrcs[4]) : null,
            PcmuFirst = pcmuFirst,
            RedFirst = redFirst,
            TransportCc = transportCc,
        };

    [Fact]
    public void Any_offer_of_the_client_role_is_read_back() => Offers.Sample(
        written =>
        {
            var offer = SdpSamples.Accept(SdpOfferWriter.Write(written));

            (offer.Ufrag, offer.Password, offer.SlotCount).ShouldBe((written.Ufrag, written.Password, written.SlotPairs));
            offer.Fingerprints.ShouldHaveSingleItem().ToString().ShouldBe(written.Fingerprint);
            offer.Microphone.Ssrcs.Select(ssrc => ssrc.Primary).ShouldBe(written.MicrophoneSsrc is { } ssrc ? [ssrc] : []);
            offer.Microphone.Red.ShouldBe(written.PayloadTypes.Red);
            offer.Microphone.PreferredCodec.ShouldBe(written.RedFirst && written.PayloadTypes.Red is not null ? SdpCodec.Red : written.PcmuFirst ? SdpCodec.Pcmu : SdpCodec.Opus);
            offer.Camera.Rids.Select(rid => rid.Name).ShouldBe(written.CameraRids);
            offer.Camera.Ssrcs.ShouldBe(written.Camera is { } camera ? [camera] : []);
            offer.Screen.Ssrcs.ShouldBe(written.Screen is { } screen ? [screen] : []);
            offer.Screen.Direction.ShouldBe(written.Screen is null ? SdpDirection.Inactive : SdpDirection.SendOnly);
            foreach (var media in offer.Media)
            {
                var (types, ids) = (written.PayloadTypes, written.ExtensionIds);
                media.ExtensionId(SdpExtensionUri.Mid).ShouldBe(ids.Mid);
                media.ExtensionId(SdpExtensionUri.AbsSendTime).ShouldBe(ids.AbsSendTime);
                media.ExtensionId(SdpExtensionUri.TransportWideCc).ShouldBe(written.TransportCc ? ids.TransportWideCc : (byte)0);
                if (media.Type == SdpMediaType.Audio)
                    (media.Opus, media.Pcmu, media.TelephoneEvent).ShouldBe(((byte?)types.Opus, (byte?)types.Pcmu, (byte?)types.TelephoneEvent));
                else
                    (media.Vp8, media.Rtx).ShouldBe(((byte?)types.Vp8, (byte?)types.Rtx));
            }

            SdpSamples.Answer(offer).Media.Select(media => media.Mid).ShouldBe(offer.Media.Select(media => media.Mid));
        },
        iter: 200);

    [Fact]
    public void More_than_16_slot_pairs_are_not_written() =>
        Should.Throw<ArgumentOutOfRangeException>(() => SdpOfferWriter.Write(SdpSamples.Client(slotPairs: 17)));
}
