namespace SessionRelay.Tests.Sessions;

/// <summary>Padding is the publisher's business with the relay alone.</summary>
public sealed class PaddingLeavesNoHole
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(7, 0)]
    [InlineData(255, 2)]
    public void Of_a_publisher_that_always_pads_no_padding_goes_out_and_none_is_missed(byte padding, int paddingPackets)
    {
        using var relay = new VirtualRelay();
        var viewer = relay.Join(People.Silent(0, slots: 1));
        var publisher = relay.Join(People.WithCamera(1, slots: 0));
        publisher.Person.Videos[0].Padding = padding;
        publisher.Person.Videos[0].PaddingPackets = paddingPackets;

        relay.Run(TimeSpan.FromSeconds(10));

        var video = viewer.Person.Video[0];
        video.ShownFrames.ShouldBeGreaterThan(280);
        video.Padded.ShouldBe(0);
        (video.Nack.Asked, video.PictureJumps, video.TimestampsBack, video.Damaged).ShouldBe((0, 0, 0, 0));
        relay.Shard.Counters.BytesOutVideo.ShouldBeLessThan(relay.Shard.Counters.BytesInVideo + 600 * 40);
    }

    [Fact]
    public void Padding_and_digits_of_a_microphone_leave_no_hole_either()
    {
        using var relay = new VirtualRelay();
        var viewer = relay.Join(People.Silent(0, slots: 1));
        var publisher = relay.Join(People.WithVoice(1, slots: 0));
        publisher.Person.Microphone!.SendsOthers = true;
        relay.Run(TimeSpan.FromSeconds(10));
        var audio = viewer.Person.Audio[0];
        audio.Packets.ShouldBeGreaterThan(480);
        (audio.Missing, audio.OutOfOrder, audio.Damaged, audio.TimestampsBack).ShouldBe((0, 0, 0, 0));
    }

    [Fact]
    public void Old_packets_as_probes_over_rtx_are_told_to_the_senders_estimator_and_go_no_further()
    {
        using var relay = new VirtualRelay();
        var viewer = relay.Join(People.Silent(0, slots: 1));
        var publisher = relay.Join(People.WithCamera(1, slots: 0));
        publisher.Person.Videos[0].PaddingPackets = 1;
        for (var i = 0; i < 20; i++)
        {
            relay.Run(TimeSpan.FromMilliseconds(500));
            var video = publisher.Person.Videos[0];
            publisher.Person.Probe(video, (ushort)(video.NextSequenceNumber - 100), 50, relay.Now);
        }

        publisher.Person.IsSending = false;
        relay.Run(TimeSpan.FromSeconds(1));
        publisher.Person.Sent.Lost.ShouldBe(0);
        publisher.Person.Sent.Acknowledged.ShouldBeGreaterThan(500 + 900 + 400, "sound, pictures with padding, and probes");
        relay.Shard.Counters.Drops(DropReason.SrtpReplay).ShouldBe(0);
        (viewer.Person.Video[0].Duplicates, viewer.Person.Video[0].PictureJumps, viewer.Person.Video[0].Nack.Asked).ShouldBe((0, 0, 0));
    }

    [Fact]
    public void With_loss_and_padding_every_frame_still_comes_whole()
    {
        using var relay = new VirtualRelay(seed: 5);
        var viewer = relay.Join(People.Silent(0, slots: 1));
        var publisher = relay.Join(People.WithCamera(1, slots: 0));
        publisher.Person.Videos[0].Padding = 20;
        publisher.Person.Videos[0].PaddingPackets = 1;
        relay.Run(TimeSpan.FromSeconds(1));
        viewer.Down.Conditions = new() { Loss = 0.03, Delay = TimeSpan.FromMilliseconds(30), Reorder = 0.02 };
        publisher.Up.Conditions = new() { Reorder = 0.02, Delay = TimeSpan.FromMilliseconds(10) };

        relay.Run(TimeSpan.FromSeconds(10));
        publisher.Person.IsSending = false;
        relay.Run(TimeSpan.FromSeconds(1));

        var video = viewer.Person.Video[0];
        video.ShownFrames.ShouldBeGreaterThan(310);
        video.OpenFrames.ShouldBeLessThanOrEqualTo(1);
        video.Retransmitted.ShouldBeGreaterThan(5);
        (video.PictureJumps, video.Damaged).ShouldBe((0, 0));
    }

    [Fact]
    public void The_first_packets_are_lost_near_the_wrap_and_the_picture_comes_all_the_same()
    {
        using var relay = new VirtualRelay();
        var viewer = relay.Join(People.Silent(0, slots: 1));
        var publisher = relay.Join(People.WithCamera(1, slots: 0) with { FirstSequenceNumber = 65_530 });
        var dropped = 0;
        publisher.LosesUp = datagram => datagram.Length > 1000 && dropped++ < 3;

        relay.RunUntil(() => viewer.Person.Video[0].ShownFrames > 90, TimeSpan.FromSeconds(5), "the picture");

        dropped.ShouldBeGreaterThan(3);
        viewer.Person.Video[0].PictureJumps.ShouldBe(0);
        relay.Shard.Counters.Drops(DropReason.SrtpAuth).ShouldBe(0, "both ends agree on the rollover counter");
    }

    [Fact]
    public void The_first_packets_of_a_slot_are_lost_on_the_way_to_the_viewer()
    {
        using var relay = new VirtualRelay();
        var viewer = relay.Join(People.Silent(0, slots: 1));
        relay.Join(People.WithCamera(1, slots: 0));
        var dropped = 0;
        viewer.LosesDown = datagram => datagram.Length > 1000 && dropped++ < 3;

        relay.RunUntil(() => viewer.Person.Video[0].ShownFrames > 60, TimeSpan.FromSeconds(8), "the picture");

        viewer.Person.Refused.ShouldBe(0);
    }

    [Fact]
    public void A_base_packet_that_comes_late_by_rtx_finds_its_place()
    {
        using var relay = new VirtualRelay();
        var viewer = relay.Join(People.Silent(0, slots: 1));
        var publisher = relay.Join(People.WithCamera(1, slots: 0));
        publisher.Person.Videos[0].PaddingPackets = 1; // left out between, like a temporal layer that is not forwarded
        relay.Run(TimeSpan.FromSeconds(2));
        var count = 0;
        publisher.LosesUp = datagram => datagram.Length > 1000 && ++count % 25 == 0;

        relay.Run(TimeSpan.FromSeconds(10));
        publisher.Person.IsSending = false;
        relay.Run(TimeSpan.FromSeconds(1));

        var video = viewer.Person.Video[0];
        publisher.Person.NacksReceived.ShouldBeGreaterThan(20);
        video.ShownFrames.ShouldBeGreaterThan(340);
        (video.PictureJumps, video.TimestampsBack, video.OpenFrames).ShouldBe((0, 0, 0));
    }
}
