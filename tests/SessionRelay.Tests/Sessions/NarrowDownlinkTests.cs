using SessionRelay.LoadTests.People;
using SessionRelay.Sdp;
using SessionRelay.Tests.Network;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Sessions;

/// <summary>When a viewer's downlink is too narrow, sound goes on, the picture gets smaller or pauses with the viewer told, and comes back when there is room.</summary>
public sealed class NarrowDownlinkTests(ITestOutputHelper output) : IDisposable
{
    /// <summary>In packets that are as large as the rates ask for: 108, 330 and 800 kbit/s on the wire.</summary>
    private static readonly VideoEncoding[] Layers =
        [new("q", 320, 180, 100_000, PacketLength: 420), new("h", 640, 360, 300_000, PacketLength: 650), new("f", 1280, 720, 700_000, PacketLength: 1_000)];

    private static readonly NetworkConditions Wide = new() { Delay = TimeSpan.FromMilliseconds(20) };

    private readonly VirtualRelay _relay = new();

    public void Dispose() => _relay.Dispose();

    private static NetworkConditions Narrow(int kilobits) =>
        Wide with { BitsPerSecond = kilobits * 1000L, QueueLimit = TimeSpan.FromMilliseconds(200) };

    private static PersonSettings Sender(int number, int slots = 1) => new() { Number = number, Camera = Layers, Slots = slots };

    private SlotPause PauseOf(VirtualGuest viewer, int slot = 0) =>
        viewer.Slots.Single(assignment => assignment.Slot == slot && assignment.Kind == MediaKind.Video).Paused;

    /// <summary>The longest that sound took from its sender to the viewer, while time passes.</summary>
    private TimeSpan LongestSoundDelay(VirtualGuest viewer, double seconds)
    {
        var longest = TimeSpan.Zero;
        var audio = viewer.Person.Audio[0];
        var packets = audio.Packets;
        for (var end = _relay.Now + TimeSpan.FromSeconds(seconds); _relay.Now < end;)
        {
            _relay.Run(TimeSpan.FromMilliseconds(2));
            if (audio.Packets == packets)
                continue;
            packets = audio.Packets;
            longest = TimeSpan.FromTicks(Math.Max(longest.Ticks, _relay.Now.Ticks - audio.LastSentTicks));
        }

        return longest;
    }

