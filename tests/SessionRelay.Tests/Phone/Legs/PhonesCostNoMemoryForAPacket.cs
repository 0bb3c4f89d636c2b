using SessionRelay.Tests.Dtls;
using SessionRelay.Tests.Sessions;

namespace SessionRelay.Tests.Phone.Legs;

/// <summary>A session with a phone in it allocates nothing: not for the phone's packets, not for a tick, not for the browsers' PCMU.</summary>
[Collection(nameof(MeasuredAlone))]
public sealed class PhonesCostNoMemoryForAPacket
{
    [Fact]
    public void Over_twenty_seconds_of_talk()
    {
        using var relay = new VirtualRelay();
        for (var number = 0; number < 3; number++)
            relay.Join(People.WithVoice(number, slots: 4));
        relay.Run(TimeSpan.FromSeconds(2));
        foreach (var guest in relay.Guests)
            guest.Person.Speak(PhoneSounds.Of(PhoneSounds.First));
        var phone = new VirtualPhone(relay, "caller") { Listens = false };
        phone.ComeIn();
        phone.Run(TimeSpan.FromSeconds(12)); // what grows has grown
        var counters = relay.Shard.Counters;
        var (allocated, received, sent) = (relay.AllocatedByShard, phone.AllocatedByLeg, counters.PacketsOutAudio);

        phone.Run(TimeSpan.FromSeconds(20));

        (relay.AllocatedByShard - allocated).ShouldBe(0);
        (phone.AllocatedByLeg - received).ShouldBe(0);
        (counters.PacketsOutAudio - sent).ShouldBeGreaterThan(9_000, "three browsers hear three others, and the phone is sent to");
    }
}
