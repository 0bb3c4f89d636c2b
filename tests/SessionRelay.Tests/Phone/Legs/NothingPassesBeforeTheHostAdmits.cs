using SessionRelay.Tests.Sessions;

namespace SessionRelay.Tests.Phone.Legs;

/// <summary>Not one sample of the session reaches a phone, and none of a phone the session, until a person has pressed 1 and the host has let them in; nor after they left.</summary>
public sealed class NothingPassesBeforeTheHostAdmits
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly List<short> _heardByHost = [];

    private VirtualGuest JoinSpeaking(VirtualRelay relay)
    {
        var host = relay.Join(People.WithVoice(0));
        relay.RunUntil(() => host.Person.IsReady, TimeSpan.FromSeconds(5), "connected");
        foreach (var audio in host.Person.Audio)
            audio.Heard = samples => _heardByHost.AddRange(samples);
        host.Person.Speak(PhoneSounds.Of(PhoneSounds.First));
        return host;
    }

    [Fact]
    public void An_answering_machine_neither_hears_nor_is_heard_and_is_hung_up_on()
    {
        using var relay = new VirtualRelay();
        var host = JoinSpeaking(relay);
        var phone = new VirtualPhone(relay, "caller");
        phone.Answer();
        for (var second = 0; !phone.IsHungUp; second++)
        {
            second.ShouldBeLessThan(60, "it is hung up on");
            phone.Run(Second);
            // The prompts are speech: the tone must be no louder in them than speech makes it.
            PhoneSounds.Level(phone.Heard, PhoneSounds.First).ShouldBeLessThan(PhoneSounds.Amplitude / 10.0);
        }

        _heardByHost.ShouldBeEmpty();
        host.Slots.ShouldAllBe(slot => slot.ParticipantId == null);
        phone.Leg.State.ShouldBe(PhoneLegState.NoAnswer);
        relay.Told<RelayEvent.PhoneChanged>().Last().State.ShouldBe(PhoneLegState.NoAnswer);
        relay.Room.Participants.ShouldNotContain(participant => participant.Id == "caller");
    }

    [Fact]
    public void Who_waits_hears_silence_and_is_not_heard()
    {
        using var relay = new VirtualRelay();
        JoinSpeaking(relay);
        var phone = new VirtualPhone(relay, "caller");
        phone.Answer();
        relay.Room.AdmitPhone("caller", "leg", relay.Now);
        phone.Leg.State.ShouldBe(PhoneLegState.Answered, "nobody has pressed 1");
        phone.Run(Second);
        phone.Press('1');
        phone.Leg.State.ShouldBe(PhoneLegState.Waiting);
        phone.Run(Second * 10);
        phone.Forget();
        phone.Run(Second * 5);

        phone.Heard.ShouldAllBe(sample => sample == 0);
        _heardByHost.ShouldBeEmpty();
        relay.Room.AdmitPhone("caller", "another", relay.Now);
        relay.Room.AdmitPhone("somebody", "leg", relay.Now);
        phone.Leg.State.ShouldBe(PhoneLegState.Waiting);

        relay.Room.AdmitPhone("caller", "leg", relay.Now);
        phone.Run(Second * 2);
        phone.Heard.ShouldHold(PhoneSounds.First);
        _heardByHost.ShouldHold(PhoneSounds.Phone);
    }

    [Fact]
    public void Who_is_hung_up_on_hears_goodbye_and_no_more_of_the_session()
    {
        using var relay = new VirtualRelay();
        var host = JoinSpeaking(relay);
        var phone = new VirtualPhone(relay, "caller");
        phone.ComeIn();
        phone.Run(Second);
        relay.Room.HangUpPhone("caller", "leg", relay.Now);
        phone.IsHungUp.ShouldBeFalse("goodbye comes first");
        phone.Run(TimeSpan.FromMilliseconds(40));
        phone.Forget();
        _heardByHost.Clear();
        phone.RunUntil(() => phone.IsHungUp, Second * 30, "hung up");

        PhoneSounds.Level(phone.Heard, PhoneSounds.First).ShouldBeLessThan(PhoneSounds.Amplitude / 10.0);
        phone.Heard.Max(sample => Math.Abs((int)sample)).ShouldBeGreaterThan(1_000, "words");
        _heardByHost.ShouldBeEmpty();
        host.Slots.ShouldAllBe(slot => slot.ParticipantId == null);
        relay.Told<RelayEvent.PhoneChanged>().Last().State.ShouldBe(PhoneLegState.HungUp);
        relay.Shard.RoomsWithPhones.ShouldBe(0);
    }

    [Fact]
    public void Who_has_not_pressed_1_hears_no_goodbye()
    {
        using var relay = new VirtualRelay();
        var phone = new VirtualPhone(relay, "caller");
        phone.Answer();
        phone.Run(Second);
        relay.Room.HangUpPhone("caller", "leg", relay.Now);
        phone.IsHungUp.ShouldBeTrue();
        phone.Leg.State.ShouldBe(PhoneLegState.HungUp);
    }
}
