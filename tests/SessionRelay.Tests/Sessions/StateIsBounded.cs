using SessionRelay.Rtp;
using SessionRelay.Sdp;

namespace SessionRelay.Tests.Sessions;

/// <summary>Whatever one client does costs a bounded amount, and what has ended costs nothing.</summary>
public sealed class StateIsBounded
{
    [Fact]
    public void Of_many_ssrcs_of_one_client_only_so_many_are_known_and_the_rest_is_over_limit()
    {
        using var relay = new VirtualRelay();
        var host = relay.Join(People.WithCamera(0));
        var guest = relay.Join(People.WithCamera(1));
        relay.Run(TimeSpan.FromSeconds(2));
        var watch = new CallWatch(relay, host);
        var over = relay.Shard.Counters.Drops(DropReason.OverLimit);

        for (uint i = 0; i < 1_000; i++)
        {
            var buffer = guest.Person.Peer!.Reserve();
            var writer = new RtpHeaderWriter(buffer, false, 111, 1, 0, 10_000 + i);
            writer.TryAdd(4, "0"u8);
            guest.Person.Peer.CommitRtp(buffer, writer.Complete());
            relay.Run(TimeSpan.FromMilliseconds(2));
        }

        relay.Room.Participants[1].Current!.Incoming.StreamCount.ShouldBe(24);
        (relay.Shard.Counters.Drops(DropReason.OverLimit) - over).ShouldBeGreaterThan(970);
        watch.ShouldBeWhole();
    }

    [Fact]
    public void A_participant_has_at_most_three_connections_and_the_live_one_is_not_pushed_out()
    {
        using var relay = new VirtualRelay();
        var host = relay.Join(People.WithCamera(0));
        var guest = relay.Join(People.WithCamera(1));
        relay.Run(TimeSpan.FromSeconds(2));
        var watch = new CallWatch(relay, host);
        for (var i = 0; i < 50; i++)
        {
            var never = relay.Add(People.WithCamera(2), Network.NetworkConditions.Dead, guest.Id);
            relay.Connect(never, $"never-{i}", 0).Refusal.ShouldBeNull();
            relay.Run(TimeSpan.FromMilliseconds(100));
            relay.Remove(never);
        }

        relay.Shard.Counters.Peers.ShouldBe(4);
        relay.Shard.Held.Ufrags.ShouldBe(4);
        watch.ShouldBeWhole();
    }

    [Fact]
    public void When_everybody_has_gone_the_shard_holds_nothing()
    {
        using var relay = new VirtualRelay();
        for (var i = 0; i < 30; i++)
        {
            var guests = Enumerable.Range(0, 4).Select(number => relay.Join(People.WithCamera(number), id: $"{i}-{number}")).ToArray();
            relay.Run(TimeSpan.FromMilliseconds(700));
            relay.Connect(guests[0], "p1", 1, guests[0].Person.RestartOffer()).Refusal.ShouldBeNull();
            relay.Run(TimeSpan.FromMilliseconds(200));
            relay.Shard.Held.PacketBlocks.ShouldBeGreaterThan(0);
            relay.Room.Disconnect(guests[0].Id, relay.Now);
            guests[1].Person.Close(relay.Now); // close_notify
            relay.Run(TimeSpan.FromMilliseconds(50));
            relay.Room.Disconnect(guests[2].Id, relay.Now);
            relay.Room.Disconnect(guests[3].Id, relay.Now);
            foreach (var guest in guests)
                relay.Remove(guest);
            relay.Room.Participants.ShouldBeEmpty();
        }

        relay.Told<RelayEvent.PeerFailed>().Select(failed => failed.Code).Distinct().ShouldBe(["closed"]);
        relay.Shard.Counters.Peers.ShouldBe(0);
        relay.Shard.Held.ShouldBe((0, 0, 0));
        relay.Room.Close();
        relay.Shard.Counters.Rooms.ShouldBe(0);
        relay.Room.Connect(new ConnectRequest("late", "p1", 0, "", default, default), ReadOffer(), relay.Now).Refusal.ShouldBe("session-ended");
    }

    [Fact]
    public void A_closed_room_takes_its_connections_with_it()
    {
        using var relay = new VirtualRelay();
        relay.Join(People.WithCamera(0));
        var guest = relay.Join(People.WithCamera(1));
        relay.Run(TimeSpan.FromSeconds(1));
        relay.Room.Close();
        relay.Run(TimeSpan.FromSeconds(1));
        relay.Shard.Held.ShouldBe((0, 0, 0));
        (relay.Shard.Counters.Peers, relay.Shard.Counters.Rooms).ShouldBe((0, 0));
        guest.Person.Peer!.DtlsState.ShouldBe(SessionRelay.Dtls.DtlsState.Closed);
        relay.Shard.Deadline.IsNever.ShouldBeTrue();
    }

    private static SdpOffer ReadOffer()
    {
        using var other = new VirtualRelay();
        SdpOffer.TryParse(other.Add(People.WithVoice(9), new(), "late").Person.Offer(), out var offer, out _).ShouldBeTrue();
        return offer!;
    }
}
