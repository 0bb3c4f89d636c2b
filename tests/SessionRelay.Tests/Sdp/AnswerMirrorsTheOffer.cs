using System.Net;
using SessionRelay.Sdp;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Sdp;

public sealed class AnswerMirrorsTheOffer
{
    [Theory]
    [MemberData(nameof(SdpSamples.Browsers), MemberType = typeof(SdpSamples))]
    public void Each_m_line_keeps_place_mid_and_agreed_numbers_and_turns_its_direction(string name)
    {
        var offer = SdpSamples.Offer(name);

        var answer = SdpSamples.Answer(offer);

        answer.Bundle.ShouldBe(offer.Bundle);
        answer.Media.Count.ShouldBe(offer.Media.Count);
        foreach (var (ours, theirs) in answer.Media.Zip(offer.Media))
        {
            (ours.Mid, ours.Type).ShouldBe((theirs.Mid, theirs.Type));
            ours.Direction.ShouldBe(theirs.Direction switch
            {
                SdpDirection.SendOnly => SdpDirection.RecvOnly,
                SdpDirection.RecvOnly => SdpDirection.SendOnly,
                _ => SdpDirection.Inactive,
            });
            ours.Formats.ShouldBe(theirs.Formats);
            ours.Extensions.Select(extension => (extension.Uri, extension.Id)).ShouldBe(theirs.Extensions.Select(extension => (extension.Uri, extension.Id)));
            ours.Rids.ShouldBe(theirs.Rids.Select(rid => rid.Name));
        }
    }

    [Fact]
    public void Session_is_ICE_lite_DTLS_server_with_the_relays_credentials()
    {
        var offer = SdpSamples.Offer("chromium-156-peer-first");

        var answer = SdpSamples.Answer(offer);

        (answer.Ufrag, answer.Password, answer.Setup, answer.IceLite).ShouldBe(("relayUfrag", "relayrelayrelayrelayrelay", SdpSetup.Passive, true));
        answer.Fingerprints.ShouldHaveSingleItem().ToString().ShouldBe(SdpSamples.Fingerprint);
        answer.EndOfCandidates.ShouldBeTrue();
    }

    [Fact]
    public void Slots_carry_one_stream_with_their_SSRCs()
    {
        var answer = SdpSamples.Answer(SdpSamples.Offer("firefox-153-untrimmed-8-slots"));

        for (var slot = 0; slot < 8; slot++)
        {
            var expected = SdpSamples.Slot(slot);
            answer.SlotAudio(slot).Streams.ShouldBe([new SdpSsrc(expected.AudioSsrc, null)]);
            answer.SlotVideo(slot).Streams.ShouldBe([new SdpSsrc(expected.VideoSsrc, expected.VideoRtxSsrc)]);
            (answer.SlotAudio(slot).StreamId, answer.SlotVideo(slot).StreamId).ShouldBe((expected.StreamId, expected.StreamId));
            answer.SlotAudio(slot).TrackId.ShouldNotBe(answer.SlotVideo(slot).TrackId);
            (answer.SlotAudio(slot).Cname, answer.SlotVideo(slot).Cname).ShouldBe(("relay", "relay"));
        }
    }

    [Fact]
    public void A_client_without_RTX_gets_no_RTX_SSRC()
    {
        var text = SdpOfferWriter.Write(SdpSamples.Client());
        foreach (var line in (string[])["a=rtpmap:97 rtx/90000\r\n", "a=fmtp:97 apt=96\r\n"])
            text = text.Replace(line, "");

        var answer = SdpSamples.Answer(SdpSamples.Accept(text.Replace("SAVPF 96 97", "SAVPF 96")));

        answer.SlotVideo(0).Streams.ShouldBe([new SdpSsrc(SdpSamples.Slot(0).VideoSsrc, null)]);
        answer.SlotVideo(0).PayloadTypeOf(SdpCodec.Rtx).ShouldBeNull();
    }

    [Fact]
    public void Opus_is_asked_for_FEC_and_no_DTX_and_comfort_noise_is_left_out()
    {
        var offer = SdpSamples.Offer("chromium-156-untrimmed-8-slots");
        SdpSamples.Text("chromium-156-untrimmed-8-slots").ShouldContain("a=rtpmap:13 CN/8000");

        var text = SdpAnswerWriter.Write(offer, SdpSamples.Relay(8));

        text.ShouldContain("m=audio 9 UDP/TLS/RTP/SAVPF 111 0 110 126\r\n");
        text.ShouldContain("a=fmtp:111 minptime=10;useinbandfec=1;usedtx=0\r\n");
        text.ShouldNotContain("CN/");
        text.ShouldNotContain("goog-remb");
        text.ShouldContain("a=simulcast:recv q;h;f\r\n");
        text.ShouldContain("a=extmap-allow-mixed\r\n");
        text.ShouldContain("a=rtcp-rsize\r\n");
    }

