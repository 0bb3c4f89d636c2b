using SessionRelay.Phone.Audio;
using SessionRelay.Routing;
using SessionRelay.Tests.Sessions;

namespace SessionRelay.Tests.Phone.Legs;

public sealed class PhonesFindAPlaceInAFullRoom
{
    [Fact]
    public void Microphones_leave_places_of_the_mix_to_phones()
    {
        using var relay = new VirtualRelay();
        for (var i = 0; i < PhoneBridge.MaxMicrophones + 4; i++)
            relay.Join(People.WithVoice(i, slots: 1));
        new VirtualPhone(relay, "first").ComeIn();
        for (var i = 1; i < Mixer.MaxInputs - PhoneBridge.MaxMicrophones; i++)
        {
            var phone = new VirtualPhone(relay, $"caller-{i}");
            phone.Answer();
            phone.Leg.State.ShouldBe(PhoneLegState.Answered);
        }

        var last = new VirtualPhone(relay, "last");
        last.Answer();
        last.Leg.State.ShouldBe(PhoneLegState.Failed, "all places are taken");
    }
}
