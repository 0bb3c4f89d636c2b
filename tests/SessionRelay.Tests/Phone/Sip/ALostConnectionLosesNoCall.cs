using SessionRelay.Phone.Sip;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Phone.Sip;

/// <summary>What is under way when the stream to the trunk breaks.</summary>
public sealed class ALostConnectionLosesNoCall
{
    private static readonly TransportAddress Other = TransportAddress.FromIPv4(0xC000_0202, 5060);

    private readonly ScriptedTrunk _trunk = new(trunk => trunk with { Transport = SipTransport.Tls });

    private void Lose() => _trunk.Agent.OnConnectionLost(_trunk.Agent.Outbox.Last, _trunk.Now);

    [Fact]
    public void A_phone_that_rings_is_cancelled_over_the_next_connection()
    {
        var call = _trunk.Dial();
        var invite = _trunk.Take("INVITE");
        _trunk.Reply(invite, 180);
        _trunk.Agent.Trunk = _trunk.Agent.Trunk with { Address = Other };
        Lose();

        (call.State, call.End).ShouldBe((CallState.Ended, CallEnd.Unreachable));
        var cancel = _trunk.Take("CANCEL");
        cancel.Vias[0].Branch.ShouldBe(invite.Vias[0].Branch);
        _trunk.To[^1].ShouldBe(Other);
        Lose();
        _trunk.Reply(_trunk.Take("CANCEL"), 200); // the connection that it went over was lost too
        _trunk.Reply(invite, 487);
        _trunk.Take("ACK");
        _trunk.To[^1].ShouldBe(Other);
    }

    [Fact]
    public void An_answer_that_comes_after_it_is_acknowledged_and_hung_up()
    {
        _trunk.Dial();
        var invite = _trunk.Take("INVITE");
        _trunk.Reply(invite, 180);
        Lose();
        _trunk.Advance(31);
        _trunk.Reply(invite, 200, ScriptedTrunk.Answer);

        _trunk.Take("ACK");
        _trunk.Take("BYE");
    }

    [Fact]
    public void A_call_that_goes_on_asks_again_what_was_not_answered()
    {
        var call = _trunk.Connected(("Session-Expires", "200;refresher=uac"), ("Require", "timer"));
        _trunk.Advance(101);
        var lost = _trunk.Take("INVITE");
        Lose();
        _trunk.Advance(5);

        call.State.ShouldBe(CallState.Answered);
        var again = _trunk.Take("INVITE");
        again.CSeq.Number.ShouldBe(lost.CSeq.Number + 1);
        _trunk.Reply(lost, 200, ScriptedTrunk.Answer); // late, and acknowledged all the same
        _trunk.Take("ACK").CSeq.Number.ShouldBe(lost.CSeq.Number);
        _trunk.Reply(again, 200, ScriptedTrunk.Answer, "them", ("Session-Expires", "200;refresher=uac"));
        _trunk.Take("ACK").CSeq.Number.ShouldBe(again.CSeq.Number);
        _trunk.Advance(90);
        call.State.ShouldBe(CallState.Answered);
    }

    [Fact]
    public void A_call_that_leaves_after_it_is_not_given_up()
    {
        var before = _trunk.Dial();
        var last = _trunk.Agent.Outbox.Last;
        var after = _trunk.Dial();
        _trunk.Agent.OnConnectionLost(last, _trunk.Now);
        _trunk.Advance(1);

        (before.End, after.State).ShouldBe((CallEnd.Unreachable, CallState.Dialing));
    }
}
