using SessionRelay.Tests.Sessions;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Phone.Legs;

/// <summary>What is pressed on the phone of a host who came in by a PIN is told, and what is announced to them is heard by nobody else.</summary>
public sealed class AHostSKeysAreTold
{
    private const string Pin = "271828";

    [Fact]
    public void Keys_are_told_from_admission_on_at_most_two_a_second()
    {
        using var relay = new VirtualRelay();
        var phone = HostIn(relay);
        relay.Told<RelayEvent.PhoneKey>().ShouldBeEmpty("the PIN is told to nobody");
        phone.Press('1');
        phone.Press('2');
        phone.Run(TimeSpan.FromSeconds(1));
        phone.Press('3');
        relay.Told<RelayEvent.PhoneKey>().Select(key => (key.ParticipantId, key.Peer, key.Key)).ShouldBe([("therapist", "host", '1'), ("therapist", "host", '3')]);
    }

    [Fact]
    public void Who_came_in_by_1_has_no_keys()
    {
        using var relay = new VirtualRelay();
        var phone = new VirtualPhone(relay, "caller");
        phone.ComeIn();
        phone.Run(TimeSpan.FromSeconds(1));
        phone.Press('1');
        relay.Told<RelayEvent.PhoneKey>().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(PhoneAnnouncement.Knock)]
    [InlineData(PhoneAnnouncement.Warning)] // what there is to know of somebody is not theirs to hear
    public void What_is_announced_reaches_the_host_alone_over_what_is_said(PhoneAnnouncement words)
    {
        using var relay = new VirtualRelay();
        var phone = HostIn(relay);
        phone.Says = null;
        var other = new VirtualPhone(relay, "caller", "other") { Address = TransportAddress.FromIPv4(0x0A00_0901, 30_002) };
        other.ComeIn();
        Run(2);
        phone.Forget();
        other.Forget();
        relay.Room.AnnounceOnPhone("therapist", "host", words);
        relay.Room.AnnounceOnPhone("therapist", "another", PhoneAnnouncement.Missed);
        Run(3);

        phone.Heard.ShouldHold(PhoneSounds.Phone);
        var loudest = phone.Heard.Max(sample => Math.Abs((int)sample));
        loudest.ShouldBeGreaterThan(PhoneSounds.Amplitude + 1_500, "words over the tone");
        other.Heard.Max(sample => Math.Abs((int)sample)).ShouldBeLessThan(100);

        void Run(int seconds)
        {
            for (var i = 0; i < seconds * 50; i++)
            {
                other.Run(TimeSpan.FromMilliseconds(10));
                phone.Run(TimeSpan.FromMilliseconds(10));
            }
        }
    }

    private static VirtualPhone HostIn(VirtualRelay relay)
    {
        var phone = new VirtualPhone(relay, "therapist", "host", pin: Pin);
        phone.Answer();
        phone.Run(TimeSpan.FromMilliseconds(100));
        foreach (var digit in Pin)
        {
            phone.Leg.State.ShouldBe(PhoneLegState.Answered);
            phone.Press(digit);
            phone.Run(TimeSpan.FromMilliseconds(200));
        }

        phone.Leg.State.ShouldBe(PhoneLegState.Waiting);
        relay.Room.AdmitPhone("therapist", "host", relay.Now);
        phone.Leg.State.ShouldBe(PhoneLegState.Live);
        return phone;
    }
}
