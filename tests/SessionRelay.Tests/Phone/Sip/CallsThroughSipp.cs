using SessionRelay.Phone.Sip;

namespace SessionRelay.Tests.Phone.Sip;

/// <summary>Against another implementation, over sockets: sipp plays the trunk.</summary>
public sealed class CallsThroughSipp
{
    private const string Sdp = "v=0\no=- 1 1 IN IP4 127.0.0.1\ns=-\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 20000 RTP/AVP 0 101\na=rtpmap:0 PCMU/8000\na=rtpmap:101 telephone-event/8000\n";
    private const string TakeAck = "<recv request=\"ACK\"/>";
    private const string TakeBye = "<recv request=\"BYE\"/>";

    private static readonly string TakeInvite =
        "<recv request=\"INVITE\"><action><ereg regexp=\"[^ ].*\" search_in=\"hdr\" header=\"From:\" assign_to=\"1\"/><ereg regexp=\"&lt;.*\" search_in=\"hdr\" header=\"Contact:\" assign_to=\"2\"/>"
        + "<ereg regexp=\"sip:[^&gt;]*\" search_in=\"hdr\" header=\"Contact:\" assign_to=\"3\"/></action></recv><Reference variables=\"1,2,3\"/>";

    [Fact]
    public async Task An_answered_call_is_hung_up_by_us()
    {
        using var sipp = new Sipp(TakeInvite + Send(100) + Send(180) + Send(200, Sdp) + TakeAck + TakeBye + Send(200));
        sipp.Dial();
        await sipp.Until(CallState.Ringing);
        (await sipp.Until(e => e.Media is not null)).Media!.Rtp.Port.ShouldBe(20_000);
        sipp.HangUp();

        await sipp.IsContent();
    }

    [Fact]
    public async Task An_answered_call_is_hung_up_by_the_other_side()
    {
        using var sipp = new Sipp(TakeInvite + Send(183, Sdp) + Send(200, Sdp) + TakeAck + Request("BYE", 1) + "<recv response=\"200\"/>");
        sipp.Dial();

        (await sipp.Until(CallState.Ended)).End.ShouldBe(CallEnd.HungUp);
        await sipp.IsContent();
    }

    [Theory]
    [InlineData(486, "Busy")]
    [InlineData(603, "Declined")]
    [InlineData(404, "WrongNumber")]
    [InlineData(480, "Unreachable")]
    public async Task A_refusal_is_acknowledged(int status, string end)
    {
        using var sipp = new Sipp(TakeInvite + Send(100) + Send(status) + TakeAck);
        sipp.Dial();

        (await sipp.Until(CallState.Ended)).End.ToString().ShouldBe(end);
        await sipp.IsContent();
    }

    [Fact]
    public async Task A_call_that_nobody_answers_is_cancelled()
    {
        // The INVITE's own answer comes after the CANCEL's: it needs the headers that were kept.
        using var sipp = new Sipp("<recv request=\"INVITE\"><action><ereg regexp=\"[^ ].*\" search_in=\"hdr\" header=\"CSeq:\" assign_to=\"1\"/></action></recv>" + Send(180)
            + "<recv request=\"CANCEL\"/>" + Send(200) + Send(487).Replace("[last_CSeq:]", "CSeq:[$1]") + TakeAck);
        sipp.Dial();
        await sipp.Until(CallState.Ringing);
        sipp.HangUp();

        await sipp.IsContent();
    }

    [Fact]
    public async Task A_challenge_is_answered_with_the_password()
    {
        const string Verify = "<recv request=\"INVITE\"><action><verifyauth assign_to=\"4\" username=\"relay\" password=\"secret\"/></action></recv>";
        var challenge = Send(401, "", "WWW-Authenticate: Digest realm=\"trunk\", nonce=\"47ebe028cda119c35d4877b383027d28\", algorithm=MD5, qop=\"auth\"");
        using var sipp = new Sipp("<recv request=\"INVITE\"/>" + challenge + TakeAck
            + Verify + "<nop test=\"4\" next=\"good\"/>" + Send(403) + TakeAck + "<label id=\"good\"/>"
            + Send(200, Sdp) + TakeAck + TakeBye + Send(200));
        sipp.Dial();
        await sipp.Until(CallState.Answered);
        sipp.HangUp();

        await sipp.IsContent();
    }

