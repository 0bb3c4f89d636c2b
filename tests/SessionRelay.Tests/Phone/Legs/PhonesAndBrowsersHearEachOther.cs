using SessionRelay.LoadTests.People;
using SessionRelay.Tests.Sessions;

namespace SessionRelay.Tests.Phone.Legs;

/// <summary>A room with browsers and phones, each saying a tone of its own.</summary>
public sealed class PhonesAndBrowsersHearEachOther
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly List<short> _heardByHost = [];

    private VirtualGuest JoinListening(VirtualRelay relay, PersonSettings settings, List<short> heard)
    {
        var guest = relay.Join(settings);
        relay.RunUntil(() => guest.Person.IsReady, TimeSpan.FromSeconds(5), "connected");
        foreach (var audio in guest.Person.Audio)
            audio.Heard = samples => heard.AddRange(samples);
        return guest;
    }

    [Fact]
    public void A_phone_and_two_browsers_hear_each_other_and_nobody_themselves()
    {
        using var relay = new VirtualRelay();
        var host = JoinListening(relay, People.WithVoice(0, slots: 3), _heardByHost);
        var guest = relay.Join(People.WithVoice(1, slots: 3));
        relay.Run(Second);
        var phone = new VirtualPhone(relay, "caller");
        host.Person.Speak(PhoneSounds.Of(PhoneSounds.First));
        guest.Person.Speak(PhoneSounds.Of(PhoneSounds.Second));
        phone.ComeIn();
        phone.Run(Second);
        phone.Forget();
        _heardByHost.Clear();
        phone.Run(Second * 2);

        phone.Heard.ShouldHold(PhoneSounds.First);
        phone.Heard.ShouldHold(PhoneSounds.Second);
        phone.Heard.ShouldNotHold(PhoneSounds.Phone);
        phone.Gaps.ShouldBe(0);
        var pair = host.Slots.Single(slot => slot is { ParticipantId: "caller", Kind: MediaKind.Audio });
        pair.Source.ShouldBe(SlotSource.Phone);
        pair.Paused.ShouldBe(SlotPause.None);
        host.Slots.Count(slot => slot.Source == SlotSource.Phone).ShouldBe(2, "audio and video of the one pair");
        var audio = host.Person.Audio[pair.Slot];
        audio.LastPayloadType.ShouldBe(audio.Pcmu!.Value);
        audio.Missing.ShouldBe(0);
        audio.TimestampsBack.ShouldBe(0);
        audio.PcmuPackets.ShouldBeGreaterThan(145);
        relay.Told<RelayEvent.PhoneChanged>().Select(told => told.State)
            .ShouldBe([PhoneLegState.Dialing, PhoneLegState.Ringing, PhoneLegState.Answered, PhoneLegState.Waiting, PhoneLegState.Live]);
        relay.Told<RelayEvent.PhoneChanged>().ShouldAllBe(told => told.ParticipantId == "caller" && told.Peer == "leg");
    }

    [Fact]
    public void What_the_host_hears_of_a_phone_is_as_loud_as_it_was_said()
    {
        using var relay = new VirtualRelay();
        JoinListening(relay, People.WithVoice(0), _heardByHost);
        var phone = new VirtualPhone(relay, "caller");
        phone.ComeIn();
        phone.Run(Second * 3);

        _heardByHost.ShouldHold(PhoneSounds.Phone);
    }

    [Fact]
    public void Two_phones_hear_each_other()
    {
        using var relay = new VirtualRelay();
        var one = new VirtualPhone(relay, "therapist");
        one.ComeIn();
        var other = new VirtualPhone(relay, "client") { Says = PhoneSounds.Of(PhoneSounds.OtherPhone), Address = SessionRelay.Wire.TransportAddress.FromIPv4(0x0A00_0901, 30_002) };
        other.ComeIn();
        var end = relay.Now + (Second * 3);
        while (relay.Now < end)
        {
            one.Run(TimeSpan.FromMilliseconds(10));
            other.Run(TimeSpan.FromMilliseconds(10));
        }

        one.Heard.ShouldHold(PhoneSounds.OtherPhone);
        one.Heard.ShouldNotHold(PhoneSounds.Phone);
        other.Heard.ShouldHold(PhoneSounds.Phone);
        other.Heard.ShouldNotHold(PhoneSounds.OtherPhone);
    }

    [Fact]
    public void Who_still_sends_opus_is_not_heard_and_who_is_muted_neither()
    {
        using var relay = new VirtualRelay();
        var muted = relay.Join(People.WithVoice(0));
        relay.Join(People.WithVoice(1)); // Opus
        relay.Run(Second);
        var phone = new VirtualPhone(relay, "caller") { Says = null };
        muted.Person.Speak(PhoneSounds.Of(PhoneSounds.First));
        relay.SetMedia(muted, new SendingMedia(false, false, false));
        phone.ComeIn();
        phone.Run(Second * 2);
        phone.Heard.TakeLast(8_000).ShouldAllBe(sample => Math.Abs((int)sample) <= 8);

        relay.SetMedia(muted, new SendingMedia(true, false, false));
        phone.Run(Second * 2);
        phone.Heard.ShouldHold(PhoneSounds.First);
    }

    [Fact]
    public void With_no_pair_left_the_phone_is_heard_where_the_microphone_was()
    {
        using var relay = new VirtualRelay();
        var host = JoinListening(relay, People.WithVoice(0, slots: 1), _heardByHost);
        relay.Join(People.WithVoice(1, slots: 1), id: "caller");
        relay.Run(Second);
        var phone = new VirtualPhone(relay, "caller");
        phone.ComeIn();
        phone.Run(Second * 2);

        host.Slots.ShouldAllBe(slot => slot.ParticipantId == "caller" && slot.Source == SlotSource.Camera);
        host.Slots.Single(slot => slot.Kind == MediaKind.Audio).Paused.ShouldBe(SlotPause.None);
        _heardByHost.ShouldHold(PhoneSounds.Phone);
    }

    [Fact]
    public void A_phone_that_stays_on_goes_on_without_a_gap_when_its_own_packets_are_lost()
    {
        using var relay = new VirtualRelay();
        var host = JoinListening(relay, People.WithVoice(0), _heardByHost);
        var phone = new VirtualPhone(relay, "caller");
        phone.ComeIn();
        phone.Run(Second);
        phone.Says = null;
        phone.Run(Second * 5);
        phone.Says = PhoneSounds.Of(PhoneSounds.Phone);
        phone.Run(Second * 2);

        var audio = host.Person.Audio[0];
        audio.Missing.ShouldBe(0);
        audio.TimestampsBack.ShouldBe(0);
        _heardByHost.ShouldHold(PhoneSounds.Phone);
    }
}
