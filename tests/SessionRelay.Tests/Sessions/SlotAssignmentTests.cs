namespace SessionRelay.Tests.Sessions;

/// <summary>Who is in whose slots, and what each client is told of it, field by field.</summary>
public sealed class SlotAssignmentTests : IDisposable
{
    private readonly VirtualRelay _relay = new();

    public void Dispose() => _relay.Dispose();

    private VirtualGuest Join(string id, LoadTests.People.PersonSettings settings)
    {
        var guest = _relay.Join(settings, id: id);
        _relay.Run(TimeSpan.FromSeconds(1));
        return guest;
    }

    private static SlotAssignment[] Pair(int slot, string? id, SlotSource source, SlotPause audio, SlotPause video) =>
    [
        new(slot, $"{3 + 2 * slot}", id, MediaKind.Audio, source, audio),
        new(slot, $"{4 + 2 * slot}", id, MediaKind.Video, source, video),
    ];

    private static SlotAssignment[] Camera(int slot, string id) => Pair(slot, id, SlotSource.Camera, SlotPause.None, SlotPause.None);

    private static SlotAssignment[] Empty(int slot) => Pair(slot, null, SlotSource.Camera, SlotPause.None, SlotPause.None);

    [Fact]
    public void Who_comes_takes_the_first_free_pair_and_gives_it_back_on_leaving()
    {
        var a = Join("a", People.WithCamera(0));
        a.Slots.ShouldBe([.. Empty(0), .. Empty(1)]);
        var b = Join("b", People.WithCamera(1));
        var c = Join("c", People.WithCamera(2));
        a.Slots.ShouldBe([.. Camera(0, "b"), .. Camera(1, "c")]);
        b.Slots.ShouldBe([.. Camera(0, "a"), .. Camera(1, "c")]);
        c.Slots.ShouldBe([.. Camera(0, "a"), .. Camera(1, "b")]);

        _relay.Room.Disconnect("b", _relay.Now);
        _relay.Run(TimeSpan.FromSeconds(1));
        a.Slots.ShouldBe([.. Empty(0), .. Camera(1, "c")], "who stays keeps their place");
        c.Slots.ShouldBe([.. Camera(0, "a"), .. Empty(1)]);
        var told = _relay.Told<RelayEvent.SlotsChanged>().Last(changed => changed.ParticipantId == "a");
        (told.Peer, told.Slots.Count).ShouldBe(("p1", 4));

        Join("d", People.WithCamera(3));
        a.Slots.ShouldBe([.. Camera(0, "d"), .. Camera(1, "c")]);
        a.Person.Video[0].LastSender.ShouldBe(3);
        a.Person.Audio[1].LastSender.ShouldBe(2);
        (a.Person.Video[0].PictureJumps, a.Person.Audio[0].Missing).ShouldBe((0, 0));
    }

    [Fact]
    public void With_more_people_than_pairs_the_last_wait_for_a_place()
    {
        var a = Join("a", People.WithCamera(0, slots: 2));
        Join("b", People.WithVoice(1));
        Join("c", People.WithVoice(2));
        Join("d", People.WithCamera(3));
        a.Slots.Select(slot => slot.ParticipantId).ShouldBe(["b", "b", "c", "c"]);

        _relay.Room.Disconnect("b", _relay.Now);
        _relay.Run(TimeSpan.FromSeconds(1));

        a.Slots.ShouldBe([.. Camera(0, "d"), .. Pair(1, "c", SlotSource.Camera, SlotPause.None, SlotPause.Muted)]);
        a.Person.Audio[0].LastSender.ShouldBe(3);
        a.Person.Video[0].LastSender.ShouldBe(3);
    }

    [Fact]
    public void A_screen_share_takes_a_pair_of_its_own_and_gives_it_back()
    {
        var a = Join("a", People.WithCamera(0));
        var b = Join("b", People.WithCamera(1) with { Screen = new("", 1600, 900, 400_000, 5) });
        a.Slots.ShouldBe([.. Pair(0, "b", SlotSource.Screen, SlotPause.Muted, SlotPause.None), .. Camera(1, "b")], "a screen goes before a camera");
        a.Person.Video[0].Width.ShouldBe(1600);
        a.Person.Video[1].Width.ShouldBe(640);
        a.Person.Audio[0].Packets.ShouldBe(0);

        _relay.SetMedia(b, b.Sending with { Screen = false });
        _relay.Run(TimeSpan.FromSeconds(1));
        a.Slots.ShouldBe([.. Empty(0), .. Camera(1, "b")]);
        var packets = a.Person.Video[0].Packets;
        _relay.Run(TimeSpan.FromSeconds(1));
        a.Person.Video[0].Packets.ShouldBe(packets);

        _relay.SetMedia(b, b.Sending with { Screen = true });
        _relay.Run(TimeSpan.FromSeconds(2));
        a.Slots.ShouldBe([.. Pair(0, "b", SlotSource.Screen, SlotPause.Muted, SlotPause.None), .. Camera(1, "b")]);
        a.Person.Video[0].Packets.ShouldBeGreaterThan(packets);
        (a.Person.Video[0].PictureJumps, a.Person.Video[0].TimestampsBack).ShouldBe((0, 0));
        a.Person.Audio[1].LastSender.ShouldBe(1);
    }

