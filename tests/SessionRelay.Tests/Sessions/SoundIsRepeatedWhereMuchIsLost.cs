using SessionRelay.LoadTests.People;
using SessionRelay.Routing;
using SessionRelay.Tests.Network;

namespace SessionRelay.Tests.Sessions;

/// <summary>On a way down that loses packets by itself sound goes out three times, byte for byte; where nothing is lost, or the way is merely full, once.</summary>
public sealed class SoundIsRepeatedWhereMuchIsLost(ITestOutputHelper output)
{
    private static readonly NetworkConditions Good = new() { Delay = TimeSpan.FromMilliseconds(20) };

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    public void At_30_percent_loss_19_of_20_packets_of_sound_arrive(int seed, bool withPicture)
    {
        using var relay = new VirtualRelay(seed);
        var viewer = relay.Join(People.WithVoice(0, slots: 1), Good);
        relay.Join(withPicture ? People.WithCamera(1, slots: 1) : People.WithVoice(1, slots: 1), Good);
        relay.Run(TimeSpan.FromSeconds(5));
        viewer.Down.Conditions = Good with { Loss = 0.3 };
        relay.Run(TimeSpan.FromSeconds(withPicture ? 3 : 8)); // without a picture receiver reports tell, which are rarer

        var before = viewer.Person.Audio[0].Packets;
        relay.Run(TimeSpan.FromSeconds(20));

        var share = (viewer.Person.Audio[0].Packets - before) / (20.0 * 50);
        output.WriteLine($"{share:P1} arrived, {RepeatsOf(relay).Sent} copies");
        share.ShouldBeGreaterThan(0.95);
        viewer.Person.Audio[0].Damaged.ShouldBe(0);
        viewer.Person.Audio[0].TimestampsBack.ShouldBe(0);
    }

    [Fact]
    public void It_ends_when_the_way_is_good_again()
    {
        using var relay = new VirtualRelay();
        var viewer = relay.Join(People.WithVoice(0, slots: 1), Good with { Loss = 0.3 });
        relay.Join(People.WithCamera(1, slots: 1), Good);
        relay.RunUntil(() => RepeatsOf(relay).IsOn, TimeSpan.FromSeconds(15), "sound is repeated");
        viewer.Down.Conditions = Good;
        relay.RunUntil(() => !RepeatsOf(relay).IsOn, TimeSpan.FromSeconds(20), "sound goes out once");
        relay.Run(TimeSpan.FromSeconds(1));
        var sent = RepeatsOf(relay).Sent;
        relay.Run(TimeSpan.FromSeconds(5));
        RepeatsOf(relay).Sent.ShouldBe(sent);
    }

    [Fact]
    public void Nothing_goes_out_twice_where_nothing_is_lost()
    {
        using var relay = new VirtualRelay();
        var viewer = relay.Join(People.WithVoice(0, slots: 1), Good);
        relay.Join(People.WithCamera(1, slots: 1), Good);
        relay.Run(TimeSpan.FromSeconds(20));
        RepeatsOf(relay).Sent.ShouldBe(0);
        viewer.Person.Refused.ShouldBe(0);
    }

    [Fact]
    public void A_way_that_is_merely_full_is_not_filled_more()
    {
        using var relay = new VirtualRelay();
        var viewer = relay.Join(People.WithVoice(0, slots: 1), Good);
        relay.Join(People.WithCamera(1, slots: 1), Good);
        relay.Run(TimeSpan.FromSeconds(5));
        viewer.Down.Conditions = Good with { BitsPerSecond = 100_000, QueueLimit = TimeSpan.FromMilliseconds(200) };
        relay.Run(TimeSpan.FromSeconds(20));
        RepeatsOf(relay).Sent.ShouldBe(0);
    }

    /// <summary>What a relay without time loses is lost to everybody, and telling everybody everything three times would leave it less.</summary>
    [Fact]
    public void A_shard_that_is_full_tells_nothing_twice_and_begins_again_when_it_has_time()
    {
        using var relay = new VirtualRelay();
        relay.Join(People.WithVoice(0, slots: 1), Good with { Loss = 0.3 });
        relay.Join(People.WithCamera(1, slots: 1), Good);
        relay.RunUntil(() => RepeatsOf(relay).IsOn, TimeSpan.FromSeconds(15), "sound is repeated");

        relay.Shard.Load.Review(0.95);
        relay.RunUntil(() => !RepeatsOf(relay).IsOn, TimeSpan.FromSeconds(3), "sound goes out once");
        relay.Shard.Load.Review(0.8); // not yet: it would be full again at once
        relay.Run(TimeSpan.FromSeconds(1));
        var sent = RepeatsOf(relay).Sent;
        relay.Run(TimeSpan.FromSeconds(5));
        RepeatsOf(relay).Sent.ShouldBe(sent);

        relay.Shard.Load.Review(0.7);
        relay.RunUntil(() => RepeatsOf(relay).IsOn, TimeSpan.FromSeconds(3), "sound is repeated again");
    }

    private static SoundRepeats RepeatsOf(VirtualRelay relay) => relay.Room.Participants[0].Current!.Repeats;
}
