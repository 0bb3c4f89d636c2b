using System.Text;
using SessionRelay.Sdp;

namespace SessionRelay.Tests.Sdp;

public sealed class OffersThatBreakTheRulesAreRefused
{
    private static readonly string Good = SdpOfferWriter.Write(SdpSamples.Client());

    [Fact]
    public void The_offer_that_these_cases_change_is_good() => SdpSamples.Accept(Good).SlotCount.ShouldBe(2);

    [Theory]
    [InlineData(0, "a=sendonly", "a=sendrecv", "m=audio", "microphone, camera and screen are sendonly or inactive")]
    [InlineData(0, "a=sendonly\r\n", "", "m=audio", "microphone, camera and screen are sendonly or inactive")]
    [InlineData(1, "a=sendonly", "a=recvonly", "m=video", "microphone, camera and screen are sendonly or inactive")]
    [InlineData(3, "a=recvonly", "a=sendrecv", "m=audio", "a slot is recvonly")]
    [InlineData(4, "a=recvonly", "a=inactive", "m=video", "a slot is recvonly")]
    [InlineData(0, "m=audio 9 ", "m=audio 0 ", "m=audio", "a rejected m-line")]
    [InlineData(3, "m=audio", "m=application", "m=application", "data channels are not served")]
    [InlineData(3, "m=audio", "m=text", "m=text", "neither audio nor video")]
    [InlineData(3, "m=audio", "m=video", "m=video", "m-lines come in the order")]
    [InlineData(1, "UDP/TLS/RTP/SAVPF", "RTP/AVP", "m=video", "transport is not")]
    [InlineData(1, "m=video 9", "m=video 65536", "m=video", "port is not a number")]
    [InlineData(1, "SAVPF 96 97", "SAVPF 96 128", "m=video", "payload type is not a number from 0 to 127")]
    [InlineData(1, "SAVPF 96 97", "SAVPF 96 97 96", "m=video", "payload type stands twice")]
    [InlineData(1, " 96 97\r\n", "\r\n", "m=video", "without payload types")]
    [InlineData(0, "opus/48000/2", "opus/48000/1", "m=audio", "an audio m-line without Opus")]
    [InlineData(4, "VP8/90000", "VP9/90000", "m=video", "a video m-line without VP8")]
    [InlineData(0, "a=rtcp-mux\r\n", "", "m=audio", "no rtcp-mux")]
    [InlineData(0, "a=ice-ufrag:clnt\r\n", "", "m=audio", "no ice-ufrag")]
    [InlineData(0, "a=ice-ufrag:clnt", "a=ice-ufrag:abc", "a=ice-ufrag", "an ice-ufrag is 4 to 256")]
    [InlineData(0, "a=ice-pwd:clientclientclientclient\r\n", "", "m=audio", "no ice-pwd")]
    [InlineData(0, "a=ice-pwd:clientclientclientclient", "a=ice-pwd:clientclientclient!lient", "a=ice-pwd", "an ice-pwd is 22 to 256")]
    [InlineData(0, "a=fingerprint:sha-256", "a=fingerprint:sha-1", "m=audio", "no fingerprint of SHA-256")]
    [InlineData(0, "a=fingerprint:sha-256 00:11", "a=fingerprint:sha-256 00:1G", "a=fingerprint", "a fingerprint is not pairs")]
    [InlineData(0, "a=fingerprint:sha-256 00:", "a=fingerprint:sha-256 ", "a=fingerprint", "a fingerprint is not pairs")]
    [InlineData(0, "a=setup:actpass", "a=setup:passive", "m=audio", "setup is actpass or active")]
    [InlineData(0, "a=setup:actpass", "a=setup:other", "a=setup", "an unknown setup")]
    [InlineData(0, "a=setup:actpass\r\n", "", "m=audio", "no setup")]
    [InlineData(2, "a=mid:2\r\n", "", "m=video", "an m-line without a mid")]
    [InlineData(2, "a=mid:2", "a=mid:1", "m=video", "a mid stands twice")]
    [InlineData(2, "a=mid:2", "a=mid:aaaaaaaaaaaaaaaaa", "a=mid", "a mid is a token")]
    [InlineData(2, "a=mid:2", "a=mid:2\r\na=mid:2", null, "may stand once")]
    [InlineData(-1, "BUNDLE 0 1 2 3", "BUNDLE 0 1 2", null, "an m-line outside the BUNDLE group")]
    [InlineData(-1, "BUNDLE 0 1 2 3", "BUNDLE 0 1 2 3 9", "a=group", "the BUNDLE group names a mid twice, or one that no m-line has")]
    [InlineData(-1, "a=group:BUNDLE", "a=group:LS", null, "no BUNDLE group")]
    [InlineData(-1, "v=0", "v=1", "v=1", "a description starts with v=0")]
    [InlineData(-1, "s=-", "s", "s", "not a line of the form")]
    [InlineData(-1, "s=-", "s=\u0001", "s=", "a control character")]
    [InlineData(-1, "a=extmap-allow-mixed", "a=ice-lite", null, "the relay is ICE-lite")]
    [InlineData(1, "a=rid:q send", "a=rid:q:1 send", "a=rid", "a rid is 1 to 16")]
    [InlineData(1, "a=rid:h send", "a=rid:q send", null, "a rid stands twice")]
    [InlineData(1, "a=simulcast:send q;h;f", "a=simulcast:send q;x;f", "a=simulcast", "that no rid line sends")]
    [InlineData(1, "a=simulcast:send q;h;f", "a=simulcast:send q;;f", "a=simulcast", "something that is no rid")]
    [InlineData(1, "a=simulcast:send q;h;f", "a=simulcast:send q;q;f", "a=simulcast", "names a rid twice")]
    [InlineData(1, "a=simulcast:send q;h;f", "a=simulcast:send q;h;f send q", "a=simulcast", "once each")]
    [InlineData(2, "a=sendonly", "a=sendonly\r\na=rid:q send", "m=video", "only the camera may have rids")]
    [InlineData(2, "a=ssrc-group:FID 300 301", "a=ssrc-group:FID 300", "a=ssrc-group", "two different SSRCs")]
    [InlineData(2, "a=ssrc-group:FID 300 301", "a=ssrc-group:FID 300 300", "a=ssrc-group", "two different SSRCs")]
    [InlineData(2, "a=ssrc:300 cname", "a=ssrc:4294967296 cname", "a=ssrc:", "an ssrc is a number")]
    [InlineData(2, "a=ssrc:300 cname", "a=ssrc:100 cname", "m=video", "an SSRC stands in two m-lines")]
    [InlineData(1, "a=extmap:2 ", "a=extmap:10 ", null, "an extension id stands twice")]
    [InlineData(1, "a=extmap:2 ", "a=extmap:0 ", "a=extmap:0", "an extmap is an id from 1 to 255")]
    [InlineData(1, "a=extmap:2 ", "a=extmap:2/other ", "a=extmap:2/", "an extmap with an unknown direction")]
    [InlineData(1, "a=extmap:10 ", "a=extmap:4096 ", "m=video", "no way to tell whose packets")]
    [InlineData(1, "a=rtpmap:96 VP8/90000", "a=rtpmap:96 VP8", "a=rtpmap:96", "an rtpmap is a payload type")]
    [InlineData(1, "a=rtpmap:96 VP8/90000", "a=rtpmap:96 VP8/0", "a=rtpmap:96", "clock rate is not a number")]
    [InlineData(1, "a=rtpmap:97 rtx/90000", "a=rtpmap:96 rtx/90000", "a=rtpmap:96 rtx", "two rtpmap lines")]
    [InlineData(1, "a=fmtp:97 apt=96", "a=fmtp:97 apt=300", "a=fmtp:97", "apt is not a payload type")]
    public void The_line_and_the_reason_are_named(int media, string old, string changed, string? line, string reason)
    {
        var offer = SdpSamples.With(Good, old, changed, media);

        var error = SdpSamples.Refuse(offer);

        error.Reason.ShouldContain(reason);
        if (line is not null)
            error.Line.ShouldBe(SdpSamples.LineOf(offer, line, media));
    }

