namespace SessionRelay.Tests.Sessions;

/// <summary>Of several encodings each viewer gets the best that its element can show, and what nobody watches is switched off at the sender.</summary>
public sealed class SimulcastTests : IDisposable
{
    private readonly VirtualRelay _relay = new();

    public void Dispose() => _relay.Dispose();

    private (VirtualGuest Viewer, VirtualGuest Sender) Call()
    {
        var viewer = _relay.Join(People.WithVoice(0, slots: 1));
        var sender = _relay.Join(People.WithSimulcast(1, slots: 1));
        _relay.Run(TimeSpan.FromSeconds(4));
        return (viewer, sender);
    }

    private bool?[] Told(VirtualGuest sender) =>
        [.. new[] { "q", "h", "f" }.Select(rid => _relay.Told<RelayEvent.LayerChanged>().LastOrDefault(layer => layer.ParticipantId == sender.Id && layer.Rid == rid)?.Active)];

    [Theory]
    [InlineData(0, 0, 1280)]
    [InlineData(1920, 1080, 1280)]
    [InlineData(1280, 720, 1280)]
    [InlineData(1279, 720, 640)]
    [InlineData(640, 360, 640)]
    [InlineData(320, 180, 320)]
    [InlineData(100, 50, 320)]
    public void The_highest_layer_within_what_is_watched_is_forwarded(int width, int height, int shown)
    {
        var (viewer, _) = Call();
        _relay.Watch(viewer, 0, width, height);
        _relay.Run(TimeSpan.FromSeconds(3));
        viewer.Person.Video[0].Width.ShouldBe(shown);
        (viewer.Person.Video[0].PictureJumps, viewer.Person.Video[0].TimestampsBack).ShouldBe((0, 0));
    }

