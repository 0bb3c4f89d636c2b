using SessionRelay.Phone.Audio;
using SessionRelay.Phone.Sip;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Phone.Sip;

public sealed class CallsAreAnsweredOrSayWhyNot
{
    private readonly ScriptedTrunk _trunk = new();

    [Fact]
    public void A_call_rings_is_answered_and_hung_up()
    {
        var call = _trunk.Dial();
        var invite = _trunk.Take("INVITE");
        invite.RequestUri!.Text.ShouldBe("sip:+493012345@pbx.example");
        System.Text.Encoding.Latin1.GetString(invite.Body).ShouldContain("m=audio 30000 RTP/AVP 0 8 101");
        _trunk.Reply(invite, 100);
        _trunk.Reply(invite, 180);
        _trunk.Reply(invite, 180);
        _trunk.Reply(invite, 200, ScriptedTrunk.Answer);

        call.Remote!.Rtp.ToString().ShouldBe("192.0.2.9:20000");
        call.Remote.Codec.ShouldBe(G711Law.Pcmu);
        call.Remote.EventPayloadType.ShouldBe((byte)101);
        var ack = _trunk.Take("ACK");
        ack.RequestUri!.Text.ShouldBe("sip:them@192.0.2.1:5062");
        ack.CSeq.Number.ShouldBe(invite.CSeq.Number);
        ack.Vias[0].Branch.ShouldNotBe(invite.Vias[0].Branch);
        _trunk.To[^1].ShouldBe(TransportAddress.FromIPv4(0xC000_0201, 5062));

        call.HangUp(_trunk.Now);
        var bye = _trunk.Take("BYE");
        bye.CSeq.Number.ShouldBe(invite.CSeq.Number + 1);
        _trunk.Reply(bye, 200);
        _trunk.Advance(40);
        _trunk.Count("BYE").ShouldBe(0);
        _trunk.Events().Select(e => (e.State, e.End)).ShouldBe(
        [
            (CallState.Ringing, CallEnd.None),
            (CallState.Answered, CallEnd.None),
            (CallState.Ended, CallEnd.HungUp),
        ]);
    }

    [Theory]
    [InlineData(486, nameof(CallEnd.Busy))]
    [InlineData(600, nameof(CallEnd.Busy))]
    [InlineData(603, nameof(CallEnd.Declined))]
    [InlineData(408, nameof(CallEnd.Unreachable))]
    [InlineData(480, nameof(CallEnd.Unreachable))]
    [InlineData(503, nameof(CallEnd.Unreachable))]
    [InlineData(404, nameof(CallEnd.WrongNumber))]
    [InlineData(484, nameof(CallEnd.WrongNumber))]
    [InlineData(604, nameof(CallEnd.WrongNumber))]
    [InlineData(410, nameof(CallEnd.WrongNumber))]
    [InlineData(403, nameof(CallEnd.Failed))]
    [InlineData(302, nameof(CallEnd.Failed))]
    [InlineData(488, nameof(CallEnd.Failed))]
    public void A_refusal_says_why_and_is_acknowledged(int status, string end)
    {
        var call = _trunk.Dial();
        var invite = _trunk.Take("INVITE");
        _trunk.Reply(invite, status);

        (call.State, call.End.ToString(), call.Status).ShouldBe((CallState.Ended, end, status));
        var ack = _trunk.Take("ACK");
        ack.Vias[0].Branch.ShouldBe(invite.Vias[0].Branch);
        ack.To.Tag.ShouldBe("them");
        _trunk.Reply(invite, status); // the ACK was lost
        _trunk.Take("ACK");
        _trunk.Advance(40);
        _trunk.Sent.Where(m => m.Method is not "OPTIONS").ShouldBeEmpty();
        _trunk.Events().Count.ShouldBe(1);
    }

    [Fact]
    public void A_dead_trunk_is_tried_seven_times_in_32_s()
    {
        var call = _trunk.Dial();
        _trunk.Advance(31.9);
        call.State.ShouldBe(CallState.Dialing);
        _trunk.Advance(0.2);

        call.End.ShouldBe(CallEnd.Unreachable);
        _trunk.Count("INVITE").ShouldBe(7); // RFC 3261 section 17.1.1.2
    }

    [Fact]
    public void Over_a_stream_nothing_is_repeated()
    {
        var trunk = new ScriptedTrunk(t => t with { Transport = SipTransport.Tls });
        var call = trunk.Dial();
        trunk.Advance(33);

        call.End.ShouldBe(CallEnd.Unreachable);
        trunk.Count("INVITE").ShouldBe(1);
    }