    [Fact]
    public void Firefox_bundle_only_is_what_makes_port_0_acceptable()
    {
        var rejected = SdpSamples.With(Good, "m=video 9 ", "m=video 0 ", media: 2);

        SdpSamples.Refuse(rejected).Reason.ShouldContain("a rejected m-line");
        SdpSamples.Accept(SdpSamples.With(rejected, "a=mid:2\r\n", "a=mid:2\r\na=bundle-only\r\n")).SlotCount.ShouldBe(2);
    }

    [Fact]
    public void Payload_types_that_look_like_RTCP_are_not_chosen()
    {
        var offer = Good.Replace("SAVPF 96 97", "SAVPF 72 97").Replace(":96 ", ":72 ").Replace("apt=96", "apt=72");

        SdpSamples.Refuse(offer).Reason.ShouldBe("a video m-line without VP8");
    }

    [Fact]
    public void Two_m_lines_are_too_few()
    {
        var third = Good.IndexOf("m=video", Good.IndexOf("m=video", StringComparison.Ordinal) + 1, StringComparison.Ordinal);

        SdpSamples.Refuse(Good[..third]).Reason.ShouldStartWith("fewer than 3 m-lines");
    }

    [Fact]
    public void Half_a_slot_pair_is_refused() =>
        SdpSamples.Refuse(Good[..Good.LastIndexOf("m=video", StringComparison.Ordinal)]).Reason.ShouldBe("a slot is a pair of audio and video");

