using System.Text;
using SessionRelay.Ice;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Ice;

public sealed class PathsAndLifeAreBounded
{
    private readonly LitePeer _peer = new();

    [Fact]
    public void A_ninth_path_replaces_the_oldest_unused_and_never_the_selected()
    {
        _peer.Check(LitePeer.Wifi, useCandidate: true);
        for (ushort port = 1; port <= 7; port++)
            _peer.After(10).Check(LitePeer.Path(0xC633_6401, port));
        _peer.After(10).Agent.OnAuthenticated(LitePeer.Path(0xC633_6401, 1), _peer.Now);
        _peer.After(10).Agent.OnAuthenticated(LitePeer.Wifi, _peer.Now);

        _peer.After(10).Check(LitePeer.Mobile).ShouldBe(IceOutcome.Answered);

        _peer.Agent.PathCount.ShouldBe(8);
        _peer.Agent.IsValidated(LitePeer.Mobile).ShouldBeTrue();
        _peer.Agent.IsValidated(LitePeer.Path(0xC633_6401, 1)).ShouldBeTrue("used later than the next");
        _peer.Agent.IsValidated(LitePeer.Path(0xC633_6401, 2)).ShouldBeFalse();
        _peer.Agent.TryTakeRemovedPath(out var removed).ShouldBeTrue();
        removed.ShouldBe(LitePeer.Path(0xC633_6401, 2));
        _peer.Agent.Selected.ShouldNotBeNull();
    }

    [Fact]
    public void A_path_that_comes_back_before_its_removal_was_taken_is_not_given_as_removed()
    {
        for (ushort port = 1; port <= 9; port++)
            _peer.After(10).Check(LitePeer.Path(0xC633_6401, port));
        _peer.After(10).Check(LitePeer.Path(0xC633_6401, 2));

        while (_peer.Agent.TryTakeRemovedPath(out var removed))
            _peer.Agent.IsValidated(removed).ShouldBeFalse();
        _peer.Agent.IsValidated(LitePeer.Path(0xC633_6401, 2)).ShouldBeTrue();
    }

    [Fact]
    public void A_check_replayed_from_ever_new_addresses_is_over_the_limit()
    {
        _peer.Check(LitePeer.Wifi, useCandidate: true);
        var outcomes = Enumerable.Range(0, 1_000).Select(number => _peer.Check(LitePeer.Path(0xC633_6401, (ushort)(1000 + number)))).ToList();

        outcomes.Count(outcome => outcome == IceOutcome.Answered).ShouldBe(63);
        outcomes.Count(outcome => outcome == IceOutcome.OverLimit).ShouldBe(937);
        _peer.Agent.PathCount.ShouldBe(8);
        _peer.Check(LitePeer.Wifi).ShouldBe(IceOutcome.Answered, "known paths go on");
        _peer.After(1_000).Check(LitePeer.Mobile).ShouldBe(IceOutcome.Answered, "and new ones after a while");
    }

    [Fact]
    public void A_peer_expires_30_s_after_its_last_valid_check_whatever_media_comes()
    {
        _peer.After(20_000).Check(LitePeer.Wifi, useCandidate: true);
        _peer.Agent.Deadline.ShouldBe(_peer.Now + TimeSpan.FromSeconds(30));

        _peer.Talk(LitePeer.Wifi, 29_980);
        _peer.Agent.IsExpired(_peer.Now).ShouldBeFalse();
        _peer.Talk(LitePeer.Wifi, 20);

        _peer.Agent.IsExpired(_peer.Now).ShouldBeTrue();
    }

    [Fact]
    public void A_peer_that_never_came_expires_too()
    {
        _peer.Agent.IsExpired(_peer.Now + TimeSpan.FromSeconds(29.999)).ShouldBeFalse();
        _peer.Agent.IsExpired(_peer.Now + TimeSpan.FromSeconds(30)).ShouldBeTrue();
    }

    [Fact]
    public void Credentials_are_long_enough_and_differ_and_hide_their_password()
    {
        var all = Enumerable.Range(0, 1_000).Select(_ => IceCredentials.Create()).ToList();

        all.Select(credentials => credentials.Ufrag).Distinct().Count().ShouldBe(1_000);
        all.ShouldAllBe(credentials => credentials.Ufrag.Length == 8 && credentials.Password.Length == 24);
        all.ShouldAllBe(credentials => (credentials.Ufrag + credentials.Password).All(c => char.IsAsciiLetterOrDigit(c) || c == '+' || c == '/'));
        all.ShouldAllBe(credentials => !credentials.ToString().Contains(credentials.Password));
        all.Count(credentials => IceCredentials.TryGetKey(Encoding.ASCII.GetBytes(credentials.Ufrag), out var key) && key != 0).ShouldBe(1_000);
        IceCredentials.TryGetKey("short"u8, out _).ShouldBeFalse();
    }
}