    [Fact]
    public void Sound_with_redundancy_is_taken_from_a_microphone_and_never_sent()
    {
        var text = SdpAnswerWriter.Write(SdpSamples.Offer("chromium-156-untrimmed-8-slots"), SdpSamples.Relay(8));

        var microphone = text[..text.IndexOf("m=video", StringComparison.Ordinal)];
        microphone.ShouldContain("m=audio 9 UDP/TLS/RTP/SAVPF 111 0 110 126 63\r\n");
        microphone.ShouldContain("a=rtpmap:63 red/48000/2\r\na=fmtp:63 111/111\r\n");
        text[microphone.Length..].ShouldNotContain("red/");
    }

    [Fact]
    public void Redundancy_of_another_codec_than_Opus_is_left_out()
    {
        var text = SdpOfferWriter.Write(SdpSamples.Client() with { PayloadTypes = new SdpPayloadTypes { Red = 63 }, RedFirst = true }).Replace("a=fmtp:63 111/111", "a=fmtp:63 0/0");

        SdpSamples.Accept(text).Microphone.Red.ShouldBeNull();
    }

    [Fact]
    public void Extension_directions_are_turned_where_they_were_named()
    {
        var text = SdpAnswerWriter.Write(SdpSamples.Offer("firefox-153-peer-first"), SdpSamples.Relay(3));

        text.ShouldContain("a=extmap:9/recvonly urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id\r\n");
        text.ShouldContain("a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid\r\n");
        text.ShouldNotContain("csrc-audio-level");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_clients_first_audio_codec_is_first_in_the_answer(bool pcmuFirst)
    {
        var first = pcmuFirst ? SdpCodec.Pcmu : SdpCodec.Opus;
        var offer = SdpSamples.Accept(SdpOfferWriter.Write(SdpSamples.Client() with { PcmuFirst = pcmuFirst }));

        offer.Microphone.PreferredCodec.ShouldBe(first);
        SdpSamples.Answer(offer).Media[0].Formats[0].Codec.ShouldBe(first);
    }

    [Fact]
    public void Without_transport_cc_in_the_offer_there_is_none_in_the_answer()
    {
        var offer = SdpSamples.Accept(SdpOfferWriter.Write(SdpSamples.Client() with { TransportCc = false }));

        var text = SdpAnswerWriter.Write(offer, SdpSamples.Relay(offer.SlotCount));

        text.ShouldNotContain("transport-cc");
        text.ShouldNotContain("transport-wide-cc");
        text.ShouldContain("a=rtcp-fb:96 nack pli");
    }

    [Fact]
    public void Candidates_stand_once_in_the_transports_m_line_and_are_read_back()
    {
        SdpCandidate[] candidates =
        [
            SdpCandidate.Host(TransportAddress.From(IPAddress.Parse("192.0.2.1"), 40000), 0),
            SdpCandidate.Host(TransportAddress.From(IPAddress.Parse("2001:db8::1"), 40001), 1),
            SdpCandidate.Host(TransportAddress.From(IPAddress.Parse("192.0.2.1"), 443, TransportProtocol.Tcp), 0),
        ];
        var offer = SdpSamples.Offer("chromium-156-peer-first");

        var text = SdpAnswerWriter.Write(offer, SdpSamples.Relay(3) with { Candidates = candidates });

        SdpSamples.Read(text).Candidates.ShouldBe(candidates);
        text.Split("a=candidate:").Length.ShouldBe(4);
        candidates[0].Priority.ShouldBe((126u << 24) + (65535u << 8) + 255);
        candidates[1].Priority.ShouldBeLessThan(candidates[0].Priority);
        candidates[2].Priority.ShouldBeLessThan(candidates[1].Priority);
        text.ShouldContain(" 192.0.2.1 443 typ host tcptype passive\r\n");
    }

    [Fact]
    public void A_link_local_address_is_announced_without_its_scope()
    {
        var candidate = SdpCandidate.Host(TransportAddress.From(new IPAddress(IPAddress.Parse("fe80::1").GetAddressBytes(), 7), 40000), 0);

        var text = SdpAnswerWriter.Write(SdpSamples.Offer("chromium-156-peer-first"), SdpSamples.Relay(3) with { Candidates = [candidate] });

        text.ShouldContain(" fe80::1 40000 typ host\r\n");
    }

    [Fact]
    public void The_m_line_that_leads_the_BUNDLE_group_speaks_for_the_transport()
    {
        var text = SdpSamples.With(SdpOfferWriter.Write(SdpSamples.Client(slotPairs: 0)), "BUNDLE 0 1 2", "BUNDLE 2 0 1");
        text = SdpSamples.With(text, "a=ice-ufrag:clnt", "a=ice-ufrag:other", media: 0);

        var offer = SdpSamples.Accept(text);
        var answer = SdpAnswerWriter.Write(offer, SdpSamples.Relay(0));

        (offer.TransportMid, offer.Ufrag).ShouldBe(("2", "clnt"));
        answer.ShouldContain("BUNDLE 2 0 1\r\n");
        answer.TrimEnd().ShouldEndWith("a=end-of-candidates");
    }

    [Fact]
    public void Slots_must_be_as_many_as_offered() =>
        Should.Throw<ArgumentException>(() => SdpAnswerWriter.Write(SdpSamples.Offer("chromium-156-peer-first"), SdpSamples.Relay(2)));
}
