using SessionRelay.Ice;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Ice;

public sealed class SelectionFollowsWhatWorks
{
    private readonly LitePeer _peer = new();

    [Fact]
    public void The_first_valid_check_selects_so_that_an_early_client_hello_is_answered()
    {
        _peer.Check(LitePeer.Wifi);

        _peer.ShouldHaveSelected(LitePeer.Wifi);
        _peer.Agent.IsNominated.ShouldBeFalse();
    }

    [Fact]
    public void A_nomination_moves_it_at_once()
    {
        _peer.Check(LitePeer.Wifi, useCandidate: true);
        _peer.Talk(LitePeer.Wifi);
        _peer.Check(LitePeer.Cable);
        _peer.ShouldHaveSelected(LitePeer.Wifi, "a check alone moves nothing while the selected path is alive");

        _peer.Check(LitePeer.Cable, useCandidate: true);

        _peer.ShouldHaveSelected(LitePeer.Cable);
    }

    [Fact]
    public void Nat_rebinding_any_valid_check_moves_it_after_500_ms_of_silence()
    {
        _peer.Check(LitePeer.Wifi, useCandidate: true);
        _peer.Talk(LitePeer.Wifi);
        var rebound = LitePeer.Path(0x0A00_0001, 6001);

        _peer.After(500).Check(rebound);
        _peer.ShouldHaveSelected(LitePeer.Wifi);
        _peer.After(1).Check(rebound);

        _peer.ShouldHaveSelected(rebound);
    }

    [Fact]
    public void A_check_on_the_selected_path_counts_as_life()
    {
        _peer.Check(LitePeer.Wifi, useCandidate: true);
        _peer.Check(LitePeer.Cable);

        _peer.After(400).Check(LitePeer.Wifi);
        _peer.After(400).Check(LitePeer.Cable);

        _peer.ShouldHaveSelected(LitePeer.Wifi);
    }

    [Fact]
    public void Renomination_by_the_attribute_only_such_a_client_connects_and_moves()
    {
        _peer.Check(LitePeer.Wifi);
        _peer.Check(LitePeer.Cable, nomination: 1).ShouldBe(IceOutcome.Answered);
        _peer.ShouldHaveSelected(LitePeer.Cable);
        _peer.Agent.IsNominated.ShouldBeTrue();
        _peer.Talk(LitePeer.Cable);

        _peer.Check(LitePeer.Wifi, nomination: 2);
        _peer.ShouldHaveSelected(LitePeer.Wifi);

        _peer.Check(LitePeer.Cable, nomination: 1);
        _peer.ShouldHaveSelected(LitePeer.Wifi, "an older nomination came late");
    }

    [Fact]
    public void Renomination_back_to_a_path_of_before_moves_at_once()
    {
        _peer.Check(LitePeer.Wifi, nomination: 1);
        _peer.Check(LitePeer.Cable, nomination: 2);
        _peer.Talk(LitePeer.Cable);

        _peer.Check(LitePeer.Wifi, nomination: 3);

        _peer.ShouldHaveSelected(LitePeer.Wifi);
    }

    [Fact]
    public void Two_networks_with_media_do_not_flap_although_every_check_nominates()
    {
        var moves = CountMoves(TimeSpan.FromMinutes(1), media: true);

        moves.ShouldBeLessThanOrEqualTo(3);
        _peer.ShouldHaveSelected(LitePeer.Wifi, "media comes there");
    }

    [Fact]
    public void Two_networks_without_media_do_not_flap_although_every_check_nominates()
    {
        var moves = CountMoves(TimeSpan.FromMinutes(1), media: false);

        moves.ShouldBeLessThanOrEqualTo(4);
    }

    [Fact]
    public void Two_networks_each_nominated_once_as_firefox_does_media_wins()
    {
        _peer.Check(LitePeer.Wifi, useCandidate: true);
        _peer.After(20).Check(LitePeer.Cable, useCandidate: true);

        _peer.After(20).Agent.OnAuthenticated(LitePeer.Wifi, _peer.Now).ShouldBeTrue();

        _peer.ShouldHaveSelected(LitePeer.Wifi, "nothing had carried media before, so the first packet tells the client's choice");
    }

    [Fact]
    public void Two_candidates_one_blocked_one_way_media_follows_what_works()
    {
        _peer.Check(LitePeer.Wifi, useCandidate: true);
        _peer.Talk(LitePeer.Wifi);

        // Our responses over Cable are lost, so the client repeats the nomination there and goes on to talk over Wifi.
        var strayed = TimeSpan.Zero;
        for (var elapsed = 0; elapsed < 10_000; elapsed += 20)
        {
            if (elapsed % 100 == 0)
                _peer.Check(LitePeer.Cable, useCandidate: true);

            _peer.Talk(LitePeer.Wifi, 20);
            if (_peer.Agent.Selected != LitePeer.Wifi)
                strayed += TimeSpan.FromMilliseconds(20);
        }

        strayed.ShouldBeLessThanOrEqualTo(TimeSpan.FromMilliseconds(520));
        _peer.ShouldHaveSelected(LitePeer.Wifi);
    }