    [Fact]
    public void Sixteen_slot_pairs_are_taken_and_one_more_is_refused()
    {
        var most = SdpOfferWriter.Write(SdpSamples.Client(slotPairs: 16));
        SdpSamples.Accept(most).SlotCount.ShouldBe(16);
        var more = most + most[most.LastIndexOf("m=audio", StringComparison.Ordinal)..];

        var error = SdpSamples.Refuse(more);

        error.Reason.ShouldBe("more than 35 m-lines");
        more.Split('\n')[error.Line - 1].ShouldStartWith("m=audio");
    }

    [Fact]
    public void Length_lines_and_counts_have_limits()
    {
        SdpSamples.Refuse(Good + new string('a', SdpLimits.Length)).Reason.ShouldStartWith("longer than");
        SdpSamples.Refuse(Good + Repeat("a=x\r\n", SdpLimits.Lines)).ShouldBe(new SdpError(SdpLimits.Lines + 1, "more than 4096 lines"));
        SdpSamples.Refuse(Good + Repeat("a=extmap:{0} urn:x\r\n", 40, 100)).Reason.ShouldBe("more than 32 header extensions in one m-line");
        SdpSamples.Refuse(Good + Repeat("a=ssrc:{0} cname:x\r\n", 40, 100)).Reason.ShouldBe("more than 16 SSRCs in one m-line");
        SdpSamples.Refuse(Good + Repeat("a=rid:{0} send\r\n", 5)).Reason.ShouldBe("more than 4 rids in one m-line");
    }

    [Fact]
    public void Line_feeds_alone_end_lines_too() => SdpSamples.Accept(Good.Replace("\r\n", "\n")).SlotCount.ShouldBe(2);

    [Fact]
    public void A_paused_encoding_is_known_as_paused()
    {
        var offer = SdpSamples.Accept(SdpSamples.With(Good, "a=simulcast:send q;h;f", "a=simulcast:send ~q;h,f"));

        offer.Camera.Rids.ShouldBe([new SdpRid("q", Paused: true), new SdpRid("h", Paused: false)]);
    }

    [Fact]
    public void Of_several_fingerprints_the_strong_ones_are_kept()
    {
        var strong = "a=fingerprint:SHA-384 " + string.Join(':', Enumerable.Repeat("ab", 48));
        var offer = SdpSamples.Accept(SdpSamples.With(Good, "a=setup", $"a=fingerprint:md5 00:11\r\n{strong}\r\na=setup", media: 0));

        offer.Fingerprints.Select(fingerprint => fingerprint.Algorithm).ShouldBe(["sha-256", "sha-384"]);
        offer.Fingerprints[1].Value.ShouldStartWith("AB:AB");
    }

    [Fact]
    public void Later_offers_may_leave_the_transport_to_the_leading_m_line()
    {
        var at = Good.IndexOf("m=video", StringComparison.Ordinal);
        var rest = Good[at..];
        foreach (var line in (string[])["a=ice-ufrag:clnt\r\n", "a=ice-pwd:clientclientclientclient\r\n", $"a=fingerprint:{SdpSamples.Fingerprint}\r\n", "a=setup:actpass\r\n", "a=rtcp-mux\r\n"])
            rest = rest.Replace(line, "");

        SdpSamples.Accept(Good[..at] + rest).Ufrag.ShouldBe("clnt");
    }

    private static string Repeat(string line, int times, int first = 0)
    {
        var text = new StringBuilder();
        for (var i = 0; i < times; i++)
            text.AppendFormat(line, first + i);
        return text.ToString();
    }
}
