using SessionRelay.Ice;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Ice;

public sealed class AClientConnectsAndStaysConnected
{
    private readonly ClientAndRelay _pair = new();

    [Fact]
    public void Within_two_round_trips_on_the_candidate_of_highest_priority()
    {
        _pair.RunUntil(() => _pair.Client.IsConnected, withinMilliseconds: 5);

        _pair.Client.Selected.ShouldBe(ClientAndRelay.First);
        _pair.Client.MappedAddress.ShouldBe(_pair.ClientAddress);
        _pair.Client.RoundTripTime.ShouldBe(TimeSpan.FromMilliseconds(2));
        _pair.Relay.Selected.ShouldBe(new NetworkPath(_pair.ClientAddress, ClientAndRelay.First));
        _pair.Relay.IsNominated.ShouldBeTrue();
        _pair.Sent.Count.ShouldBe(2, "one check and one nomination");
    }

    [Fact]
    public void New_checks_are_paced_by_20_ms()
    {
        _pair.Blocked.UnionWith([ClientAndRelay.First, ClientAndRelay.Second]);

        _pair.Run(50);

        _pair.Sent.Select(sent => sent.To).ShouldBe([ClientAndRelay.First, ClientAndRelay.Second]);
        (_pair.Sent[1].At - _pair.Sent[0].At).ShouldBe(TimeSpan.FromMilliseconds(20));
    }

    [Fact]
    public void Over_the_other_candidate_when_the_first_is_blocked()
    {
        _pair.Blocked.Add(ClientAndRelay.First);

        _pair.RunUntil(() => _pair.Client.IsConnected, withinMilliseconds: 30);

        _pair.Client.Selected.ShouldBe(ClientAndRelay.Second);
    }

    [Theory]
    [InlineData(0.02, 80)]
    [InlineData(0.3, 40)]
    [InlineData(0, 400)]
    public void With_loss_and_delay(double loss, double delay)
    {
        _pair.Loss = loss;
        _pair.DelayMilliseconds = delay;

        _pair.RunUntil(() => _pair.Client.IsConnected, withinMilliseconds: 5_000);
        for (var second = 0; second < 300; second++)
        {
            _pair.Run(1_000);
            _pair.Client.IsExpired(_pair.Now).ShouldBeFalse();
            _pair.Relay.IsExpired(_pair.Now).ShouldBeFalse();
        }

        _pair.Client.RoundTripTime.ShouldBe(TimeSpan.FromMilliseconds(2 * delay));
    }

    [Fact]
    public void Keep_alives_come_every_2_to_3_s_and_nominate()
    {
        _pair.RunUntil(() => _pair.Client.IsConnected, withinMilliseconds: 5);
        _pair.Sent.Clear();

        _pair.Run(60_000);

        _pair.Sent.Count.ShouldBeInRange(20, 30);
        _pair.Sent.ShouldAllBe(sent => sent.UseCandidate && sent.To == ClientAndRelay.First);
        _pair.Sent.Zip(_pair.Sent.Skip(1), (one, next) => (next.At - one.At).TotalMilliseconds).ShouldAllBe(gap => gap >= 2_000 && gap <= 3_010);
    }

    [Fact]
    public void A_selected_path_that_dies_is_replaced_by_one_that_answers()
    {
        _pair.RunUntil(() => _pair.Client.IsConnected, withinMilliseconds: 5);
        _pair.Run(1_000);

        _pair.Blocked.Add(ClientAndRelay.First);

        _pair.RunUntil(() => _pair.Client.Selected == ClientAndRelay.Second, withinMilliseconds: 10_000);
        _pair.RunUntil(() => _pair.Relay.Selected?.Local == ClientAndRelay.Second, withinMilliseconds: 10);
    }

    [Fact]
    public void A_changed_client_address_is_followed_by_its_next_check()
    {
        _pair.RunUntil(() => _pair.Client.IsConnected, withinMilliseconds: 5);
        _pair.ClientAddress = TransportAddress.FromIPv4(0xC633_6408, 50_001);

        _pair.RunUntil(() => _pair.Relay.Selected?.Remote == _pair.ClientAddress, withinMilliseconds: 3_010);
        _pair.Run(1);

        _pair.Client.MappedAddress.ShouldBe(_pair.ClientAddress);
    }

    [Fact]
    public void Thirty_seconds_without_an_answer_end_both()
    {
        _pair.RunUntil(() => _pair.Client.IsConnected, withinMilliseconds: 5);
        _pair.Run(1_000);
        _pair.Blocked.UnionWith([ClientAndRelay.First, ClientAndRelay.Second]);

        _pair.Run(28_000);
        _pair.Client.IsExpired(_pair.Now).ShouldBeFalse();
        _pair.Run(2_100);

        _pair.Client.IsExpired(_pair.Now).ShouldBeTrue();
        _pair.Relay.IsExpired(_pair.Now).ShouldBeTrue();
        var sent = _pair.Sent.Count;
        _pair.Run(10_000);
        _pair.Sent.Count.ShouldBe(sent, "consent is gone");
    }

    [Fact]
    public void An_outage_shorter_than_that_is_survived()
    {
        _pair.RunUntil(() => _pair.Client.IsConnected, withinMilliseconds: 5);
        _pair.Blocked.UnionWith([ClientAndRelay.First, ClientAndRelay.Second]);
        _pair.Run(25_000);
        _pair.Blocked.Clear();

        _pair.Run(10_000);

        _pair.Client.IsExpired(_pair.Now).ShouldBeFalse();
        _pair.Relay.IsExpired(_pair.Now).ShouldBeFalse();
    }

    [Fact]
    public void An_ice_restart_keeps_the_selection_until_its_own_nomination()
    {
        _pair.RunUntil(() => _pair.Client.IsConnected, withinMilliseconds: 5);
        var fresh = IceCredentials.Create();
        _pair.Relay.Restart(fresh);
        _pair.Client.Restart(IceCredentials.Create(), fresh, ClientAndRelay.Candidates, _pair.Now);
        _pair.Client.Selected.ShouldBe(ClientAndRelay.First);
        _pair.Client.IsConnected.ShouldBeFalse();

        _pair.RunUntil(() => _pair.Client.IsConnected, withinMilliseconds: 5);
        _pair.Run(3_100);

        _pair.Relay.IsNominated.ShouldBeTrue();
        _pair.Relay.Generation.ShouldBe(2);
        _pair.Relay.Owns(System.Text.Encoding.ASCII.GetBytes(fresh.Ufrag)).ShouldBeTrue();
    }

    [Fact]
    public void A_role_conflict_is_settled_by_the_client()
    {
        var pair = new ClientAndRelay(controlling: false);

        pair.RunUntil(() => pair.Client.IsConnected, withinMilliseconds: 60);

        pair.Client.IsControlling.ShouldBeTrue();
        pair.Relay.IsNominated.ShouldBeTrue();
    }
}
