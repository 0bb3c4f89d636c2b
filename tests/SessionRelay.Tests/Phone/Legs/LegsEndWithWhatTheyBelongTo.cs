using SessionRelay.Phone.Audio;
using SessionRelay.Tests.Sessions;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Phone.Legs;

/// <summary>A leg ends with its participant, with its room, and when nothing comes of it any more; nothing of it is left then.</summary>
public sealed class LegsEndWithWhatTheyBelongTo
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_leg_without_a_packet_for_20_seconds_is_unreachable()
    {
        using var relay = new VirtualRelay();
        var phone = new VirtualPhone(relay, "caller");
        phone.ComeIn();
        phone.Run(Second);
        phone.Says = null;
        phone.Run(Second * 19.5);
        phone.Leg.State.ShouldBe(PhoneLegState.Live);
        phone.Run(Second);

        phone.Leg.State.ShouldBe(PhoneLegState.Unreachable);
        phone.IsHungUp.ShouldBeTrue();
        relay.Told<RelayEvent.PhoneChanged>().Count(told => told.State == PhoneLegState.Unreachable).ShouldBe(1);
    }

    [Fact]
    public void Who_is_disconnected_is_hung_up_on()
    {
        using var relay = new VirtualRelay();
        var host = relay.Join(People.WithVoice(0));
        relay.Join(People.WithVoice(1), id: "caller");
        relay.Run(Second);
        var phone = new VirtualPhone(relay, "caller");
        phone.ComeIn();
        phone.Run(Second);
        relay.Room.Disconnect("caller", relay.Now);
        relay.Run(Second);

        phone.IsHungUp.ShouldBeTrue();
        phone.Leg.State.ShouldBe(PhoneLegState.HungUp);
        host.Slots.ShouldAllBe(slot => slot.ParticipantId == null);
        relay.Room.Participants.Select(participant => participant.Id).ShouldBe(["person-0"]);
    }

    [Fact]
    public void Somebody_on_the_phone_stays_when_their_browser_goes()
    {
        using var relay = new VirtualRelay();
        var host = relay.Join(People.WithVoice(0));
        var caller = relay.Join(People.WithVoice(1), id: "caller");
        relay.Run(Second);
        var phone = new VirtualPhone(relay, "caller");
        phone.ComeIn();
        caller.Person.Close(relay.Now);
        phone.Run(Second * 2);

        relay.Told<RelayEvent.PeerFailed>().ShouldContain(failed => failed.ParticipantId == "caller");
        host.Slots.Where(slot => slot.ParticipantId == "caller").ShouldAllBe(slot => slot.Source == SlotSource.Phone);
        host.Slots.Count(slot => slot.ParticipantId == "caller").ShouldBe(2);
        phone.Leg.OnEnded(PhoneLegState.HungUp, relay.Now);
        relay.Room.Participants.Select(participant => participant.Id).ShouldBe(["person-0"]);
    }

    [Fact]
    public void A_room_that_closes_hangs_up_in_every_state()
    {
        using var relay = new VirtualRelay();
        var dialing = new VirtualPhone(relay, "dialing");
        var answered = new VirtualPhone(relay, "answered");
        answered.Answer();
        var live = new VirtualPhone(relay, "live");
        live.ComeIn();
        relay.Room.Close(relay.Now);

        foreach (var phone in new[] { dialing, answered, live })
        {
            phone.IsHungUp.ShouldBeTrue();
            phone.Leg.State.ShouldBe(PhoneLegState.HungUp);
        }

        relay.Told<RelayEvent.PhoneChanged>().Count(told => told.State == PhoneLegState.HungUp).ShouldBe(3);
        relay.Shard.RoomsWithPhones.ShouldBe(0);
        relay.Run(Second * 2);
        relay.Room.CallPhone(new PhoneCallRequest("late", "leg", "+493012345", null), PhonePrompts.Load(null).In(null), dialing, relay.Now).ShouldBeNull();
    }

    [Fact]
    public void Without_an_answered_phone_there_is_no_clock()
    {
        using var relay = new VirtualRelay();
        var phone = new VirtualPhone(relay, "caller");
        phone.Leg.OnRinging(relay.Now);
        relay.Shard.RoomsWithPhones.ShouldBe(0);
        relay.Shard.Deadline.IsNever.ShouldBeTrue();
        phone.Answer();
        relay.Shard.Deadline.ShouldBe(relay.Now + G711.FrameTime);
        phone.Leg.OnEnded(PhoneLegState.Busy, relay.Now);
        relay.Shard.RoomsWithPhones.ShouldBe(0);
    }

    [Theory]
    [InlineData(PhoneLegState.Busy)]
    [InlineData(PhoneLegState.Declined)]
    [InlineData(PhoneLegState.NoAnswer)]
    [InlineData(PhoneLegState.WrongNumber)]
    [InlineData(PhoneLegState.Failed)]
    public void Why_a_call_was_not_answered_is_told_once(PhoneLegState outcome)
    {
        using var relay = new VirtualRelay();
        var phone = new VirtualPhone(relay, "caller");
        phone.Leg.OnEnded(outcome, relay.Now);
        phone.Leg.OnEnded(PhoneLegState.HungUp, relay.Now);
        relay.Room.HangUpPhone("caller", "leg", relay.Now);

        relay.Told<RelayEvent.PhoneChanged>().Select(told => told.State).ShouldBe([PhoneLegState.Dialing, outcome]);
        relay.Room.Participants.ShouldBeEmpty();
    }
}
