using System.Text;
using SessionRelay.Phone.Sip;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Phone.Sip;

public sealed class TheTrunkIsKept
{
    [Fact]
    public void OPTIONS_shows_whether_it_is_there()
    {
        var trunk = new ScriptedTrunk();
        trunk.Agent.Keeper.IsReachable.ShouldBe(true);
        trunk.Advance(60);
        trunk.Count("OPTIONS").ShouldBe(1);
        trunk.Advance(33);
        trunk.Agent.Keeper.IsReachable.ShouldBe(false);
        trunk.Sent.Clear();
        trunk.Advance(30);
        trunk.Reply(trunk.Take("OPTIONS"), 405);

        trunk.Agent.Keeper.IsReachable.ShouldBe(true);
    }

    [Fact]
    public void A_registration_is_renewed_in_time_and_taken_back()
    {
        var trunk = new ScriptedTrunk(t => t with { Registers = true });
        trunk.Reply(trunk.Take("REGISTER"), 401, "", "them", ("WWW-Authenticate", "Digest realm=\"pbx\", nonce=\"n1\""));
        var second = trunk.Take("REGISTER");
        second.Header("Authorization").ShouldNotBeNull();
        trunk.Reply(second, 200, "", "them", ("Contact", "<sip:relay@192.0.2.100:5070>;expires=100"));
        trunk.Agent.Keeper.IsRegistered.ShouldBeTrue();
        trunk.Advance(74);
        trunk.Count("REGISTER").ShouldBe(0);
        trunk.Advance(1.2);
        var third = trunk.Take("REGISTER");
        third.CallId.ShouldBe(second.CallId);
        third.CSeq.Number.ShouldBeGreaterThan(second.CSeq.Number);
        trunk.Reply(third, 200);
        trunk.Agent.Keeper.Unregister(trunk.Now);

        trunk.Take("REGISTER").Header("Expires").ShouldBe("0");
    }

    [Fact]
    public void A_refused_registration_is_tried_again_ever_more_rarely()
    {
        var trunk = new ScriptedTrunk(t => t with { Registers = true });
        foreach (var wait in (double[])[30, 60, 120, 240, 480, 600, 600])
        {
            trunk.Reply(trunk.Take("REGISTER"), 403);
            trunk.Advance(wait - 1);
            trunk.Count("REGISTER").ShouldBe(0);
            trunk.Advance(1);
        }

        trunk.Agent.Keeper.IsRegistered.ShouldBeFalse();
    }

    [Theory]
    [InlineData("unkscm", 416)]
    [InlineData("novelsc", 416)]
    [InlineData("bext01", 420)]
    [InlineData("invut", 415)]
    [InlineData("regaut01", 405)]
    [InlineData("unksm2", 405)]
    [InlineData("esc02", 501)]
    [InlineData("sdp01", 403)]
    [InlineData("zeromf", 200)]
    [InlineData("semiuri", 200)]
    [InlineData("badvers", 505)]
    [InlineData("badinv01", 400)]
    public void Torture_from_the_trunk_has_the_fitting_answer(string name, int status)
    {
        var trunk = new ScriptedTrunk();
        trunk.Agent.Receive(Rfc4475.Messages[name], ScriptedTrunk.Address, trunk.Now);

        trunk.Agent.Outbox.TryTake(out var answer).ShouldBeTrue();
        Encoding.Latin1.GetString(answer.Bytes).ShouldStartWith($"SIP/2.0 {status} ");
    }

    [Theory]
    [InlineData("bcast")]
    [InlineData("scalarlg")]
    [InlineData("bigcode")]
    [InlineData("noreason")]
    public void Responses_that_are_not_for_us_are_dropped(string name)
    {
        var trunk = new ScriptedTrunk();
        trunk.Agent.Receive(Rfc4475.Messages[name], ScriptedTrunk.Address, trunk.Now);

        trunk.Sent.ShouldBeEmpty();
        trunk.Agent.Dropped.ShouldBe(1);
    }

    [Fact]
    public void A_stranger_hears_nothing()
    {
        var trunk = new ScriptedTrunk();
        foreach (var message in Rfc4475.Messages.Values)
            trunk.Agent.Receive(message, TransportAddress.FromIPv4(0x0A00_0001, 5060), trunk.Now);

        trunk.Agent.Outbox.TryTake(out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void Mutated_messages_neither_throw_nor_pile_up_nor_end_a_call(int seed)
    {
        var trunk = new ScriptedTrunk();
        var call = trunk.Connected();
        var random = new Random(seed);
        byte[][] seeds = [.. Rfc4475.Messages.Values];
        for (var i = 0; i < 5_000; i++)
        {
            trunk.Agent.Receive(SipMutations.Next(random, seeds), ScriptedTrunk.Address, trunk.Now);
            while (trunk.Agent.Outbox.TryTake(out _))
            {
            }

            if (i % 100 == 0)
                trunk.Advance(0.1);
        }

        call.State.ShouldBe(CallState.Answered);
        trunk.Agent.OpenTransactions.ShouldBeLessThanOrEqualTo(SipUserAgent.ServerTransactions + 8);
        trunk.Advance(40);
        trunk.Agent.OpenTransactions.ShouldBeLessThan(8);
    }
}
