using SessionRelay.Tests.Dtls;
using SessionRelay.Tests.Network;

namespace SessionRelay.Tests.Sessions;

/// <summary>A participant comes back with a new peer connection beside or after the old one.</summary>
[Collection(nameof(MeasuredAlone))]
public sealed class ReconnectTests
{
    private static int Full(VirtualGuest guest) => guest.Slots.Count(slot => slot.ParticipantId is not null);

    [Fact]
    public void A_new_peer_connection_takes_over_only_when_it_has_carried_media()
    {
        using var relay = new VirtualRelay();
        var host = relay.Join(People.WithCamera(0));
        var guest = relay.Join(People.WithCamera(1));
        relay.Run(TimeSpan.FromSeconds(3));
        var dead = relay.Join(People.WithCamera(2), NetworkConditions.Dead, id: guest.Id, peer: "p2");

        var (hosts, guests) = (new CallWatch(relay, host), new CallWatch(relay, guest));
        relay.Run(TimeSpan.FromSeconds(5));
        hosts.ShouldBeWhole();
        guests.ShouldBeWhole();
        relay.Shard.Counters.Peers.ShouldBe(3, "the old one stands as long as the new one has not carried media");

        var fresh = relay.Join(People.WithCamera(3), id: guest.Id, peer: "p3");
        var before = host.Person.Audio[0];
        relay.RunUntil(() => before.LastSender == 3 && fresh.Person.Video[0].ShownFrames > 10, TimeSpan.FromSeconds(2), "the new one's media");
        relay.Run(TimeSpan.FromSeconds(1));

        guest.Person.Peer!.DtlsState.ShouldBe(SessionRelay.Dtls.DtlsState.Closed, "the old one is told goodbye");
        relay.Told<RelayEvent.PathLive>().Select(live => live.Peer).ShouldBe(["p1", "p1", "p3"]);
        relay.Told<RelayEvent.PeerFailed>().ShouldBeEmpty();
        Full(host).ShouldBe(2);
        Full(fresh).ShouldBe(2);
        host.Person.Video[0].LastSender.ShouldBe(3);
        host.Person.Video[0].PictureJumps.ShouldBe(0);
        host.Person.Audio[0].TimestampsBack.ShouldBe(0);
        host.Person.Audio[0].Missing.ShouldBe(0);
        relay.Shard.Counters.Peers.ShouldBe(2, "what was older than it is closed, the one that never came too");
        dead.Person.Video[0].Packets.ShouldBe(0);
    }

    [Fact]
    public void After_200_reconnects_in_a_row_every_slot_is_full_again_and_nothing_has_grown()
    {
        using var relay = new VirtualRelay();
        var host = relay.Join(People.WithCamera(0, slots: 3));
        var aide = relay.Join(People.WithVoice(1, slots: 3));
        var guest = relay.Join(People.WithCamera(2), id: "guest");
        relay.Run(TimeSpan.FromSeconds(2));
        long settled = 0;
        var held = relay.Shard.Held;

        for (var i = 1; i <= 200; i++)
        {
            var old = guest;
            if (i % 3 == 0)
                old.Up.Conditions = NetworkConditions.Dead; // it went without a word
            if (i % 5 == 0)
                relay.Room.Disconnect("guest", relay.Now); // or it said so
            if (i % 7 == 0)
                old.Person.Close(relay.Now); // or its page was closed
            var sender = i % 50 + 2;
            var (host0, frames) = (host.Person.Video.ToArray(), host.Person.Video.Sum(video => video.ShownFrames));
            guest = relay.Join(People.WithCamera(sender), id: "guest", peer: $"again-{i}");
            relay.RunUntil(
                () => guest.Person.Video[0].ShownFrames > 3 && host.Person.Video.Any(video => video.LastSender == sender) && aide.Person.Video.Any(video => video.LastSender == sender)
                    && aide.Person.Audio.Any(audio => audio.LastSender == sender) && host.Person.Video.Sum(video => video.ShownFrames) > frames + 3,
                TimeSpan.FromSeconds(2.5),
                $"reconnect {i}: every slot is full again");
            relay.Remove(old);
            (Full(host), Full(aide), Full(guest)).ShouldBe((4, 4, 4), $"reconnect {i}");
            relay.Shard.Counters.Peers.ShouldBe(3);
            if (i == 40)
                settled = GC.GetTotalMemory(forceFullCollection: true);
        }

        relay.Run(TimeSpan.FromSeconds(4));
        relay.Events.Clear();
        (GC.GetTotalMemory(forceFullCollection: true) - settled).ShouldBeLessThan(8_000_000);
        relay.Shard.Held.Addresses.ShouldBe(held.Addresses);
        relay.Shard.Held.Ufrags.ShouldBe(held.Ufrags);
        relay.Shard.Held.PacketBlocks.ShouldBeLessThanOrEqualTo(held.PacketBlocks * 2 + 16);
        foreach (var person in new[] { host, aide })
        {
            foreach (var video in person.Person.Video)
                (video.PictureJumps, video.TimestampsBack).ShouldBe((0, 0));
        }
    }
}
