using SessionRelay.Sdp;
using SessionRelay.Tests.Network;

namespace SessionRelay.Tests.Sessions;

/// <summary>On a way up that loses much, a browser sends each packet's sound once more in the next one (RFC 2198); everybody else gets plain Opus, with the lost ones filled in.</summary>
public sealed class SoundSentTwiceIsUnpacked(ITestOutputHelper output)
{
    private static readonly NetworkConditions Good = new() { Delay = TimeSpan.FromMilliseconds(20) };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void At_30_percent_loss_on_the_way_up_nine_of_ten_packets_of_sound_arrive(int seed)
    {
        using var relay = new VirtualRelay(seed);
        var viewer = relay.Join(People.WithVoice(0, slots: 1), Good);
        var speaker = relay.Join(People.WithVoice(1, slots: 1) with { RepeatsSound = true }, Good);
        relay.Run(TimeSpan.FromSeconds(3));
        speaker.Up.Conditions = Good with { Loss = 0.3 };
        var (before, sent) = (viewer.Person.Audio[0].Packets, speaker.Person.Microphone!.PacketsSent);

        relay.Run(TimeSpan.FromSeconds(20));

        var heard = viewer.Person.Audio[0];
        var share = (heard.Packets - before) / (double)(speaker.Person.Microphone.PacketsSent - sent);
        output.WriteLine($"{share:P1} arrived, {relay.Shard.Counters.AudioRecovered} filled in");
        share.ShouldBeInRange(0.88, 1);
        (heard.Damaged, heard.OutOfOrder, heard.TimestampsBack).ShouldBe((0, 0, 0));
        heard.LastPayloadType.ShouldBe(new SdpPayloadTypes().Opus);
        relay.Shard.Counters.AudioRecovered.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Packets_that_overtake_each_other_go_on_once()
    {
        using var relay = new VirtualRelay(4);
        var viewer = relay.Join(People.WithVoice(0, slots: 1), Good);
        var speaker = relay.Join(People.WithVoice(1, slots: 1) with { RepeatsSound = true }, Good with { Reorder = 0.1, ReorderDelay = TimeSpan.FromMilliseconds(30) });
        relay.Run(TimeSpan.FromSeconds(20));

        relay.Shard.Counters.AudioRecovered.ShouldBeGreaterThan(0);
        viewer.Person.Refused.ShouldBe(0); // the same number twice would be refused as a replay
        viewer.Person.Audio[0].Packets.ShouldBeLessThanOrEqualTo(speaker.Person.Microphone!.PacketsSent);
    }

    [Fact]
    public void Nothing_of_what_is_said_while_muted_is_filled_in()
    {
        using var relay = new VirtualRelay(5);
        var viewer = relay.Join(People.WithVoice(0, slots: 1), Good);
        var speaker = relay.Join(People.WithVoice(1, slots: 1) with { RepeatsSound = true }, Good);
        relay.Run(TimeSpan.FromSeconds(2));
        relay.SetMedia(speaker, speaker.Sending with { Audio = false });
        speaker.Up.Conditions = Good with { Loss = 0.3 };
        relay.Run(TimeSpan.FromSeconds(1));
        var before = viewer.Person.Audio[0].Packets;

        relay.Run(TimeSpan.FromSeconds(5));

        viewer.Person.Audio[0].Packets.ShouldBe(before);
        relay.Shard.Counters.AudioRecovered.ShouldBe(0);
    }
}
