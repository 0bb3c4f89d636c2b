using SessionRelay.Ice;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Ice;

public sealed class IceRestart
{
    private readonly LitePeer _peer = new();
    private readonly IceCredentials _first;
    private readonly IceCredentials _second = IceCredentials.Create();

    public IceRestart()
    {
        _first = _peer.Agent.Local;
        _peer.Check(LitePeer.Wifi, useCandidate: true);
        _peer.Talk(LitePeer.Wifi);
        _peer.Agent.Restart(_second);
    }

    [Fact]
    public void Old_and_new_credentials_both_hold_until_3_s_after_the_first_nomination()
    {
        _peer.After(20_000).Check(LitePeer.Wifi, credentials: _first).ShouldBe(IceOutcome.Answered);
        _peer.Check(LitePeer.Mobile, credentials: _second).ShouldBe(IceOutcome.Answered);
        _peer.After(10_000).Check(LitePeer.Wifi, credentials: _first).ShouldBe(IceOutcome.Answered, "nothing is nominated yet");

        _peer.Check(LitePeer.Mobile, useCandidate: true, credentials: _second);
        _peer.Agent.Deadline.ShouldBe(_peer.Now + TimeSpan.FromSeconds(3));
        _peer.After(2_999).Check(LitePeer.Wifi, credentials: _first).ShouldBe(IceOutcome.Answered);
        _peer.After(1).Check(LitePeer.Wifi, credentials: _first).ShouldBe(IceOutcome.UnknownUser);

        Owns(_first).ShouldBeFalse();
        Owns(_second).ShouldBeTrue();
        _peer.Check(LitePeer.Mobile, credentials: _second).ShouldBe(IceOutcome.Answered);
    }

    [Fact]
    public void Media_goes_on_over_the_old_path_until_the_new_nomination()
    {
        _peer.Talk(LitePeer.Wifi);
        _peer.Check(LitePeer.Mobile, credentials: _second);
        _peer.ShouldHaveSelected(LitePeer.Wifi);
        _peer.Agent.IsValidated(LitePeer.Wifi).ShouldBeTrue();

        _peer.Check(LitePeer.Mobile, useCandidate: true, credentials: _second);

        _peer.ShouldHaveSelected(LitePeer.Mobile);
        _peer.Agent.IsValidated(LitePeer.Wifi).ShouldBeTrue("packets may be under way");
    }

    [Fact]
    public void Paths_that_only_old_credentials_validated_end_with_them()
    {
        _peer.Check(LitePeer.Cable, credentials: _first);
        _peer.Check(LitePeer.Mobile, useCandidate: true, credentials: _second);

        _peer.After(3_000).Agent.OnTimeout(_peer.Now);

        _peer.Agent.IsValidated(LitePeer.Wifi).ShouldBeFalse();
        _peer.Agent.IsValidated(LitePeer.Cable).ShouldBeFalse();
        _peer.ShouldHaveSelected(LitePeer.Mobile);
        TakeRemoved().ShouldBe([LitePeer.Wifi, LitePeer.Cable], ignoreOrder: true);
        TakeRemoved().ShouldBeEmpty("each is told once");
    }

    [Fact]
    public void A_path_that_both_validated_stays()
    {
        _peer.Check(LitePeer.Wifi, useCandidate: true, credentials: _second);

        _peer.After(3_000).Agent.OnTimeout(_peer.Now);

        _peer.ShouldHaveSelected(LitePeer.Wifi);
        TakeRemoved().ShouldBeEmpty();
    }

    [Fact]
    public void Old_checks_and_old_paths_do_not_win_the_selection_back()
    {
        _peer.Check(LitePeer.Mobile, useCandidate: true, credentials: _second);

        _peer.After(1_000).Check(LitePeer.Cable, useCandidate: true, credentials: _first);
        _peer.Talk(LitePeer.Wifi);

        _peer.ShouldHaveSelected(LitePeer.Mobile);
    }

    [Fact]
    public void A_second_restart_before_the_first_came_to_anything_keeps_what_carries_media()
    {
        var third = IceCredentials.Create();
        var fourth = IceCredentials.Create();
        _peer.Agent.Restart(third);
        _peer.Agent.Restart(fourth);

        Owns(_first).ShouldBeTrue("it carries media");
        Owns(_second).ShouldBeFalse("the oldest that never carried any made room");
        Owns(third).ShouldBeTrue();
        _peer.Check(LitePeer.Mobile, useCandidate: true, credentials: fourth).ShouldBe(IceOutcome.Answered);
        _peer.After(3_000).Agent.OnTimeout(_peer.Now);

        Owns(_first).ShouldBeFalse();
        Owns(third).ShouldBeFalse();
        Owns(fourth).ShouldBeTrue();
    }

    [Fact]
    public void A_hundred_restarts_leave_three_credentials_and_one_selection()
    {
        List<IceCredentials> all = [_first, _second];
        for (var time = 0; time < 100; time++)
        {
            all.Add(IceCredentials.Create());
            _peer.Agent.Restart(all[^1]);
        }

        all.Count(Owns).ShouldBe(3);
        _peer.ShouldHaveSelected(LitePeer.Wifi);
    }

    [Fact]
    public void The_nomination_counter_begins_anew()
    {
        _peer.Check(LitePeer.Wifi, nomination: 9, credentials: _first);

        _peer.Check(LitePeer.Mobile, nomination: 1, credentials: _second);

        _peer.ShouldHaveSelected(LitePeer.Mobile);
    }

    private bool Owns(IceCredentials credentials) => _peer.Agent.Owns(System.Text.Encoding.ASCII.GetBytes(credentials.Ufrag));

    private List<NetworkPath> TakeRemoved()
    {
        List<NetworkPath> removed = [];
        while (_peer.Agent.TryTakeRemovedPath(out var path))
            removed.Add(path);

        return removed;
    }
}
