using SessionRelay.Tests.Network;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Sessions;

/// <summary>The path of a peer connection changes under a call that goes on.</summary>
public sealed class IceRestartAndAddressChangeTests
{
    private static readonly NetworkConditions Wide = new() { Delay = TimeSpan.FromMilliseconds(40) };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void An_ice_restart_in_mid_call_loses_no_frame(int addresses)
    {
        using var relay = new VirtualRelay(addresses: addresses);
        var host = relay.Join(People.WithCamera(0), Wide);
        var guest = relay.Join(People.WithCamera(1), Wide);
        relay.Run(TimeSpan.FromSeconds(3));
        var (hosts, guests) = (new CallWatch(relay, host), new CallWatch(relay, guest));
        var unknown = relay.Shard.Counters.Drops(DropReason.UnknownAddress);

        for (var generation = 1; generation <= 3; generation++)
        {
            var reply = relay.Connect(guest, "p1", generation, guest.Person.RestartOffer());
            reply.Refusal.ShouldBeNull();
            relay.Run(TimeSpan.FromSeconds(6)); // the old credentials are gone after 3 s
            guest.Person.Peer!.IsIceConnected.ShouldBeTrue();
        }

        hosts.ShouldBeWhole();
        guests.ShouldBeWhole();
        relay.Shard.Counters.Drops(DropReason.UnknownAddress).ShouldBe(unknown);
        relay.Told<RelayEvent.PathSilent>().ShouldBeEmpty();
        relay.Told<RelayEvent.PathLive>().Count().ShouldBe(2);
        host.Person.Video[0].Retransmitted.ShouldBe(0);
    }

    [Fact]
    public void When_one_of_the_relays_addresses_is_no_longer_reached_media_over_the_other_goes_on_after_a_restart()
    {
        using var relay = new VirtualRelay(addresses: 2);
        var host = relay.Join(People.WithCamera(0), Wide);
        var guest = relay.Join(People.WithCamera(1), Wide);
        relay.Run(TimeSpan.FromSeconds(3));
        guest.Unreachable = relay.Addresses.Single(address => address != guest.Person.Peer!.Selected);
        var watch = new CallWatch(relay, host);

        relay.Connect(guest, "p1", 1, guest.Person.RestartOffer()).Refusal.ShouldBeNull();
        relay.Run(TimeSpan.FromSeconds(10)); // the old credentials go after 3 s, and with them the path to the unreachable address

        watch.ShouldBeWhole();
        relay.Shard.Counters.Drops(DropReason.UnknownAddress).ShouldBe(0);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(2)]
    [InlineData(0)]
    public void An_offer_of_an_older_generation_is_stale_and_changes_nothing(int generation)
    {
        using var relay = new VirtualRelay();
        var host = relay.Join(People.WithCamera(0));
        var guest = relay.Join(People.WithCamera(1));
        relay.Run(TimeSpan.FromSeconds(2));
        relay.Connect(guest, "p1", 3, guest.Person.RestartOffer()).Refusal.ShouldBeNull();
        relay.Run(TimeSpan.FromSeconds(1));
        var watch = new CallWatch(relay, host);

        relay.Connect(guest, "p1", generation, guest.Person.Offer()).Refusal.ShouldBe("stale");

        relay.Run(TimeSpan.FromSeconds(5));
        watch.ShouldBeWhole();
    }

    [Fact]
    public void After_a_nat_has_changed_the_address_media_flows_within_a_second_of_the_next_check()
    {
        using var relay = new VirtualRelay();
        var host = relay.Join(People.WithCamera(0), Wide);
        var guest = relay.Join(People.WithCamera(1), Wide);
        relay.Run(TimeSpan.FromSeconds(3));
        var firstCheck = MonotonicTime.Never;
        guest.Move(TransportAddress.FromIPv4(0xC0A80101, 61234));
        guest.LosesUp = datagram =>
        {
            if (datagram[0] <= 3 && firstCheck.IsNever)
                firstCheck = relay.Now;
            return false;
        };
        var moved = relay.Now;
        relay.RunUntil(() => !firstCheck.IsNever, TimeSpan.FromSeconds(3), "a check");
        var (sound, frames, heard) = (host.Person.Audio[0].Packets, host.Person.Video[0].Packets, guest.Person.Audio[0].Packets);

        relay.Run(firstCheck + TimeSpan.FromSeconds(1) - relay.Now);

        host.Person.Audio[0].Packets.ShouldBeGreaterThan(sound + 30);
        host.Person.Video[0].Packets.ShouldBeGreaterThan(frames + 20);
        guest.Person.Audio[0].Packets.ShouldBeGreaterThan(heard + 30);
        relay.Run(TimeSpan.FromSeconds(3)); // what was missed in between is given up, and a key frame has come
        var (hosts, guests) = (new CallWatch(relay, host), new CallWatch(relay, guest));
        relay.Run(TimeSpan.FromSeconds(5));
        hosts.ShouldBeWhole();
        guests.ShouldBeWhole();
        (firstCheck - moved).ShouldBeLessThan(TimeSpan.FromSeconds(3));
        relay.Told<RelayEvent.PeerFailed>().ShouldBeEmpty();
    }

    [Fact]
    public void One_who_has_two_networks_stays_on_the_one_that_carries_media_and_goes_on_over_the_other_when_it_dies()
    {
        using var relay = new VirtualRelay();
        var host = relay.Join(People.WithCamera(0));
        var guest = relay.Join(People.WithCamera(1));
        relay.Run(TimeSpan.FromSeconds(1));
        var second = TransportAddress.FromIPv4(0xC0A80202, 52222);
        guest.SecondAddress = second;
        // The first nomination over a network is news, and the relay tries it until the media tells otherwise; its repeats are none.
        relay.Run(TimeSpan.FromSeconds(4));
        var (hosts, guests) = (new CallWatch(relay, host), new CallWatch(relay, guest));

        relay.Run(TimeSpan.FromSeconds(15)); // five checks over each

        // Nothing that the relay sends goes to the second address: it would be missing here, as nobody delivers it.
        hosts.ShouldBeWhole();
        guests.ShouldBeWhole();

        guest.IsFirstNetworkDead = true;
        guest.Addresses.Clear();
        guest.Addresses.Add(second);
        relay.Run(TimeSpan.FromSeconds(1.5));
        (hosts, guests) = (new CallWatch(relay, host), new CallWatch(relay, guest));
        relay.Run(TimeSpan.FromSeconds(8));
        hosts.ShouldBeWhole();
        guests.ShouldBeWhole();
        relay.Told<RelayEvent.PathSilent>().ShouldBeEmpty();
    }
}
