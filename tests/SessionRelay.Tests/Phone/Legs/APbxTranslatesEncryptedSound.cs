using System.Net;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using SessionRelay.Tests.Phone.Sip;
using static SessionRelay.Tests.Phone.Sip.SippScenario;

namespace SessionRelay.Tests.Phone.Legs;

/// <summary>
/// A PBX that this project did not write: kamailio by TLS with digest authentication, and rtpengine, which makes the trunk's SDES-SRTP into plain RTP for the phones behind it, whose
/// SIP is sipp's.
/// </summary>
public sealed class APbxTranslatesEncryptedSound
{
    private const string First = "+493012345";
    private const string Second = "+493012346";

    [Fact]
    public async Task Two_phones_behind_it_hear_each_other_and_are_hung_up()
    {
        Assert.SkipWhen(KamailioPbx.Missing is not null, KamailioPbx.Missing ?? "");
        using var one = new SocketPhone();
        using var two = new SocketPhone(tone: PhoneSounds.OtherPhone);
        using var sippOne = Phone(one);
        using var sippTwo = Phone(two);
        using var pbx = new KamailioPbx((First, sippOne.Port), (Second, sippTwo.Port));
        await using var line = PhoneLine.Start(
            new PhoneLineOptions
            {
                Server = pbx.Server,
                Transport = PhoneTransport.Tls,
                RequiresSrtp = true,
                TrustedCertificates = [pbx.Authority],
                User = KamailioPbx.User,
                Password = KamailioPbx.Password,
                CallerId = "+4930999",
            },
            PhonePrompts.Load(null), NullLoggerFactory.Instance, TimeProvider.System);
        await using var relay = Relay();
        var channel = Channel.CreateUnbounded<RelayEvent>();
        var events = new EventWatch(channel.Reader);
        var room = await relay.OpenRoomAsync("room", channel.Writer);
        foreach (var (leg, number, phone) in new[] { ("one", First, one), ("two", Second, two) })
        {
            await room.CallPhoneAsync(line, new PhoneCallRequest(leg, leg, number, null));
            await events.Until(PhoneLegState.Answered);
            phone.Press('1');
            await events.Until(PhoneLegState.Waiting);
            await room.AdmitPhoneAsync(leg, leg);
            await events.Until(PhoneLegState.Live);
        }

        await one.Listen(150);
        await two.Listen(50);
        one.Heard.ShouldHoldForAWhile(PhoneSounds.OtherPhone);
        one.Heard.ShouldNotHold(PhoneSounds.Phone);
        two.Heard.ShouldHoldForAWhile(PhoneSounds.Phone);
        two.Heard.ShouldNotHold(PhoneSounds.OtherPhone);
        line.IsReachable.ShouldBe(true);
        foreach (var leg in new[] { "one", "two" })
        {
            await room.HangUpPhoneAsync(leg, leg);
            await events.Until(PhoneLegState.HungUp);
        }

        await sippOne.IsContent();
        await sippTwo.IsContent();
    }

    [Theory]
    [InlineData("+493099999", KamailioPbx.Password, PhoneLegState.WrongNumber)]
    [InlineData(First, "another password", PhoneLegState.Failed)]
    public async Task What_it_refuses_is_told_for_what_it_is(string number, string password, PhoneLegState state)
    {
        Assert.SkipWhen(KamailioPbx.Missing is not null, KamailioPbx.Missing ?? "");
        using var pbx = new KamailioPbx((First, 9));
        await using var line = PhoneLine.Start(
            new PhoneLineOptions { Server = pbx.Server, Transport = PhoneTransport.Tls, RequiresSrtp = true, TrustedCertificates = [pbx.Authority], User = KamailioPbx.User, Password = password },
            PhonePrompts.Load(null), NullLoggerFactory.Instance, TimeProvider.System);
        await using var relay = Relay();
        var channel = Channel.CreateUnbounded<RelayEvent>();
        var room = await relay.OpenRoomAsync("room", channel.Writer);
        await room.CallPhoneAsync(line, new PhoneCallRequest("caller", "leg", number, null));
        await new EventWatch(channel.Reader).Until(state);
    }

    [Fact]
    public async Task It_takes_no_call_in_the_clear()
    {
        Assert.SkipWhen(KamailioPbx.Missing is not null, KamailioPbx.Missing ?? "");
        using var pbx = new KamailioPbx((First, 9));
        await using var line = PhoneLine.Start(
            new PhoneLineOptions { Server = pbx.Server, Transport = PhoneTransport.Tls, TrustedCertificates = [pbx.Authority], User = KamailioPbx.User, Password = KamailioPbx.Password },
            PhonePrompts.Load(null), NullLoggerFactory.Instance, TimeProvider.System);
        await using var relay = Relay();
        var channel = Channel.CreateUnbounded<RelayEvent>();
        var room = await relay.OpenRoomAsync("room", channel.Writer);
        await room.CallPhoneAsync(line, new PhoneCallRequest("caller", "leg", First, null));
        await new EventWatch(channel.Reader).Until(PhoneLegState.Failed);
    }

    private static Relay Relay() => SessionRelay.Relay.Start(new RelayOptions { UdpPort = 0, Shards = 1, PublicAddresses = [IPAddress.Loopback] }, NullLoggerFactory.Instance, TimeProvider.System);

    private static SippProcess Phone(SocketPhone phone) =>
        new("<recv request=\"INVITE\" rrs=\"true\"/>" + Send(100) + Routed(Send(180)) + Routed(Send(200, Media.Replace("20000", $"{phone.Port}"))) + TakeAck + TakeBye + Send(200));

    /// <summary>What a PBX has written down of its way is said again, so that what follows comes by it.</summary>
    private static string Routed(string send) => send.Replace("[last_Call-ID:]", "[last_Record-Route:]\n[last_Call-ID:]");
}