    [Fact]
    public async Task A_wrong_password_is_not_tried_again()
    {
        var challenge = Send(401, "", "WWW-Authenticate: Digest realm=\"trunk\", nonce=\"a\", algorithm=MD5");
        using var sipp = new Sipp("<recv request=\"INVITE\"/>" + challenge + TakeAck + "<recv request=\"INVITE\"/>" + challenge + TakeAck, "wrong");
        sipp.Dial();

        (await sipp.Until(CallState.Ended)).End.ShouldBe(CallEnd.Failed);
        await sipp.IsContent();
    }

    [Fact]
    public async Task The_other_side_holds_the_call()
    {
        using var sipp = new Sipp(TakeInvite + Send(200, Sdp) + TakeAck
            + Request("INVITE", 1, Sdp + "a=sendonly\n") + "<recv response=\"200\"/>" + Request("ACK", 1) + TakeBye + Send(200));
        sipp.Dial();
        await sipp.Until(e => e.Media is { Receives: false });
        sipp.HangUp();

        await sipp.IsContent();
    }

    [Fact]
    public async Task A_lost_ACK_is_sent_again()
    {
        // A repeated answer has its INVITE's Via and number, not those of the ACK that came last.
        var takeInvite = TakeInvite.Replace("</action>", "<ereg regexp=\"[^ ].*\" search_in=\"hdr\" header=\"Via:\" assign_to=\"5\"/></action>");
        var again = Send(200, Sdp).Replace("[last_CSeq:]", "CSeq: 1 INVITE").Replace("[last_Via:]", "Via: [$5]");
        using var sipp = new Sipp(takeInvite + Send(200, Sdp) + TakeAck + again + TakeAck + Request("BYE", 1) + "<recv response=\"200\"/>");
        sipp.Dial();

        (await sipp.Until(CallState.Ended)).End.ShouldBe(CallEnd.HungUp);
        await sipp.IsContent();
    }

    [Fact]
    public async Task Malformed_messages_change_nothing()
    {
        using var sipp = new Sipp(TakeInvite + Raw("SIP/2.0 200\nVia: ;;,\nContent-Length: -1\n\n") + Raw("SIP/2.0 200 OK\nCall-ID: [call_id]\n\n")
            + Raw("SIP/2.0 180 Ringing\n[last_Via:]\n[last_From:]\n[last_To:]\n[last_Call-ID:]\nCSeq: 99999999999 INVITE\n\n") + Send(486) + TakeAck);
        sipp.Dial();

        (await sipp.Until(_ => true)).End.ShouldBe(CallEnd.Busy);
        await sipp.IsContent();
    }

    private static string Raw(string text) => $"<send><![CDATA[\n\n{text}\n]]></send>";

    private static string Send(int status, string sdp = "", string? header = null) => Raw(
        $"SIP/2.0 {status} Reason\n[last_Via:]\n[last_From:]\n[last_To:];tag=trunk[call_number]\n[last_Call-ID:]\n[last_CSeq:]\nContact: <sip:trunk@127.0.0.1:[local_port]>\n"
        + (header is null ? "" : header + "\n") + Body(sdp));

    private static string Request(string method, int number, string sdp = "") => Raw(
        $"{method} [$3] SIP/2.0\nVia: SIP/2.0/UDP 127.0.0.1:[local_port];branch=[branch]\nFrom: <sip:+493012345@127.0.0.1:[local_port]>;tag=trunk[call_number]\nTo: [$1]\n"
        + $"Call-ID: [call_id]\nCSeq: {number} {method}\nMax-Forwards: 70\nContact: <sip:trunk@127.0.0.1:[local_port]>\n" + Body(sdp));

    private static string Body(string sdp) => (sdp.Length > 0 ? "Content-Type: application/sdp\n" : "") + "Content-Length: [len]\n\n" + sdp;
}
