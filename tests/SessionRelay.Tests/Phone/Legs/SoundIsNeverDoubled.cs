using SessionRelay.Tests.Sessions;

namespace SessionRelay.Tests.Phone.Legs;

/// <summary>Whoever speaks by phone is heard by phone alone, and hears by phone alone, while their browser is there too; its picture goes on.</summary>
public sealed class SoundIsNeverDoubled
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void The_browser_of_a_live_leg_neither_sends_nor_gets_sound_until_the_leg_is_gone()
    {
        using var relay = new VirtualRelay();
        var host = relay.Join(People.WithVoice(0, slots: 3));
        var caller = relay.Join(People.WithCamera(1, slots: 3), id: "caller");
        relay.Run(Second * 2);
        var heard = new List<short>();
        foreach (var audio in host.Person.Audio)
            audio.Heard = samples => heard.AddRange(samples);
        var camera = host.Slots.Single(slot => slot is { ParticipantId: "caller", Kind: MediaKind.Video }).Slot;
        caller.Person.Audio[0].Packets.ShouldBeGreaterThan(50);

        var phone = new VirtualPhone(relay, "caller");
        host.Person.Speak(PhoneSounds.Of(PhoneSounds.First));
        caller.Person.Speak(PhoneSounds.Of(PhoneSounds.Second));
        phone.ComeIn();
        phone.Run(TimeSpan.FromMilliseconds(100));
        var (fromMicrophone, toBrowser, frames) = (host.Person.Audio[camera].Packets, caller.Person.Audio.Sum(audio => audio.Packets), host.Person.Video[camera].ShownFrames);
        heard.Clear();
        phone.Forget();
        phone.Run(Second * 3);

        host.Person.Audio[camera].Packets.ShouldBe(fromMicrophone);
        caller.Person.Audio.Sum(audio => audio.Packets).ShouldBe(toBrowser);
        (host.Person.Video[camera].ShownFrames - frames).ShouldBeGreaterThan(80);
        heard.ShouldHold(PhoneSounds.Phone);
        heard.ShouldNotHold(PhoneSounds.Second);
        phone.Heard.ShouldHold(PhoneSounds.First);
        phone.Heard.ShouldNotHold(PhoneSounds.Second);
        host.Slots.Single(slot => slot is { ParticipantId: "caller", Kind: MediaKind.Audio, Source: SlotSource.Camera }).Paused.ShouldBe(SlotPause.Muted);

        phone.Leg.OnEnded(PhoneLegState.HungUp, relay.Now);
        caller.Person.Speak(null);
        host.Person.Speak(null);
        relay.Run(Second);
        host.Person.Audio[camera].Packets.ShouldBeGreaterThan(fromMicrophone + 40);
        caller.Person.Audio.Sum(audio => audio.Packets).ShouldBeGreaterThan(toBrowser + 40);
        host.Slots.ShouldNotContain(slot => slot.Source == SlotSource.Phone);
        host.Slots.Single(slot => slot is { ParticipantId: "caller", Kind: MediaKind.Audio }).Paused.ShouldBe(SlotPause.None);
        foreach (var audio in host.Person.Audio)
            (audio.TimestampsBack, audio.Missing).ShouldBe((0, 0));
    }

    [Fact]
    public void A_browser_that_comes_back_changes_nothing_while_the_leg_is_live()
    {
        using var relay = new VirtualRelay();
        var host = relay.Join(People.WithVoice(0, slots: 3));
        var phone = new VirtualPhone(relay, "caller");
        phone.ComeIn();
        phone.Run(Second);
        var caller = relay.Join(People.WithCamera(1, slots: 3), id: "caller");
        phone.Run(Second * 3);

        caller.Person.Audio.Sum(audio => audio.Packets).ShouldBe(0);
        host.Slots.Count(slot => slot is { ParticipantId: "caller", Kind: MediaKind.Audio }).ShouldBe(2);
        host.Person.Audio.Count(audio => audio.Packets > 0).ShouldBe(1);
        host.Person.Video.Max(video => video.ShownFrames).ShouldBeGreaterThan(50);
    }

    [Fact]
    public void A_second_leg_of_somebody_is_ignored_and_after_a_goodbye_taken()
    {
        using var relay = new VirtualRelay();
        var phone = new VirtualPhone(relay, "caller");
        phone.ComeIn();
        new VirtualPhone(relay, "caller", "again").WasTaken.ShouldBeFalse();
        relay.Room.HangUpPhone("caller", "leg", relay.Now);
        var next = new VirtualPhone(relay, "caller", "again");
        next.WasTaken.ShouldBeTrue();
        phone.IsHungUp.ShouldBeTrue();
        relay.Told<RelayEvent.PhoneChanged>().TakeLast(2).Select(told => (told.Peer, told.State)).ShouldBe([("leg", PhoneLegState.HungUp), ("again", PhoneLegState.Dialing)]);
    }
}