    [Fact]
    public void At_300_kbit_per_s_sound_goes_on_the_picture_gets_smaller_and_larger_again_after()
    {
        var viewer = _relay.Join(People.WithVoice(0, slots: 1), Wide);
        var sender = _relay.Join(Sender(1), Wide);
        _relay.Run(TimeSpan.FromSeconds(6));
        viewer.Person.Video[0].Width.ShouldBe(1280);

        viewer.Down.Conditions = Narrow(300);
        _relay.Run(TimeSpan.FromSeconds(3));
        var (missing, packets, frames) = (viewer.Person.Audio[0].Missing, viewer.Person.Audio[0].Packets, viewer.Person.Video[0].ShownFrames);
        var asked = sender.Person.KeyframeRequestsReceived;
        var delay = LongestSoundDelay(viewer, 20);
        output.WriteLine($"sound at most {delay.TotalMilliseconds} ms late, {viewer.Person.Audio[0].Missing - missing} packets lost, width {viewer.Person.Video[0].Width}, {sender.Person.KeyframeRequestsReceived - asked} key frames asked for");
        viewer.Person.Video[0].Width.ShouldBe(320);
        (viewer.Person.Audio[0].Packets - packets).ShouldBeGreaterThan(990);
        (viewer.Person.Audio[0].Missing - missing).ShouldBe(0);
        (viewer.Person.Video[0].ShownFrames - frames).ShouldBeGreaterThan(20 * 30 * 8 / 10);
        delay.ShouldBeLessThan(TimeSpan.FromMilliseconds(150), "no sound stands behind a picture");
        (sender.Person.KeyframeRequestsReceived - asked).ShouldBeLessThan(6, "no storm of key frames");

        viewer.Down.Conditions = Wide;
        _relay.RunUntil(() => viewer.Person.Video[0].Width == 1280, TimeSpan.FromSeconds(20), "the large picture again");
        (viewer.Person.Video[0].PictureJumps, viewer.Person.Video[0].TimestampsBack).ShouldBe((0, 0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3_000)]
    public void At_100_kbit_per_s_the_picture_pauses_within_3_s_the_viewer_is_told_and_it_is_back_within_6_s_after(int bucket)
    {
        var viewer = _relay.Join(People.WithVoice(0, slots: 1), Wide);
        _relay.Join(Sender(1), Wide);
        _relay.Run(TimeSpan.FromSeconds(6));
        PauseOf(viewer).ShouldBe(SlotPause.None);

        viewer.Down.Conditions = Narrow(100) with { Bucket = bucket };
        _relay.RunUntil(() => PauseOf(viewer) == SlotPause.Bandwidth, TimeSpan.FromSeconds(3), "the viewer is told");
        _relay.Run(TimeSpan.FromSeconds(1));
        var missing = viewer.Person.Audio[0].Missing;
        var frames = viewer.Person.Video[0].ShownFrames;
        var delay = LongestSoundDelay(viewer, 16);
        output.WriteLine($"sound at most {delay.TotalMilliseconds} ms late, {viewer.Person.Audio[0].Missing - missing} packets lost");
        (viewer.Person.Audio[0].Missing - missing).ShouldBe(0);
        delay.ShouldBeLessThan(TimeSpan.FromMilliseconds(20 + 200));
        (viewer.Person.Video[0].ShownFrames - frames).ShouldBe(0);
        PauseOf(viewer).ShouldBe(SlotPause.Bandwidth);

        viewer.Down.Conditions = Wide;
        _relay.RunUntil(() => viewer.Person.Video[0].ShownFrames > frames + 10, TimeSpan.FromSeconds(6), "the picture is back");
        PauseOf(viewer).ShouldBe(SlotPause.None);
    }

    /// <summary>The first that gets through a shaper's full queue of 0.44 s comes 0.45 s after the way got narrow: not much later it is known how much that was.</summary>
    [Fact]
    public void A_way_that_falls_to_a_fraction_is_known_as_soon_as_its_queue_is_seen_to_fill()
    {
        var near = new NetworkConditions { Delay = TimeSpan.FromMilliseconds(1) };
        var viewer = _relay.Join(People.WithVoice(0, slots: 1), near);
        _relay.Join(new() { Number = 1, Camera = [new("q", 320, 180, 150_000), new("h", 640, 360, 500_000), new("f", 1280, 720, 1_500_000)], Slots = 1 }, near);
        _relay.Run(TimeSpan.FromSeconds(8));
        var estimator = _relay.Room.Participants[0].Current!.Downlink.Estimator;
        estimator.BitRate.ShouldBeGreaterThan(2_000_000);
        viewer.Down.Conditions = near with { BitsPerSecond = 75_000, Bucket = 3_000, QueueLimit = TimeSpan.FromMilliseconds(440) };
        var narrow = _relay.Now;
        _relay.RunUntil(() => estimator.BitRate < 150_000, TimeSpan.FromSeconds(2), "it is known");
        output.WriteLine($"known after {(_relay.Now - narrow).TotalMilliseconds} ms");
        (_relay.Now - narrow).ShouldBeLessThan(TimeSpan.FromMilliseconds(550));
    }

    /// <summary>What is told to its client of its own way up: 20 to 50 times a second it would be a fifth of what there is.</summary>
    [Fact]
    public void At_100_kbit_per_s_the_relay_s_own_reports_take_little_of_it()
    {
        var viewer = _relay.Join(People.WithVoice(0, slots: 1), Wide);
        _relay.Join(Sender(1), Wide);
        _relay.Run(TimeSpan.FromSeconds(6));
        viewer.Down.Conditions = Narrow(100);
        _relay.RunUntil(() => PauseOf(viewer) == SlotPause.Bandwidth, TimeSpan.FromSeconds(3), "the viewer is told");
        _relay.Run(TimeSpan.FromSeconds(1));

        var (sent, probes) = (viewer.Down.Sent, _relay.Shard.Counters.PacketsOutVideo);
        _relay.Run(TimeSpan.FromSeconds(10));

        var others = viewer.Down.Sent - sent - (_relay.Shard.Counters.PacketsOutVideo - probes) - (10 * 50);
        output.WriteLine($"{others / 10.0} datagrams a second that are neither sound nor probes");
        others.ShouldBeInRange(10 * 4, 10 * 12);
    }

    [Fact]
    public void Whom_somebody_hears_whose_way_takes_sound_only_is_asked_for_thin_sound_until_the_picture_is_back()
    {
        var viewer = _relay.Join(People.WithVoice(0, slots: 1), Wide);
        var sender = _relay.Join(Sender(1), Wide);
        _relay.Run(TimeSpan.FromSeconds(6));
        viewer.Down.Conditions = Narrow(300);
        _relay.Run(TimeSpan.FromSeconds(10));
        _relay.Told<RelayEvent.SoundWanted>().ShouldBeEmpty("there is room for a picture");

        viewer.Down.Conditions = Narrow(100);
        _relay.RunUntil(() => _relay.Told<RelayEvent.SoundWanted>().Any(), TimeSpan.FromSeconds(3), "the sender is told");
        _relay.RunUntil(() => PauseOf(viewer) == SlotPause.Bandwidth, TimeSpan.FromSeconds(3), "the viewer is told, later");
        viewer.Down.Conditions = Wide;
        _relay.RunUntil(() => PauseOf(viewer) == SlotPause.None, TimeSpan.FromSeconds(6), "the picture is back");
        _relay.Run(TimeSpan.FromSeconds(1));
        _relay.Told<RelayEvent.SoundWanted>().Select(told => (told.ParticipantId, told.Thin)).ShouldBe([(sender.Id, true), (sender.Id, false)]);
    }

    [Fact]
    public void Whose_path_is_dead_makes_nobody_s_sound_thin()
    {
        var viewer = _relay.Join(People.WithVoice(0, slots: 1), Wide);
        _relay.Join(Sender(1), Wide);
        _relay.Run(TimeSpan.FromSeconds(6));
        viewer.Down.Conditions = Narrow(100);
        _relay.RunUntil(() => _relay.Told<RelayEvent.SoundWanted>().Any(), TimeSpan.FromSeconds(3), "the sender is told");
        viewer.Up.Conditions = NetworkConditions.Dead;
        _relay.RunUntil(() => !_relay.Told<RelayEvent.SoundWanted>().Last().Thin, TimeSpan.FromSeconds(2), "the sender is told again");
    }

    [Fact]
    public void Who_hears_nobody_any_more_makes_nobody_s_sound_thin()
    {
        var viewer = _relay.Join(People.WithVoice(0, slots: 1), Wide);
        _relay.Join(Sender(1), Wide);
        _relay.Run(TimeSpan.FromSeconds(6));
        viewer.Down.Conditions = Narrow(100);
        _relay.RunUntil(() => _relay.Told<RelayEvent.SoundWanted>().Any(), TimeSpan.FromSeconds(3), "the sender is told");
        _relay.Room.Disconnect(viewer.Id, _relay.Now);
        _relay.Run(TimeSpan.FromSeconds(1));
        _relay.Told<RelayEvent.SoundWanted>().Last().Thin.ShouldBeFalse();
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(300, false)]
    public void A_sender_whose_way_up_takes_no_more_than_sound_is_told_so_within_a_second_and_a_half(int kilobits, bool isNarrow)
    {
        _relay.Join(People.WithVoice(0, slots: 1), Wide);
        var sender = _relay.Join(Sender(1), Wide);
        _relay.Run(TimeSpan.FromSeconds(6));
        sender.Up.Conditions = Narrow(kilobits) with { Bucket = 3_000 };
        _relay.Run(TimeSpan.FromSeconds(1.5));
        var told = _relay.Told<RelayEvent.UplinkQueued>().Where(told => told.ParticipantId == sender.Id).ToList();
        told.ShouldAllBe(said => said.Queued);
        told.Exists(said => said.Narrow).ShouldBe(isNarrow);
    }

    /// <summary>As the shaper of the browser's tests: 3,000 bytes at once, and a queue of 5,500. A browser goes on for seconds with what was asked for in the first moment.</summary>
    [Fact]
    public void What_a_queue_loses_while_it_fills_up_is_not_asked_for()
    {
        _relay.Join(People.WithVoice(0, slots: 1), Wide);
        var sender = _relay.Join(Sender(1), Wide);
        _relay.Run(TimeSpan.FromSeconds(6));
        var (asked, overflowed) = (sender.Person.NacksReceived, sender.Up.Overflowed);
        sender.Up.Conditions = Narrow(100) with { Bucket = 3_000, QueueLimit = TimeSpan.FromMilliseconds(440) };
        _relay.Run(TimeSpan.FromSeconds(2));
        (sender.Up.Overflowed - overflowed).ShouldBeGreaterThan(200);
        (sender.Person.NacksReceived - asked).ShouldBe(0);
    }

    [Fact]
    public void What_was_lost_in_a_stall_is_asked_for_when_it_is_over()
    {
        _relay.Join(People.WithVoice(0, slots: 1), Wide);
        var sender = _relay.Join(Sender(1), Wide);
        _relay.Run(TimeSpan.FromSeconds(6));
        var (random, dropped) = (new Random(5), 0);
        var (lost, asked) = (_relay.Shard.Counters.LostIn, sender.Person.NacksReceived);
        for (var stall = 0; stall < 4; stall++)
        {
            sender.LosesUp = datagram => datagram.Length > 300 && random.Next(2) == 0 && dropped++ >= 0; // pictures alone: sound is asked for by nobody
            for (var left = 160; left >= 0; left -= 10)
            {
                sender.Up.Conditions = Wide with { Delay = Wide.Delay + TimeSpan.FromMilliseconds(left) };
                _relay.Run(TimeSpan.FromMilliseconds(10));
            }

            sender.LosesUp = null;
            sender.Up.Conditions = Wide;
            _relay.Run(TimeSpan.FromSeconds(4));
        }

        output.WriteLine($"{dropped} lost, {sender.Person.NacksReceived - asked} asked for");
        dropped.ShouldBeGreaterThan(30);
        (sender.Person.NacksReceived - asked).ShouldBeInRange(dropped, dropped * 2);
        _relay.Shard.Counters.LostIn.ShouldBe(lost, "all came in the end");
    }

    [Fact]
    public void While_a_queue_stands_on_a_way_up_nothing_is_asked_for_again()
    {
        _relay.Join(People.WithVoice(0, slots: 1), Wide);
        var sender = _relay.Join(Sender(1), Wide);
        _relay.Run(TimeSpan.FromSeconds(6));

        sender.Up.Conditions = Narrow(300);
        _relay.Run(TimeSpan.FromSeconds(2));
        var (lost, asked) = (_relay.Shard.Counters.LostIn, sender.Person.NacksReceived);
        _relay.Run(TimeSpan.FromSeconds(2.5)); // in 5 s a browser has long slowed down
        _relay.Told<RelayEvent.UplinkQueued>().Where(told => told.ParticipantId == sender.Id).Select(told => told.Queued).ShouldBe([true], "the sender is told once");
        (sender.Person.NacksReceived - asked).ShouldBe(0, "it would stand before sound, in the queue that lost it");
        _relay.Shard.Counters.LostIn.ShouldBeGreaterThan(lost + 25);

        sender.Up.Conditions = Wide with { Loss = 0.05 };
        _relay.Run(TimeSpan.FromSeconds(10));
        _relay.Told<RelayEvent.UplinkQueued>().Last(told => told.ParticipantId == sender.Id).Queued.ShouldBeFalse();
        (sender.Person.NacksReceived - asked).ShouldBeGreaterThan(50, "what is lost by chance is mended");
    }

    [Fact]
    public void Of_a_camera_with_one_encoding_nothing_is_left_at_half_its_rate_and_it_comes_back()
    {
        var viewer = _relay.Join(People.WithVoice(0, slots: 1), Wide);
        _relay.Join(People.WithCamera(1, slots: 1), Wide);
        _relay.Run(TimeSpan.FromSeconds(4));
        viewer.Down.Conditions = Narrow(300);
        _relay.RunUntil(() => PauseOf(viewer) == SlotPause.Bandwidth, TimeSpan.FromSeconds(3), "the viewer is told");
        viewer.Down.Conditions = Wide;
        _relay.RunUntil(() => PauseOf(viewer) == SlotPause.None, TimeSpan.FromSeconds(6), "it comes back");
        _relay.Run(TimeSpan.FromSeconds(2));
        viewer.Person.Video[0].FreezeAt(_relay.Now).ShouldBeLessThan(TimeSpan.FromSeconds(10));
        viewer.Person.Video[0].PictureJumps.ShouldBe(0);
    }

    [Fact]
    public void At_1_Mbit_per_s_three_people_are_seen_and_nothing_is_lost()
    {
        var viewer = _relay.Join(People.WithVoice(0, slots: 3), Narrow(1_000));
        for (var i = 1; i <= 3; i++)
            _relay.Join(Sender(i, slots: 3), Wide);
        _relay.Run(TimeSpan.FromSeconds(20));
        var frames = viewer.Person.Video.Select(video => video.ShownFrames).ToArray();
        var (sent, overflowed) = (viewer.Down.Sent, viewer.Down.Overflowed);
        _relay.Run(TimeSpan.FromSeconds(30));

        for (var slot = 0; slot < 3; slot++)
        {
            output.WriteLine($"slot {slot}: width {viewer.Person.Video[slot].Width}, {viewer.Person.Video[slot].ShownFrames - frames[slot]} frames, {PauseOf(viewer, slot)}");
            (viewer.Person.Video[slot].ShownFrames - frames[slot]).ShouldBeGreaterThan(30 * 30 * 8 / 10);
        }

        var loss = (viewer.Down.Overflowed - overflowed) / (double)(viewer.Down.Sent - sent);
        output.WriteLine($"{viewer.Down.Sent - sent} datagrams, {loss:P1} lost; estimate {_relay.Room.Participants[0].Current!.Downlink.Estimator.BitRate:0}");
        loss.ShouldBeLessThan(0.02);
    }

    [Fact]
    public void On_a_wide_network_everybody_gets_the_largest_layer_at_once_and_stays_there()
    {
        var viewer = _relay.Join(People.WithVoice(0, slots: 4), Wide);
        for (var i = 1; i <= 4; i++)
            _relay.Join(new PersonSettings { Number = i, Camera = VideoEncoding.Simulcast, Slots = 4 }, Wide);
        _relay.Run(TimeSpan.FromSeconds(4));
        viewer.Person.Video.ShouldAllBe(video => video.Width == 1280);
        var probes = _relay.Room.Participants[0].Current!.Downlink.Estimator.Prober.Clusters;
        var watches = Enumerable.Range(0, 4).Select(slot => new CallWatch(_relay, viewer, slot)).ToArray();
        _relay.Run(TimeSpan.FromSeconds(30));
        viewer.Person.Video.ShouldAllBe(video => video.Width == 1280);
        foreach (var watch in watches)
            watch.ShouldBeWhole();
        _relay.Told<RelayEvent.SlotsChanged>().ShouldAllBe(changed => changed.Slots.All(slot => slot.Paused != SlotPause.Bandwidth));
        _relay.Room.Participants[0].Current!.Downlink.Estimator.Prober.Clusters.ShouldBeLessThan(probes + 3, "what is wanted is known to get through");
    }

    [Fact]
    public void Somebody_who_offers_no_transport_wide_numbers_gets_what_they_watch()
    {
        var viewer = _relay.Join(People.WithVoice(0, slots: 1) with { ExtensionIds = new SdpExtensionIds { TransportWideCc = 0 } }, Wide);
        _relay.Join(Sender(1), Wide);
        _relay.Run(TimeSpan.FromSeconds(5));
        viewer.Down.Conditions = Narrow(300);
        _relay.Run(TimeSpan.FromSeconds(10));
        PauseOf(viewer).ShouldBe(SlotPause.None);
        var downlink = _relay.Room.Participants[0].Current!.Downlink;
        (downlink.Estimator.IsProven, downlink.Sent.Acknowledged, downlink.Estimator.Prober.Clusters).ShouldBe((false, 0L, 0));
    }

    [Fact]
    public void When_not_all_fit_the_larger_element_keeps_its_picture()
    {
        var viewer = _relay.Join(People.WithVoice(0, slots: 2), Wide);
        _relay.Join(Sender(1, slots: 2), Wide);
        _relay.Join(Sender(2, slots: 2), Wide);
        _relay.Run(TimeSpan.FromSeconds(5));
        _relay.Watch(viewer, 0, 640, 360);
        _relay.Watch(viewer, 1, 320, 180);
        viewer.Down.Conditions = Narrow(280);
        // In the moment in which the way gets narrow, by a factor of six here, both may pause: the queue has to drain.
        _relay.Run(TimeSpan.FromSeconds(7));
        var frames = viewer.Person.Video[0].ShownFrames;
        var (larger, smaller) = (0, 0);
        for (var look = 0; look < 200; look++)
        {
            _relay.Run(TimeSpan.FromMilliseconds(100));
            if (PauseOf(viewer, 0) == SlotPause.Bandwidth)
                larger++;
            if (PauseOf(viewer, 1) == SlotPause.Bandwidth)
                smaller++;
        }

        output.WriteLine($"{viewer.Person.Video[0].ShownFrames - frames} frames in 20 s; paused at {larger} and {smaller} of 200 looks");
        (viewer.Person.Video[0].ShownFrames - frames).ShouldBeGreaterThan(20 * 30 * 9 / 10);
        larger.ShouldBe(0, "the larger element");
        smaller.ShouldBeGreaterThan(150, "the smaller one, but for trials whether there is room by now");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Of_two_elements_of_one_size_who_speaks_keeps_the_picture(int speaking)
    {
        var viewer = _relay.Join(People.WithVoice(0, slots: 2), Wide);
        VirtualGuest[] senders = [_relay.Join(Sender(1, slots: 2), Wide), _relay.Join(Sender(2, slots: 2), Wide)];
        _relay.Run(TimeSpan.FromSeconds(5));
        _relay.SetMedia(senders[1 - speaking], new SendingMedia(Audio: false, Video: true, Screen: false));
        for (var slot = 0; slot < 2; slot++)
            _relay.Watch(viewer, slot, 320, 180);
        viewer.Down.Conditions = Narrow(280);
        _relay.Run(TimeSpan.FromSeconds(3));

        int[] paused = [0, 0];
        for (var look = 0; look < 200; look++)
        {
            _relay.Run(TimeSpan.FromMilliseconds(100));
            for (var slot = 0; slot < 2; slot++)
                paused[slot] += PauseOf(viewer, slot) == SlotPause.Bandwidth ? 1 : 0;
        }

        output.WriteLine($"paused at {paused[speaking]} of 200 looks while speaking, at {paused[1 - speaking]} while silent");
        paused[speaking].ShouldBeLessThan(50, "but for the moment in which the way got narrow");
        paused[1 - speaking].ShouldBeGreaterThan(100);
    }
}