    [Fact]
    public void Mute_is_told_per_medium_and_nothing_of_it_is_forwarded()
    {
        var a = Join("a", People.WithCamera(0, slots: 1));
        var b = Join("b", People.WithCamera(1, slots: 1));

        _relay.SetMedia(b, new SendingMedia(Audio: false, Video: true, Screen: false));
        _relay.Run(TimeSpan.FromMilliseconds(100));
        a.Slots.ShouldBe(Pair(0, "b", SlotSource.Camera, SlotPause.Muted, SlotPause.None));
        var (sound, pictures) = (a.Person.Audio[0].Packets, a.Person.Video[0].Packets);
        _relay.Run(TimeSpan.FromSeconds(1));
        a.Person.Audio[0].Packets.ShouldBe(sound);
        a.Person.Video[0].Packets.ShouldBeGreaterThan(pictures);

        _relay.SetMedia(b, new SendingMedia(Audio: true, Video: false, Screen: false));
        _relay.Run(TimeSpan.FromMilliseconds(100));
        a.Slots.ShouldBe(Pair(0, "b", SlotSource.Camera, SlotPause.None, SlotPause.Muted));
        (sound, pictures) = (a.Person.Audio[0].Packets, a.Person.Video[0].Packets);
        _relay.Run(TimeSpan.FromSeconds(1)); // the camera goes on filming
        b.Person.Videos[0].KeyframeWanted = true;
        _relay.Run(TimeSpan.FromSeconds(1));
        a.Person.Audio[0].Packets.ShouldBeGreaterThan(sound);
        a.Person.Video[0].Packets.ShouldBe(pictures);
        var filmed = b.Person.Videos[0].FramesSent;

        _relay.SetMedia(b, new SendingMedia(Audio: true, Video: true, Screen: false));
        _relay.Run(TimeSpan.FromSeconds(2));
        a.Slots.ShouldBe(Camera(0, "b"));
        a.Person.Audio[0].Missing.ShouldBe(0);
        a.Person.Video[0].PictureJumps.ShouldBe(0);
        a.Person.Video[0].Packets.ShouldBeGreaterThan(pictures);
        a.Person.Video[0].FirstFrameAfterPause.ShouldBeGreaterThanOrEqualTo(filmed, "nothing that was filmed while the camera was off is shown");
    }

    [Fact]
    public void A_camera_whose_picture_its_sender_holds_back_is_paused_for_bandwidth_and_goes_on_without_a_hole()
    {
        var a = Join("a", People.WithCamera(0, slots: 1));
        var b = Join("b", People.WithCamera(1, slots: 1));

        _relay.SetMedia(b, new SendingMedia(Audio: true, Video: true, Screen: false, Held: true));
        b.Person.Videos[0].IsActive = false;
        _relay.Run(TimeSpan.FromMilliseconds(200));
        a.Slots.ShouldBe(Pair(0, "b", SlotSource.Camera, SlotPause.None, SlotPause.Bandwidth));
        b.Slots.ShouldBe(Camera(0, "a"));
        var (sound, pictures) = (a.Person.Audio[0].Packets, a.Person.Video[0].Packets);
        _relay.Run(TimeSpan.FromSeconds(20));
        a.Person.Audio[0].Packets.ShouldBeGreaterThan(sound + 950);
        a.Person.Video[0].Packets.ShouldBe(pictures);

        (b.Person.Videos[0].IsActive, b.Person.Videos[0].KeyframeWanted) = (true, true);
        _relay.SetMedia(b, new SendingMedia(Audio: true, Video: true, Screen: false));
        _relay.Run(TimeSpan.FromSeconds(2));
        a.Slots.ShouldBe(Camera(0, "b"));
        a.Person.Video[0].Packets.ShouldBeGreaterThan(pictures + 20);
        (a.Person.Video[0].PictureJumps, a.Person.Video[0].TimestampsBack, a.Person.Audio[0].Missing).ShouldBe((0, 0, 0));
    }

    [Fact]
    public void A_hidden_slot_gets_nothing_and_starts_with_a_key_frame_when_it_is_shown_again()
    {
        var a = Join("a", People.WithCamera(0, slots: 1));
        var b = Join("b", People.WithCamera(1, slots: 1));
        _relay.Watch(a, 0, 640, 360, hidden: true);
        _relay.Run(TimeSpan.FromMilliseconds(100));
        a.Slots.ShouldBe(Pair(0, "b", SlotSource.Camera, SlotPause.None, SlotPause.Hidden));
        var (packets, keyframes, sound) = (a.Person.Video[0].Packets, a.Person.Video[0].Keyframes, a.Person.Audio[0].Packets);

        _relay.Run(TimeSpan.FromSeconds(4));
        a.Person.Video[0].Packets.ShouldBe(packets);
        a.Person.Audio[0].Packets.ShouldBeGreaterThan(sound + 190);

        _relay.Watch(a, 0, 640, 360);
        _relay.Run(TimeSpan.FromMilliseconds(500));
        a.Slots.ShouldBe(Camera(0, "b"));
        a.Person.Video[0].Keyframes.ShouldBe(keyframes + 1);
        a.Person.Video[0].Packets.ShouldBeGreaterThan(packets + 20);
        (a.Person.Video[0].PictureJumps, a.Person.Video[0].TimestampsBack, b.Person.Refused).ShouldBe((0, 0, 0));
    }
}
