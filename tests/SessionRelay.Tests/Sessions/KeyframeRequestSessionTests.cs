using SessionRelay.LoadTests.People;
using SessionRelay.Rtp;

namespace SessionRelay.Tests.Sessions;

/// <summary>Key frames: asked for as rarely as possible, and until one comes.</summary>
public sealed class KeyframeRequestSessionTests
{
    /// <summary>Empty receiver report, PLI, and what SRTCP adds with GCM: nothing else that the relay sends is as long.</summary>
    private const int LengthOfRequest = 8 + 12 + 4 + 16;

    private static readonly VideoEncoding Screen = new("", 1600, 900, 200_000, 10);

    [Fact]
    public void Fifty_receivers_that_ask_every_200_ms_cost_the_publisher_one_request_a_second()
    {
        using var relay = new VirtualRelay();
        var publisher = relay.Join(People.WithCamera(0, slots: 0));
        var viewers = Enumerable.Range(1, 50).Select(number => relay.Join(People.Silent(number, slots: 1))).ToArray();
        relay.Run(TimeSpan.FromSeconds(3));
        var before = publisher.Person.KeyframeRequestTimes.Count;

        for (var i = 0; i < 50; i++)
        {
            foreach (var viewer in viewers)
                viewer.Person.RequestKeyframe(0);
            relay.Run(TimeSpan.FromMilliseconds(200));
        }

        var times = publisher.Person.KeyframeRequestTimes;
        // 50 receivers are each heard three times in 10 s: enough for one a second in the first seconds, never for more.
        (times.Count - before).ShouldBeInRange(1, 11);
        for (var i = before + 1; i < times.Count; i++)
            (times[i] - times[i - 1]).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(998));
        viewers.ShouldAllBe(viewer => viewer.Person.Video[0].PictureJumps == 0);
    }

    [Fact]
    public void On_a_still_screen_a_lost_request_is_repeated_until_a_key_frame_comes()
    {
        using var relay = new VirtualRelay();
        var publisher = relay.Join(People.WithVoice(0, slots: 0) with { Screen = Screen });
        publisher.Person.Videos[0].IsStill = true;
        relay.Run(TimeSpan.FromSeconds(6)); // the first key frame is too old for the cache
        var lost = 0;
        publisher.LosesDown = datagram => datagram[1] == 201 && datagram.Length == LengthOfRequest && ++lost <= 3;
        var viewer = relay.Join(People.Silent(1, slots: 1));

        relay.RunUntil(() => viewer.Person.Video[0].ShownFrames > 0, TimeSpan.FromSeconds(6), "the screen is seen");

        lost.ShouldBeGreaterThan(3, "requests were lost on the way");
        viewer.Person.Video[0].Width.ShouldBe(1600);
    }

    [Fact]
    public void On_a_still_screen_a_key_frame_that_is_lost_whole_is_asked_for_again()
    {
        using var relay = new VirtualRelay();
        var publisher = relay.Join(People.WithVoice(0, slots: 0) with { Screen = Screen });
        publisher.Person.Videos[0].IsStill = true;
        relay.Run(TimeSpan.FromSeconds(6));
        var viewer = relay.Join(People.Silent(1, slots: 1));
        publisher.LosesUp = datagram => datagram.Length > 900 && publisher.Person.Videos[0].KeyframesSent < 4;

        relay.RunUntil(() => viewer.Person.Video[0].ShownFrames > 0, TimeSpan.FromSeconds(6), "the screen is seen");

        publisher.Person.Videos[0].KeyframesSent.ShouldBeGreaterThanOrEqualTo(4u);
        viewer.Person.Video[0].Width.ShouldBe(1600);
    }

    [Fact]
    public void A_key_frame_that_a_viewer_lost_whole_comes_again_when_it_asks()
    {
        using var relay = new VirtualRelay();
        var publisher = relay.Join(People.WithVoice(0, slots: 0) with { Screen = Screen });
        publisher.Person.Videos[0].IsStill = true;
        relay.Run(TimeSpan.FromSeconds(6));
        var viewer = relay.Join(People.Silent(1, slots: 1));
        viewer.LosesDown = datagram => datagram.Length > 900 && publisher.Person.Videos[0].KeyframesSent < 3;
        relay.Run(TimeSpan.FromSeconds(2));
        viewer.Person.Video[0].ShownFrames.ShouldBe(0);

        for (var i = 0; i < 5 && viewer.Person.Video[0].ShownFrames == 0; i++)
        {
            viewer.Person.RequestKeyframe(0);
            relay.Run(TimeSpan.FromSeconds(1.5));
        }

        viewer.Person.Video[0].ShownFrames.ShouldBeGreaterThan(0);
        publisher.Person.Videos[0].KeyframesSent.ShouldBeGreaterThanOrEqualTo(3u);
    }

    [Fact]
    public void A_new_viewer_starts_from_the_cached_key_frame_without_asking()
    {
        using var relay = new VirtualRelay();
        var publisher = relay.Join(People.WithCamera(0, slots: 0));
        var first = relay.Join(People.Silent(1, slots: 1));
        relay.Run(TimeSpan.FromSeconds(5));
        first.Person.RequestKeyframe(0);
        relay.Run(TimeSpan.FromSeconds(1));
        var (asked, keyframes) = (publisher.Person.KeyframeRequestsReceived, publisher.Person.Videos[0].KeyframesSent);

        var second = relay.Join(People.Silent(2, slots: 1));
        relay.RunUntil(() => second.Person.Video[0].ShownFrames > 30, TimeSpan.FromMilliseconds(500), "the picture of the last second, and what follows");

        publisher.Person.KeyframeRequestsReceived.ShouldBe(asked);
        publisher.Person.Videos[0].KeyframesSent.ShouldBe(keyframes);
        relay.Run(TimeSpan.FromSeconds(3));
        (second.Person.Video[0].PictureJumps, second.Person.Video[0].TimestampsBack, second.Person.Video[0].OpenFrames).ShouldBe((0, 0, 0));
        second.Person.Video[0].ShownFrames.ShouldBeGreaterThan(115);
    }

    /// <summary>What was lost in two seconds of a dead path is more than a key frame, too old in part, and over the share of what may be sent again.</summary>
    [Fact]
    public void After_a_break_longer_than_what_is_kept_the_picture_goes_on_with_a_key_frame()
    {
        using var relay = new VirtualRelay();
        var publisher = relay.Join(People.WithCamera(0, slots: 0));
        var viewer = relay.Join(People.Silent(1, slots: 1));
        relay.Run(TimeSpan.FromSeconds(5));
        var asked = publisher.Person.KeyframeRequestsReceived;

        viewer.LosesDown = _ => true;
        relay.Run(TimeSpan.FromSeconds(2));
        publisher.Person.KeyframeRequestsReceived.ShouldBe(asked, "nobody can ask yet");
        viewer.LosesDown = _ => false;
        relay.RunUntil(() => publisher.Person.KeyframeRequestsReceived > asked, TimeSpan.FromMilliseconds(300), "a key frame is asked for");

        var shown = viewer.Person.Video[0].ShownFrames;
        relay.RunUntil(() => viewer.Person.Video[0].ShownFrames > shown + 10, TimeSpan.FromSeconds(1), "the picture goes on");
        relay.Run(TimeSpan.FromSeconds(3));
        publisher.Person.KeyframeRequestsReceived.ShouldBe(asked + 1);
    }

    /// <summary>The handshake takes some round trips; the key frame that a newcomer needs is asked for at the start of them, not at their end.</summary>
    [Fact]
    public void The_key_frame_for_somebody_who_connects_comes_while_they_connect()
    {
        using var relay = new VirtualRelay();
        var publisher = relay.Join(People.WithCamera(0, slots: 0));
        relay.Run(TimeSpan.FromSeconds(6));
        var (asked, keyframes) = (publisher.Person.KeyframeRequestsReceived, publisher.Person.Videos[0].KeyframesSent);

        var viewer = relay.Join(People.Silent(1, slots: 1), new() { Delay = TimeSpan.FromMilliseconds(100) });
        relay.Run(TimeSpan.FromMilliseconds(150)); // not even the first check of ICE has been answered
        publisher.Person.KeyframeRequestsReceived.ShouldBe(asked + 1);
        publisher.Person.Videos[0].KeyframesSent.ShouldBe(keyframes + 1);

        relay.RunUntil(() => viewer.Person.Video[0].ShownFrames > 0, TimeSpan.FromSeconds(1), "the picture");
        publisher.Person.KeyframeRequestsReceived.ShouldBe(asked + 1);
    }

    [Fact]
    public void Somebody_who_never_gets_connected_costs_one_key_frame()
    {
        using var relay = new VirtualRelay();
        var publisher = relay.Join(People.WithCamera(0, slots: 0));
        relay.Run(TimeSpan.FromSeconds(6));
        var asked = publisher.Person.KeyframeRequestsReceived;

        relay.Join(People.Silent(1, slots: 1), Network.NetworkConditions.Dead);
        relay.Run(TimeSpan.FromSeconds(20));

        publisher.Person.KeyframeRequestsReceived.ShouldBe(asked + 1);
    }

    /// <summary>Within a second of the last key frame no other is asked for: who comes back then starts from the one that is kept.</summary>
    [Fact]
    public void Whoever_is_back_within_a_second_sees_a_picture_without_waiting_for_a_key_frame()
    {
        using var relay = new VirtualRelay();
        var publisher = relay.Join(People.WithCamera(0, slots: 0));
        relay.Run(TimeSpan.FromSeconds(6));
        var viewer = relay.Join(People.Silent(1, slots: 1));
        relay.RunUntil(() => viewer.Person.Video[0].ShownFrames > 0, TimeSpan.FromSeconds(1), "the picture");
        var asked = publisher.Person.KeyframeRequestsReceived;

        relay.Room.Disconnect(viewer.Id, relay.Now);
        relay.Remove(viewer);
        relay.Run(TimeSpan.FromMilliseconds(400));
        var back = relay.Join(People.Silent(1, slots: 1));
        relay.RunUntil(() => back.Person.Video[0].ShownFrames > 0, TimeSpan.FromMilliseconds(250), "the picture");

        publisher.Person.KeyframeRequestsReceived.ShouldBe(asked);
    }

    [Fact]
    public void Nothing_is_kept_for_viewers_who_do_not_come_back()
    {
        using var relay = new VirtualRelay();
        relay.Join(People.WithCamera(0, slots: 0));
        var viewer = relay.Join(People.Silent(1, slots: 1));
        relay.Run(TimeSpan.FromSeconds(3));
        relay.Shard.Held.PacketBlocks.ShouldBeGreaterThan(0);

        relay.Room.Disconnect(viewer.Id, relay.Now);
        relay.Remove(viewer);
        relay.Run(TimeSpan.FromSeconds(5));

        relay.Shard.Held.PacketBlocks.ShouldBe(0);
    }

    [Fact]
    public void When_the_very_first_packet_of_a_camera_is_lost_a_key_frame_is_asked_for_at_once()
    {
        using var relay = new VirtualRelay();
        var viewer = relay.Join(People.Silent(0, slots: 1));
        relay.Run(TimeSpan.FromMilliseconds(2_100)); // the viewer's layers were just reviewed, the next time is in 900 ms
        var publisher = relay.Join(People.WithCamera(1, slots: 0));
        var sent = 0;
        publisher.LosesUp = datagram => RtpPacket.TryParse(datagram, out var packet) && packet.PayloadType == 96 && sent++ == 0;

        relay.RunUntil(() => viewer.Person.Video[0].ShownFrames > 0, TimeSpan.FromMilliseconds(300), "the picture");

        publisher.Person.Videos[0].KeyframesSent.ShouldBe(2u);
    }

    [Fact]
    public void A_lost_packet_that_is_underway_is_no_reason_to_ask_for_another_key_frame()
    {
        using var relay = new VirtualRelay();
        var publisher = relay.Join(People.WithCamera(0, slots: 0));
        var first = relay.Join(People.Silent(1, slots: 1));
        relay.Run(TimeSpan.FromSeconds(5));
        first.Person.RequestKeyframe(0);
        relay.Run(TimeSpan.FromMilliseconds(600));
        var keyframes = publisher.Person.Videos[0].KeyframesSent;
        var (lost, until) = (0, relay.Now + TimeSpan.FromMilliseconds(500));
        publisher.LosesUp = datagram => RtpPacket.TryParse(datagram, out var packet)
            && ((packet.PayloadType == 96 && lost++ == 4) || (packet.PayloadType == 97 && relay.Now < until));
        relay.Run(TimeSpan.FromMilliseconds(200));

        var second = relay.Join(People.Silent(2, slots: 1));
        relay.Run(TimeSpan.FromMilliseconds(150));
        relay.Now.ShouldBeLessThan(until);
        second.Person.Video[0].ShownFrames.ShouldBeGreaterThan(10);
        relay.RunUntil(() => second.Person.Video[0].ShownFrames > 40, TimeSpan.FromSeconds(1), "the picture goes on when the packet has come");

        publisher.Person.Videos[0].KeyframesSent.ShouldBe(keyframes);
        (second.Person.Video[0].PictureJumps, second.Person.Video[0].TimestampsBack, second.Person.Video[0].Skipped).ShouldBe((0, 0, 0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_key_frame_whose_first_packet_comes_late_is_shown_whole(bool overtaken)
    {
        using var relay = new VirtualRelay();
        var publisher = relay.Join(People.WithCamera(0, slots: 0));
        relay.Run(TimeSpan.FromSeconds(6));
        publisher.SlowUp = new Network.NetworkEmulator(77, new() { Delay = TimeSpan.FromMilliseconds(15) });
        var keyframes = publisher.Person.Videos[0].KeyframesSent;
        var hit = false;
        DatagramTest isFirst = datagram =>
        {
            if (hit || publisher.Person.Videos[0].KeyframesSent == keyframes || !RtpPacket.TryParse(datagram, out var packet) || packet.PayloadType != 96)
                return false;
            hit = true; // the next video packet after the key frame has begun is its first
            return true;
        };
        if (overtaken)
            publisher.IsSlow = isFirst;
        else
            publisher.LosesUp = isFirst;

        var viewer = relay.Join(People.Silent(1, slots: 1));
        relay.RunUntil(() => viewer.Person.Video[0].ShownFrames > 3, TimeSpan.FromSeconds(2), "the picture");

        hit.ShouldBeTrue();
        publisher.Person.Videos[0].KeyframesSent.ShouldBe(keyframes + 1, "the key frame that is here serves");
        viewer.Person.Video[0].Nack.Asked.ShouldBe(0, "the viewer misses nothing");
        (viewer.Person.Video[0].PictureJumps, viewer.Person.Video[0].TimestampsBack).ShouldBe((0, 0));
    }
}