    [Fact]
    public void Who_does_not_answer_in_45_s_is_cancelled()
    {
        var call = _trunk.Dial();
        var invite = _trunk.Take("INVITE");
        _trunk.Reply(invite, 180);
        _trunk.Advance(44.9);
        call.State.ShouldBe(CallState.Ringing);
        _trunk.Advance(0.2);

        call.End.ShouldBe(CallEnd.NoAnswer);
        var cancel = _trunk.Take("CANCEL");
        cancel.Vias[0].Branch.ShouldBe(invite.Vias[0].Branch);
        cancel.CSeq.Number.ShouldBe(invite.CSeq.Number);
        _trunk.Reply(cancel, 200);
        _trunk.Reply(invite, 487);
        _trunk.Take("ACK");
        call.End.ShouldBe(CallEnd.NoAnswer);
    }

    [Fact]
    public void An_answer_that_crosses_the_CANCEL_is_hung_up()
    {
        var call = _trunk.Dial();
        var invite = _trunk.Take("INVITE");
        _trunk.Reply(invite, 180);
        _trunk.Advance(45);
        var cancel = _trunk.Take("CANCEL");
        _trunk.Reply(invite, 200, ScriptedTrunk.Answer);
        _trunk.Reply(cancel, 481);

        _trunk.Take("ACK");
        _trunk.Reply(_trunk.Take("BYE"), 200);
        _trunk.Reply(invite, 200, ScriptedTrunk.Answer); // repeated: acknowledged, not hung up twice
        _trunk.Take("ACK");
        _trunk.Count("BYE").ShouldBe(0);
        (call.State, call.End).ShouldBe((CallState.Ended, CallEnd.NoAnswer));
    }

    [Fact]
    public void A_call_given_up_before_anything_was_heard_is_cancelled_when_something_is()
    {
        var call = _trunk.Dial();
        call.HangUp(_trunk.Now);
        _trunk.Count("CANCEL").ShouldBe(0); // RFC 3261 section 9.1
        var invite = _trunk.Take("INVITE");
        _trunk.Reply(invite, 100);

        _trunk.Reply(_trunk.Take("CANCEL"), 200);
        _trunk.Reply(invite, 487);
        _trunk.Take("ACK");
        call.End.ShouldBe(CallEnd.HungUp);
    }

    [Fact]
    public void The_first_of_two_phones_wins()
    {
        var call = _trunk.Dial();
        var invite = _trunk.Take("INVITE");
        _trunk.Reply(invite, 180, tag: "kitchen");
        _trunk.Reply(invite, 180, tag: "hall");
        _trunk.Reply(invite, 200, ScriptedTrunk.Answer, "hall");
        _trunk.Reply(invite, 200, ScriptedTrunk.Answer, "kitchen");

        _trunk.Take("ACK").To.Tag.ShouldBe("hall");
        _trunk.Take("ACK").To.Tag.ShouldBe("kitchen");
        _trunk.Take("BYE").To.Tag.ShouldBe("kitchen");
        call.State.ShouldBe(CallState.Answered);
    }

    [Fact]
    public void A_lost_ACK_is_sent_again()
    {
        var call = _trunk.Dial();
        var invite = _trunk.Take("INVITE");
        for (var i = 0; i < 4; i++)
        {
            _trunk.Reply(invite, 200, ScriptedTrunk.Answer);
            _trunk.Take("ACK");
            _trunk.Advance(4);
        }

        call.State.ShouldBe(CallState.Answered);
        _trunk.Events().Count.ShouldBe(1);
    }

    [Fact]
    public void Sound_before_the_answer_is_noticed()
    {
        var call = _trunk.Dial();
        _trunk.Reply(_trunk.Take("INVITE"), 183, ScriptedTrunk.Answer);

        call.HasEarlyMedia.ShouldBeTrue();
        call.State.ShouldBe(CallState.Ringing);
        call.Remote.ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("v=0\r\n")]
    [InlineData("v=0\r\nc=IN IP4 192.0.2.9\r\nm=audio 20000 RTP/AVP 18\r\n")]
    [InlineData("v=0\r\nc=IN IP4 192.0.2.9\r\nm=audio 0 RTP/AVP 0\r\n")]
    public void An_answer_that_we_can_not_talk_with_is_hung_up(string sdp)
    {
        var call = _trunk.Dial();
        _trunk.Reply(_trunk.Take("INVITE"), 200, sdp);

        _trunk.Take("ACK");
        _trunk.Take("BYE");
        call.End.ShouldBe(CallEnd.Failed);
    }

    [Fact]
    public void Digits_only_are_dialed()
    {
        foreach (var number in (string[])["", "+", "+49;phone", "a@b", "+4930?x", "+" + new string('1', 33)])
            Should.Throw<ArgumentException>(() => _trunk.Agent.Dial(number, ScriptedTrunk.Media, _trunk.Now));
    }

    [Fact]
    public void Calls_are_bounded_and_ended_ones_forgotten()
    {
        for (var i = 0; i < SipUserAgent.Calls; i++)
            _trunk.Dial().ShouldNotBeNull();
        _trunk.Agent.Dial("123", ScriptedTrunk.Media, _trunk.Now).ShouldBeNull();
        _trunk.Advance(33);
        _trunk.Agent.Dial("123", ScriptedTrunk.Media, _trunk.Now).ShouldNotBeNull();
    }
}
