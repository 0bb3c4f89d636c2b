using SessionRelay.Phone.Sip;
using static SessionRelay.Tests.Phone.Sip.SippScenario;

namespace SessionRelay.Tests.Phone.Sip;

/// <summary>Against another implementation, over sockets: sipp plays the trunk.</summary>
public sealed class CallsThroughSipp
{
    [Fact]
    public async Task An_answered_call_is_hung_up_by_us()
    {
        using var sipp = new Sipp(TakeInvite + Send(100) + Send(180) + Send(200, Media) + TakeAck + TakeBye + Send(200));
        sipp.Dial();
        await sipp.Until(CallState.Ringing);
        (await sipp.Until(e => e.Media is not null)).Media!.Rtp.Port.ShouldBe(20_000);
        sipp.HangUp();

        await sipp.IsContent();
    }

    [Fact]
    public async Task An_answered_call_is_hung_up_by_the_other_side()
    {
        using var sipp = new Sipp(TakeInvite + Send(183, Media) + Send(200, Media) + TakeAck + Request("BYE", 1) + "<recv response=\"200\"/>");
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
            + Send(200, Media) + TakeAck + TakeBye + Send(200));
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
        using var sipp = new Sipp(TakeInvite + Send(200, Media) + TakeAck
            + Request("INVITE", 1, Media + "a=sendonly\n") + "<recv response=\"200\"/>" + Request("ACK", 1) + TakeBye + Send(200));
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
        var again = Send(200, Media).Replace("[last_CSeq:]", "CSeq: 1 INVITE").Replace("[last_Via:]", "Via: [$5]");
        using var sipp = new Sipp(takeInvite + Send(200, Media) + TakeAck + again + TakeAck + Request("BYE", 1) + "<recv response=\"200\"/>");
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
}