    [Fact]
    public void Packets_that_were_under_way_do_not_pull_it_back_from_a_new_nomination()
    {
        _peer.Check(LitePeer.Wifi, useCandidate: true);
        _peer.Talk(LitePeer.Wifi);
        _peer.Check(LitePeer.Mobile, useCandidate: true);

        _peer.Talk(LitePeer.Wifi, 300);
        _peer.ShouldHaveSelected(LitePeer.Mobile);
        _peer.Talk(LitePeer.Mobile, 300);
        _peer.Agent.OnAuthenticated(LitePeer.Wifi, _peer.Now).ShouldBeFalse();

        _peer.ShouldHaveSelected(LitePeer.Mobile);
    }

    [Fact]
    public void It_follows_media_when_the_client_moves_without_a_check()
    {
        _peer.Check(LitePeer.Wifi, useCandidate: true);
        _peer.Check(LitePeer.Mobile);
        _peer.Talk(LitePeer.Wifi);

        _peer.Talk(LitePeer.Mobile, 520);

        _peer.ShouldHaveSelected(LitePeer.Mobile);
    }

    [Fact]
    public void Media_alone_does_not_renew_consent_to_send_somewhere()
    {
        _peer.Check(LitePeer.Mobile);
        _peer.Check(LitePeer.Wifi, useCandidate: true);
        for (var second = 0; second < 31; second++)
        {
            _peer.Talk(LitePeer.Wifi);
            _peer.Check(LitePeer.Wifi);
        }

        _peer.Talk(LitePeer.Mobile, 2_000);

        _peer.ShouldHaveSelected(LitePeer.Wifi, "the last check from there is more than 30 s old");
    }

    private int CountMoves(TimeSpan duration, bool media)
    {
        var moves = 0;
        var selected = _peer.Agent.Selected;
        for (var elapsed = 0; elapsed < duration.TotalMilliseconds; elapsed += 10)
        {
            if (elapsed % 2_650 == 0)
                _peer.Check(LitePeer.Wifi, useCandidate: true);
            if (elapsed % 2_650 == 1_300)
                _peer.Check(LitePeer.Cable, useCandidate: true);
            if (media && elapsed % 20 == 0)
                _peer.Agent.OnAuthenticated(LitePeer.Wifi, _peer.Now);
            if (_peer.Agent.Selected != selected)
                moves++;

            selected = _peer.Agent.Selected;
            _peer.After(10);
        }

        return moves;
    }

    [Fact]
    public void Tcp_nominated_beside_udp_moves_nothing_while_udp_works()
    {
        _peer.Check(LitePeer.Wifi, useCandidate: true);
        _peer.Check(LitePeer.Tcp, useCandidate: true);
        _peer.Talk(LitePeer.Wifi);
        _peer.Check(LitePeer.Tcp, useCandidate: true);

        _peer.ShouldHaveSelected(LitePeer.Wifi);
    }

    [Fact]
    public void Tcp_takes_over_when_udp_is_silent_or_media_comes_over_it()
    {
        _peer.Check(LitePeer.Wifi, useCandidate: true);
        _peer.Talk(LitePeer.Wifi);
        _peer.After(501).Check(LitePeer.Tcp, useCandidate: true);
        _peer.ShouldHaveSelected(LitePeer.Tcp, "UDP has missed something");

        var other = new LitePeer();
        other.Check(LitePeer.Wifi, useCandidate: true);
        other.Talk(LitePeer.Wifi);
        other.Check(LitePeer.Tcp, useCandidate: true);
        for (var check = 0; check < 6; check++)
        {
            other.Talk(LitePeer.Tcp, milliseconds: 100);
            other.Check(LitePeer.Wifi); // the client's checks come, the answers don't reach it: it talks over TCP
        }

        other.ShouldHaveSelected(LitePeer.Tcp, "UDP is blocked one way: media decides");
    }

    [Fact]
    public void Udp_nominated_takes_over_from_tcp_at_once()
    {
        _peer.Check(LitePeer.Tcp, useCandidate: true);
        _peer.Talk(LitePeer.Tcp);
        _peer.Check(LitePeer.Wifi, useCandidate: true);

        _peer.ShouldHaveSelected(LitePeer.Wifi);
    }

    [Fact]
    public void A_renomination_of_tcp_is_obeyed()
    {
        _peer.Check(LitePeer.Wifi, nomination: 1);
        _peer.Talk(LitePeer.Wifi);
        _peer.Check(LitePeer.Tcp, nomination: 2);

        _peer.ShouldHaveSelected(LitePeer.Tcp);
    }
}
