using System.Text;
using SessionRelay.Phone.Sip;

namespace SessionRelay.Tests.Phone.Sip;

public sealed class RequestsInsideACallAreServed
{
    private readonly ScriptedTrunk _trunk = new();

    [Fact]
    public void Who_hangs_up_ends_the_call_once()
    {
        var call = _trunk.Connected();
        _trunk.Events();
        _trunk.Request(call, "BYE", number: 200, branch: "z9hG4bKbye");
        _trunk.Request(call, "BYE", number: 200, branch: "z9hG4bKbye"); // our answer was lost

        _trunk.TakeResponse().Status.ShouldBe(200);
        _trunk.TakeResponse().Status.ShouldBe(200);
        _trunk.Events().ShouldHaveSingleItem().End.ShouldBe(CallEnd.HungUp);
        _trunk.Count("BYE").ShouldBe(0);
    }

    [Fact]
    public void Hold_and_resume()
    {
        var call = _trunk.Connected();
        _trunk.Request(call, "INVITE", ScriptedTrunk.Answer + "a=sendonly\r\n", number: 200);
        var held = _trunk.TakeResponse();
        held.Status.ShouldBe(200);
        Encoding.Latin1.GetString(held.Body).ShouldContain("a=recvonly");
        call.Remote!.Receives.ShouldBeFalse();
        call.Remote.Sends.ShouldBeTrue();
        _trunk.Request(call, "ACK", number: 200);

        _trunk.Request(call, "INVITE", ScriptedTrunk.Answer, number: 201);
        Encoding.Latin1.GetString(_trunk.TakeResponse().Body).ShouldContain("a=sendrecv");
        call.Remote.Receives.ShouldBeTrue();
    }

    [Fact]
    public void An_answer_is_repeated_until_its_ACK_and_without_one_the_call_ends()
    {
        var call = _trunk.Connected();
        _trunk.Request(call, "INVITE", ScriptedTrunk.Answer, number: 200);
        _trunk.Advance(3.4); // 0.5, 1.5 s
        _trunk.Sent.Count(m => !m.IsRequest).ShouldBe(3);
        _trunk.Request(call, "INVITE", ScriptedTrunk.Answer, number: 201);
        _trunk.Sent[^1].Status.ShouldBe(500); // RFC 3261 section 14.2
        _trunk.Advance(30);

        call.End.ShouldBe(CallEnd.Unreachable);
        _trunk.Take("BYE");
    }

    [Fact]
    public void A_re_INVITE_without_an_offer_gets_ours_and_its_ACK_the_answer()
    {
        var call = _trunk.Connected();
        _trunk.Request(call, "INVITE", number: 200);
        Encoding.Latin1.GetString(_trunk.TakeResponse().Body).ShouldContain("RTP/AVP 0 8 101");
        _trunk.Request(call, "ACK", ScriptedTrunk.Answer.Replace("192.0.2.9", "192.0.2.10"), number: 200);

        call.Remote!.Rtp.Address.ToString().ShouldBe("192.0.2.10");
        _trunk.Advance(40);
        call.State.ShouldBe(CallState.Answered);
    }

    [Fact]
    public void An_offer_without_our_codecs_changes_nothing()
    {
        var call = _trunk.Connected();
        var before = call.Remote;
        _trunk.Request(call, "INVITE", "v=0\r\nc=IN IP4 192.0.2.9\r\nm=audio 20000 RTP/AVP 9\r\n");

        _trunk.TakeResponse().Status.ShouldBe(488);
        call.Remote.ShouldBe(before);
        call.State.ShouldBe(CallState.Answered);
    }

    [Theory]
    [InlineData("OPTIONS", 200)]
    [InlineData("UPDATE", 405)]
    [InlineData("REFER", 405)]
    [InlineData("INFO", 405)]
    [InlineData("FOO", 501)]
    public void Other_requests_have_their_answers(string method, int status)
    {
        var call = _trunk.Connected();
        _trunk.Request(call, method);

        var answer = _trunk.TakeResponse();
        answer.Status.ShouldBe(status);
        answer.Header("Allow").ShouldBe(SipUserAgent.Allowed);
        call.State.ShouldBe(CallState.Answered);
    }

    [Fact]
    public void Strangers_to_the_dialog_and_old_requests_are_refused()
    {
        var call = _trunk.Connected();
        _trunk.Request(call, "BYE", tag: "somebody");
        _trunk.TakeResponse().Status.ShouldBe(481);
        _trunk.Request(call, "OPTIONS", number: 300);
        _trunk.TakeResponse().Status.ShouldBe(200);
        _trunk.Request(call, "BYE", number: 299);
        _trunk.TakeResponse().Status.ShouldBe(500);
        _trunk.Request(call, "INVITE", ScriptedTrunk.Answer, number: 301, headers: ("Require", "precondition, timer"));
        _trunk.TakeResponse().Header("Unsupported").ShouldBe("precondition");

        call.State.ShouldBe(CallState.Answered);
    }

    [Fact]
    public void Routes_of_the_answer_are_followed()
    {
        var call = _trunk.Connected(("Record-Route", "<sip:a.example;lr>, <sip:b.example;lr>"));
        call.HangUp(_trunk.Now);

        var bye = _trunk.Take("BYE");
        bye.Values("Route").ShouldBe(["<sip:b.example;lr>", "<sip:a.example;lr>"]);
        bye.RequestUri!.Text.ShouldBe("sip:them@192.0.2.1:5062");
    }

    [Fact]
    public void A_session_is_refreshed_by_whom_it_was_agreed()
    {
        var call = _trunk.Connected(("Session-Expires", "200;refresher=uac"), ("Require", "timer"));
        _trunk.Advance(99);
        _trunk.Count("INVITE").ShouldBe(0);
        _trunk.Advance(1.2);
        var refresh = _trunk.Take("INVITE");
        refresh.To.Tag.ShouldBe("them");
        _trunk.Reply(refresh, 491);
        _trunk.Take("ACK");
        _trunk.Advance(4.1);
        _trunk.Reply(_trunk.Take("INVITE"), 200, ScriptedTrunk.Answer, "them", ("Session-Expires", "200;refresher=uas"));
        _trunk.Take("ACK");
        _trunk.Advance(130);
        call.State.ShouldBe(CallState.Answered);
        _trunk.Advance(10); // nobody refreshed: 200 s less 32
        _trunk.Advance(30);

        call.End.ShouldBe(CallEnd.Unreachable);
        _trunk.Take("BYE");
    }

    [Fact]
    public void A_longer_interval_is_agreed_to()
    {
        _trunk.Dial();
        _trunk.Reply(_trunk.Take("INVITE"), 422, "", "them", ("Min-SE", "3600"));

        var again = _trunk.Take("INVITE");
        again.Header("Min-SE").ShouldBe("3600");
        again.Header("Session-Expires").ShouldBe("3600");
    }
}
