using SessionRelay.Phone.Sip;

namespace SessionRelay.Tests.Phone.Sip;

public sealed class ChallengesAreAnsweredAndNotForever
{
    private readonly ScriptedTrunk _trunk = new();

    [Theory]
    [InlineData(401, "WWW-Authenticate", "Authorization")]
    [InlineData(407, "Proxy-Authenticate", "Proxy-Authorization")]
    public void A_call_is_made_again_with_the_password(int status, string asks, string answers)
    {
        var call = _trunk.Dial();
        var first = _trunk.Take("INVITE");
        _trunk.Reply(first, status, "", "them", (asks, "Digest realm=\"pbx\", nonce=\"n1\", algorithm=SHA-999"), (asks, "Digest realm=\"pbx\", nonce=\"n2\", algorithm=SHA-256, qop=\"auth\""));
        _trunk.Take("ACK");
        var second = _trunk.Take("INVITE");

        second.CSeq.Number.ShouldBe(first.CSeq.Number + 1);
        second.CallId.ShouldBe(first.CallId);
        second.From.Tag.ShouldBe(first.From.Tag);
        second.Vias[0].Branch.ShouldNotBe(first.Vias[0].Branch);
        second.Header(answers)!.ShouldContain("nonce=\"n2\"");
        _trunk.Reply(second, 200, ScriptedTrunk.Answer);
        _trunk.Take("ACK").Header(answers).ShouldBe(second.Header(answers)); // RFC 3261 section 22.1
        call.HangUp(_trunk.Now);
        _trunk.Take("BYE").Header(answers)!.ShouldContain("nc=00000002");
    }

    [Fact]
    public void A_wrong_password_is_tried_once()
    {
        var call = _trunk.Dial();
        _trunk.Reply(_trunk.Take("INVITE"), 401, "", "them", ("WWW-Authenticate", "Digest realm=\"pbx\", nonce=\"n1\""));
        _trunk.Reply(_trunk.Take("INVITE"), 401, "", "them", ("WWW-Authenticate", "Digest realm=\"pbx\", nonce=\"n2\""));

        call.End.ShouldBe(CallEnd.Failed);
        _trunk.Count("INVITE").ShouldBe(0);
    }

    [Fact]
    public void A_stale_nonce_is_no_wrong_password_but_staleness_has_an_end()
    {
        var call = _trunk.Dial();
        for (var i = 0; i < DigestClient.Attempts; i++)
            _trunk.Reply(_trunk.Take("INVITE"), 401, "", "them", ("WWW-Authenticate", $"Digest realm=\"pbx\", nonce=\"n{i}\", stale=true"));
        call.State.ShouldBe(CallState.Dialing);
        _trunk.Reply(_trunk.Take("INVITE"), 401, "", "them", ("WWW-Authenticate", "Digest realm=\"pbx\", nonce=\"n9\", stale=true"));

        call.End.ShouldBe(CallEnd.Failed);
        _trunk.Count("INVITE").ShouldBe(0);
    }

    [Fact]
    public void A_BYE_is_sent_again_with_the_password()
    {
        var call = _trunk.Connected();
        call.HangUp(_trunk.Now);
        _trunk.Reply(_trunk.Take("BYE"), 407, "", "them", ("Proxy-Authenticate", "Digest realm=\"pbx\", nonce=\"n1\""));

        _trunk.Take("BYE").Header("Proxy-Authorization").ShouldNotBeNull();
    }

    [Fact]
    public void Without_a_user_nothing_is_answered()
    {
        var trunk = new ScriptedTrunk(t => t with { User = null });
        var call = trunk.Dial();
        trunk.Reply(trunk.Take("INVITE"), 401, "", "them", ("WWW-Authenticate", "Digest realm=\"pbx\", nonce=\"n1\""));

        call.End.ShouldBe(CallEnd.Failed);
    }
}
