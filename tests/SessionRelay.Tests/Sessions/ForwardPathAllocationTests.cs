using SessionRelay.Tests.Dtls;

namespace SessionRelay.Tests.Sessions;

/// <summary>A packet's whole way through the shard, from the datagram that comes in to those that go out, allocates nothing.</summary>
[Collection(nameof(MeasuredAlone))]
public sealed class ForwardPathAllocationTests
{
    [Fact]
    public void Over_100_000_forwarded_packets_with_loss_both_ways_nothing_is_allocated()
    {
        using var relay = new VirtualRelay();
        var publisher = relay.Join(People.WithCamera(0, slots: 0) with { RepeatsSound = true });
        var viewers = Enumerable.Range(1, 8).Select(number => relay.Join(People.Silent(number, slots: 1))).ToArray();
        // Every 90th of the larger packets is lost, at most one a second of each stream: below the 2 % at which the word for the path's quality changes, and is told.
        var sent = 0;
        publisher.LosesUp = datagram => datagram.Length > 1000 && ++sent % 90 == 0;
        foreach (var viewer in viewers)
        {
            var received = viewer.Person.Settings.Number;
            viewer.LosesDown = datagram => datagram.Length > 1000 && ++received % 90 == 0;
        }

        relay.Run(TimeSpan.FromSeconds(12)); // rings, lists of what is missing and the like have grown to the rate
        var counters = relay.Shard.Counters;
        var forwardedBefore = counters.PacketsOutVideo + counters.PacketsOutAudio;
        var (nacksBefore, answeredBefore, allocatedBefore) = (counters.NacksSent, counters.NacksAnswered, relay.AllocatedByShard);

        relay.RunUntil(() => counters.PacketsOutVideo + counters.PacketsOutAudio - forwardedBefore >= 100_000, TimeSpan.FromMinutes(3), "100,000 packets");

        (relay.AllocatedByShard - allocatedBefore).ShouldBe(0);
        (counters.NacksSent - nacksBefore).ShouldBeGreaterThan(50);
        (counters.NacksAnswered - answeredBefore).ShouldBeGreaterThan(500);
        foreach (var viewer in viewers)
        {
            viewer.Person.Video[0].Retransmitted.ShouldBeGreaterThan(50);
            viewer.Person.Video[0].PictureJumps.ShouldBe(0);
        }

        publisher.Person.Sent.Acknowledged.ShouldBeGreaterThan(5_000, "the relay's feedback has run too");
        relay.Room.Participants[1].Current!.Downlink.Sent.Acknowledged.ShouldBeGreaterThan(5_000, "and the viewers' feedback was read");
    }
}