    [Fact]
    public void A_switch_every_2_s_for_60_s_never_freezes_and_ids_rise_by_one_a_frame()
    {
        var (viewer, sender) = Call();
        // A second viewer keeps the largest up, a third the smallest.
        var large = _relay.Join(People.WithVoice(2, slots: 2));
        var small = _relay.Join(People.WithVoice(3, slots: 2));
        _relay.Run(TimeSpan.FromSeconds(1));
        _relay.Watch(small, 1, 320, 180);
        _relay.Run(TimeSpan.FromSeconds(2));
        var watch = new CallWatch(_relay, viewer);
        (int Width, int Height)[] sizes = [(320, 180), (640, 360), (1280, 720)];
        var seen = new HashSet<int>();

        for (var i = 0; i < 30; i++)
        {
            var (width, height) = sizes[i % 2 == 0 ? 0 : 1 + i / 2 % 2];
            _relay.Watch(viewer, 0, width, height);
            _relay.Run(TimeSpan.FromSeconds(2));
            seen.Add(viewer.Person.Video[0].Width);
        }

        seen.Count.ShouldBeGreaterThanOrEqualTo(2);
        viewer.Person.Video[0].Keyframes.ShouldBeGreaterThan(15, "every switch begins with a key frame");
        watch.ShouldBeWhole(longestFreeze: TimeSpan.FromMilliseconds(150));
        large.Person.Video[1].PictureJumps.ShouldBe(0);
        sender.Person.Videos[2].IsActive.ShouldBeTrue();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Switching_with_loss_both_ways_leaves_no_hole_in_the_picture_ids(int seed)
    {
        using var relay = new VirtualRelay(seed);
        var network = new Network.NetworkConditions { Loss = 0.02, Delay = TimeSpan.FromMilliseconds(30), Reorder = 0.01 };
        var viewer = relay.Join(People.WithVoice(0, slots: 1), network);
        relay.Join(People.WithSimulcast(1, slots: 1), network);
        var small = relay.Join(People.WithVoice(2, slots: 2));
        relay.Run(TimeSpan.FromSeconds(5));
        relay.Watch(small, 1, 320, 180);
        viewer.Person.Video[0].ForgetFreezes(relay.Now);

        for (var i = 0; i < 15; i++)
        {
            relay.Watch(viewer, 0, i % 2 == 0 ? 320 : 1280, 720);
            relay.Run(TimeSpan.FromSeconds(2));
        }

        var video = viewer.Person.Video[0];
        (video.PictureJumps, video.TimestampsBack, video.Damaged).ShouldBe((0, 0, 0));
        // What was lost of the old layer at the moment of a switch is not waited for: the key frame goes past it.
        video.Skipped.ShouldBeLessThan(15 * 5);
        video.FreezeAt(relay.Now).ShouldBeLessThan(TimeSpan.FromMilliseconds(600), "what was lost comes again in time");
    }

    [Fact]
    public void A_layer_that_nobody_watches_is_switched_off_after_5_s_and_on_again_at_once()
    {
        var (viewer, sender) = Call();
        _relay.Watch(viewer, 0, 320, 180);
        _relay.Run(TimeSpan.FromSeconds(1));
        viewer.Person.Video[0].Width.ShouldBe(320);
        var from = _relay.Now;
        Told(sender).ShouldNotContain(true);
        _relay.RunUntil(() => Told(sender) is [null, false, false], TimeSpan.FromSeconds(7), "both larger layers are switched off");
        (_relay.Now - from).TotalSeconds.ShouldBeInRange(0.5, 6.1);

        _relay.Watch(viewer, 0, 1280, 720);
        Told(sender).ShouldBe([null, false, true], "the one that is wanted again is told at once, the others stay off");
        _relay.Run(TimeSpan.FromSeconds(4));
        viewer.Person.Video[0].Width.ShouldBe(1280);
        (viewer.Person.Video[0].PictureJumps, viewer.Person.Video[0].TimestampsBack).ShouldBe((0, 0));
    }

    [Fact]
    public void Alone_in_the_room_all_layers_are_switched_off_and_come_back_with_the_first_viewer()
    {
        var sender = _relay.Join(People.WithSimulcast(1, slots: 1));
        _relay.Run(TimeSpan.FromSeconds(8));
        Told(sender).ShouldBe([false, false, false]);
        var viewer = _relay.Join(People.WithVoice(0, slots: 1));
        Told(sender).ShouldBe([false, false, true], "the best is what the viewer would show");
        _relay.Run(TimeSpan.FromSeconds(5));
        viewer.Person.Video[0].Width.ShouldBe(1280);
    }

    [Fact]
    public void When_the_layer_that_is_shown_ends_the_slot_falls_to_one_that_lives()
    {
        var (viewer, sender) = Call();
        viewer.Person.Video[0].Width.ShouldBe(1280);
        viewer.Person.Video[0].ForgetFreezes(_relay.Now);
        sender.Person.Videos[2].IsActive = false; // its uplink carries no more

        _relay.Run(TimeSpan.FromSeconds(3));

        viewer.Person.Video[0].Width.ShouldBe(640);
        viewer.Person.Video[0].LongestFreeze.ShouldBeLessThan(TimeSpan.FromSeconds(2.3));
        viewer.Person.Video[0].PictureJumps.ShouldBe(0);

        sender.Person.Videos[2].IsActive = true;
        _relay.Run(TimeSpan.FromSeconds(1.5));
        viewer.Person.Video[0].Width.ShouldBe(640, "up only to a layer that has lived for two seconds");
        _relay.Run(TimeSpan.FromSeconds(2.5));
        viewer.Person.Video[0].Width.ShouldBe(1280);
    }

    [Fact]
    public void A_camera_of_320_by_240_that_sends_only_its_smallest_layer_is_seen()
    {
        var viewer = _relay.Join(People.WithVoice(0, slots: 1));
        var sender = _relay.Join(People.WithSimulcast(1, slots: 1) with { Camera = [new("q", 320, 240, 150_000), new("h", 320, 240, 0), new("f", 320, 240, 0)] });
        sender.Person.Videos[1].IsActive = false;
        sender.Person.Videos[2].IsActive = false;
        _relay.Watch(viewer, 0, 1280, 720);
        _relay.Run(TimeSpan.FromSeconds(3));
        viewer.Person.Video[0].ShownFrames.ShouldBeGreaterThan(70);
        viewer.Person.Video[0].Width.ShouldBe(320);
    }
}
