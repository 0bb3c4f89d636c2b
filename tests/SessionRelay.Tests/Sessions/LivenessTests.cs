using SessionRelay.Tests.Network;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Sessions;

/// <summary>Silence of packets means a broken path, silence of people never does.</summary>
public sealed class LivenessTests
{
    [Fact]
    public void Muted_without_a_microphone_or_idle_people_stay_live_for_ten_minutes()
    {
        using var relay = new VirtualRelay();
        var muted = relay.Join(People.WithVoice(0));
        var without = relay.Join(People.Silent(1));
        relay.SetMedia(muted, new SendingMedia(false, false, false));

        relay.Run(TimeSpan.FromMinutes(10));

        relay.Told<RelayEvent.PathSilent>().ShouldBeEmpty();
        relay.Told<RelayEvent.PeerFailed>().ShouldBeEmpty();
        relay.Told<RelayEvent.PathLive>().Select(live => live.ParticipantId).ShouldBe(["person-0", "person-1"], ignoreOrder: true);
        without.Person.Audio[0].Packets.ShouldBe(0, "what is muted is not forwarded");
        muted.Person.PacketsReceived.ShouldBeGreaterThan(2_000);
    }

    [Fact]
    public void One_who_is_alone_stays_live_for_ten_minutes()
    {
        using var relay = new VirtualRelay();
        relay.Join(People.WithVoice(0));
        relay.Run(TimeSpan.FromMinutes(10));
        relay.Told<RelayEvent.PathLive>().ShouldHaveSingleItem();
        relay.Told<RelayEvent.PathSilent>().ShouldBeEmpty();
        relay.Told<RelayEvent.PeerFailed>().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void When_nobody_sends_each_client_hears_an_authenticated_packet_every_250_ms(int people)
    {
        using var relay = new VirtualRelay();
        var guests = Enumerable.Range(0, people).Select(number => relay.Join(People.Silent(number))).ToArray();
        relay.Run(TimeSpan.FromSeconds(2));
        foreach (var guest in guests)
            guest.Person.ForgetSilence(relay.Now);

        relay.Run(TimeSpan.FromMinutes(1));

        foreach (var guest in guests)
        {
            guest.Person.PacketsReceived.ShouldBeGreaterThan(230);
            guest.Person.LongestSilence.ShouldBeLessThanOrEqualTo(TimeSpan.FromMilliseconds(250));
        }
    }

    [Theory]
    [InlineData(true, 1000, 1300)]
    [InlineData(false, 6000, 6300)]
    public void A_dead_path_is_told_after_its_time_with_the_last_packet_and_told_when_it_is_back(bool microphone, int earliest, int latest)
    {
        using var relay = new VirtualRelay();
        var host = relay.Join(People.WithVoice(0));
        var guest = relay.Join(microphone ? People.WithVoice(1) : People.Silent(1));
        relay.Run(TimeSpan.FromSeconds(10));

        var last = MonotonicTime.Zero;
        var deadFrom = relay.Now + TimeSpan.FromMilliseconds(500);
        guest.LosesUp = datagram =>
        {
            if (relay.Now >= deadFrom)
                return true;
            last = relay.Now;
            return false;
        };
        guest.LosesDown = _ => relay.Now >= deadFrom;
        relay.Told<RelayEvent.PathSilent>().ShouldBeEmpty();
        relay.RunUntil(() => relay.Told<RelayEvent.PathSilent>().Any(), TimeSpan.FromSeconds(8), "the path is told to be silent");

        // The last packet of a person without a microphone may be a report or a check: the limit counts from it.
        var silent = relay.Told<RelayEvent.PathSilent>().ShouldHaveSingleItem();
        (silent.ParticipantId, silent.Peer).ShouldBe(("person-1", "p1"));
        silent.LastPacketAt.ShouldBe(relay.Wall(last));
        (relay.Now - last).TotalMilliseconds.ShouldBeInRange(earliest, latest);

        relay.Run(TimeSpan.FromSeconds(5));
        relay.Told<RelayEvent.PathLive>().Count(live => live.ParticipantId == "person-1").ShouldBe(1);
        guest.LosesUp = null;
        guest.LosesDown = null;
        relay.RunUntil(() => relay.Told<RelayEvent.PathLive>().Count(live => live.ParticipantId == "person-1") == 2, TimeSpan.FromSeconds(4), "the path is told to be back");
        relay.Told<RelayEvent.PathSilent>().Count().ShouldBe(1);
        relay.Run(TimeSpan.FromSeconds(1));
        guest.Person.Audio[0].LastAt.ShouldBeGreaterThan(relay.Now - TimeSpan.FromMilliseconds(100));
        host.Person.LongestSilence.ShouldBeLessThan(TimeSpan.FromMilliseconds(251));
    }

    [Fact]
    public void A_peer_that_never_comes_back_is_given_up_after_thirty_seconds_and_leaves_its_slot()
    {
        using var relay = new VirtualRelay();
        var host = relay.Join(People.WithVoice(0));
        var guest = relay.Join(People.WithVoice(1));
        relay.Run(TimeSpan.FromSeconds(3));
        host.Slots.ShouldContain(slot => slot.ParticipantId == "person-1");

        guest.Up.Conditions = NetworkConditions.Dead;
        relay.Run(TimeSpan.FromSeconds(26));
        relay.Told<RelayEvent.PeerFailed>().ShouldBeEmpty();
        host.Slots.ShouldContain(slot => slot.ParticipantId == "person-1");
        relay.Run(TimeSpan.FromSeconds(6));

        relay.Told<RelayEvent.PeerFailed>().ShouldHaveSingleItem().Code.ShouldBe("ice-timeout");
        host.Slots.ShouldAllBe(slot => slot.ParticipantId == null);
        relay.Shard.Counters.Peers.ShouldBe(1);
    }
}
