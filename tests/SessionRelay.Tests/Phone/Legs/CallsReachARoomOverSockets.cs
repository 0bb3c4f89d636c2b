using System.Net;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using SessionRelay.LoadTests.People;
using SessionRelay.Net;
using SessionRelay.Routing;
using SessionRelay.Tests.Phone.Sip;
using SessionRelay.Tests.Sessions;
using static SessionRelay.Tests.Phone.Sip.SippScenario;

namespace SessionRelay.Tests.Phone.Legs;

/// <summary>The whole way with threads and sockets: sipp is the trunk, a socket the phone's sound, a virtual person the browser.</summary>
public sealed class CallsReachARoomOverSockets
{
    private static readonly PhonePrompts Prompts = PhonePrompts.Load(null);

    // OPTIONS has a Call-ID of its own, and for sipp that is a call.
    private static string WithOptions(string afterInvite) =>
        "<recv request=\"OPTIONS\" optional=\"true\" next=\"options\"/>" + TakeInvite + afterInvite + "<nop next=\"end\"/>"
        + "<label id=\"options\"/>" + Send(200) + "<label id=\"end\"/>";

    private static PhoneLine Line(SippProcess sipp, PhoneTransport transport = PhoneTransport.Udp) =>
        PhoneLine.Start(new PhoneLineOptions { Server = sipp.Server, Transport = transport, User = "relay", Password = "secret", CallerId = "+4930999" }, Prompts, NullLoggerFactory.Instance, TimeProvider.System);

    private static Relay Relay() => SessionRelay.Relay.Start(new RelayOptions { UdpPort = 0, Shards = 1, PublicAddresses = [IPAddress.Loopback] }, NullLoggerFactory.Instance, TimeProvider.System);

    [Theory]
    [InlineData(PhoneTransport.Udp)]
    [InlineData(PhoneTransport.Tcp)]
    public async Task A_phone_is_called_presses_1_is_admitted_and_speaks_with_a_browser(PhoneTransport transport)
    {
        using var phone = new SocketPhone();
        using var sipp = new SippProcess(WithOptions(Send(100) + Send(180) + Send(200, Media.Replace("20000", $"{phone.Port}")) + TakeAck + TakeBye + Send(200)), calls: 2, transport == PhoneTransport.Udp ? "u1" : "t1");
        await using var line = Line(sipp, transport);
        await using var relay = Relay();
        var channel = Channel.CreateUnbounded<RelayEvent>();
        var events = new EventWatch(channel.Reader);
        var room = await relay.OpenRoomAsync("room", channel.Writer);
        using var crowd = new Crowd(new MonotonicClock(TimeProvider.System), new SocketPerMember());
        var member = crowd.Add(its => new VirtualPerson(People.WithVoice(0), VirtualRelay.Certificate, its, new PacketBlockPool(), its.Local));
        var host = (VirtualPerson)member.Endpoint;
        var reply = await room.ConnectAsync(new ConnectRequest("host", "p", 0, host.Offer(), new SendingMedia(true, true, true), new SendingMedia(true, false, false)));
        host.TakeAnswer(reply.Sdp, crowd.Clock.Now);
        var heard = new List<short>();
        host.Audio[0].Heard = samples => heard.AddRange(samples);
        host.Speak(PhoneSounds.Of(PhoneSounds.First));
        crowd.Settle(member);
        crowd.Flush();
        crowd.Start();
        await events.Until<RelayEvent.PathLive>(live => live.ParticipantId == "host");

        await room.CallPhoneAsync(line, new PhoneCallRequest("caller", "leg-1", "+493012345", "es"));
        await events.Until(PhoneLegState.Ringing);
        await events.Until(PhoneLegState.Answered);
        phone.Press('1');
        await events.Until(PhoneLegState.Waiting);
        phone.Heard.ShouldNotHold(PhoneSounds.First);
        await room.AdmitPhoneAsync("caller", "leg-1");
        await events.Until(PhoneLegState.Live);

        await phone.Listen(150);
        phone.Heard.ShouldHoldForAWhile(PhoneSounds.First);
        phone.Heard.ShouldNotHold(PhoneSounds.Phone);
        (await crowd.AskAsync(_ => heard.ToList())).ShouldHoldForAWhile(PhoneSounds.Phone);
        line.IsReachable.ShouldBe(true);
        await room.HangUpPhoneAsync("caller", "leg-1");
        await events.Until(PhoneLegState.HungUp);
        await sipp.IsContent();
        await room.CloseAsync();
        events.Seen.OfType<RelayEvent.PhoneChanged>().ShouldAllBe(change => change.ParticipantId == "caller" && change.Peer == "leg-1");
        events.Seen.OfType<RelayEvent.PhoneChanged>().First().State.ShouldBe(PhoneLegState.Dialing);
    }

    [Fact]
    public async Task Over_tls_with_srtp_two_phones_speak_and_the_line_hangs_up_what_is_left()
    {
        using var first = new TlsPbx();
        using var second = new TlsPbx();
        await using var relay = Relay();
        var channel = Channel.CreateUnbounded<RelayEvent>();
        var events = new EventWatch(channel.Reader);
        var room = await relay.OpenRoomAsync("room", channel.Writer);
        var lines = new List<PhoneLine>();
        foreach (var (pbx, leg) in new[] { (first, "one"), (second, "two") })
        {
            var line = PhoneLine.Start(
                new PhoneLineOptions { Server = pbx.Server, Transport = PhoneTransport.Tls, RequiresSrtp = true, TrustedCertificates = [pbx.Certificate] }, Prompts, NullLoggerFactory.Instance, TimeProvider.System);
            lines.Add(line);
            await room.CallPhoneAsync(line, new PhoneCallRequest(leg, leg, "+493012345", null));
            await events.Until(PhoneLegState.Answered);
            (await pbx.Answered).Press('1');
            await events.Until(PhoneLegState.Waiting);
            await room.AdmitPhoneAsync(leg, leg);
            await events.Until(PhoneLegState.Live);
        }

        var (one, two) = (await first.Answered, await second.Answered);
        await one.Listen(150);
        one.Heard.ShouldHoldForAWhile(PhoneSounds.Phone);
        two.Heard.ShouldHoldForAWhile(PhoneSounds.Phone);
        foreach (var line in lines)
            await line.DisposeAsync();
        await events.Until(PhoneLegState.HungUp);
        await events.Until(PhoneLegState.HungUp);
        await first.Ended.WaitAsync(TimeSpan.FromSeconds(30));
        await second.Ended.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_certificate_that_nobody_has_signed_is_not_believed()
    {
        using var pbx = new TlsPbx();
        await using var line = PhoneLine.Start(new PhoneLineOptions { Server = pbx.Server, Transport = PhoneTransport.Tls }, Prompts, NullLoggerFactory.Instance, TimeProvider.System);
        await using var relay = Relay();
        var channel = Channel.CreateUnbounded<RelayEvent>();
        var room = await relay.OpenRoomAsync("room", channel.Writer);
        await room.CallPhoneAsync(line, new PhoneCallRequest("caller", "leg", "+493012345", null));
        await new EventWatch(channel.Reader).Until(PhoneLegState.Unreachable);
        pbx.Answered.IsCompleted.ShouldBeFalse();
    }

    [Theory]
    [InlineData(486, PhoneLegState.Busy)]
    [InlineData(603, PhoneLegState.Declined)]
    [InlineData(404, PhoneLegState.WrongNumber)]
    [InlineData(480, PhoneLegState.Unreachable)]
    [InlineData(403, PhoneLegState.Failed)]
    public async Task A_refusal_is_told_for_what_it_is(int status, PhoneLegState state)
    {
        using var sipp = new SippProcess(WithOptions(Send(100) + Send(status) + TakeAck), calls: 2);
        await using var line = Line(sipp);
        await using var relay = Relay();
        var channel = Channel.CreateUnbounded<RelayEvent>();
        var room = await relay.OpenRoomAsync("room", channel.Writer);
        await room.CallPhoneAsync(line, new PhoneCallRequest("caller", "leg", "+493012345", null));
        await new EventWatch(channel.Reader).Until(state);
        await sipp.IsContent();
    }

    [Fact]
    public async Task A_person_who_hangs_up_ends_the_leg()
    {
        using var phone = new SocketPhone();
        using var sipp = new SippProcess(WithOptions(Send(200, Media.Replace("20000", $"{phone.Port}")) + TakeAck + Request("BYE", 1) + "<recv response=\"200\"/>"), calls: 2);
        await using var line = Line(sipp);
        await using var relay = Relay();
        var channel = Channel.CreateUnbounded<RelayEvent>();
        var room = await relay.OpenRoomAsync("room", channel.Writer);
        await room.CallPhoneAsync(line, new PhoneCallRequest("caller", "leg", "+493012345", null));
        await new EventWatch(channel.Reader).Until(PhoneLegState.HungUp);
        await sipp.IsContent();
    }

    [Fact]
    public async Task A_room_that_closes_gives_a_ringing_call_up()
    {
        using var sipp = new SippProcess(WithOptions(Send(180) + "<recv request=\"CANCEL\"/>" + Send(200)), calls: 2);
        await using var line = Line(sipp);
        await using var relay = Relay();
        var channel = Channel.CreateUnbounded<RelayEvent>();
        var events = new EventWatch(channel.Reader);
        var room = await relay.OpenRoomAsync("room", channel.Writer);
        await room.CallPhoneAsync(line, new PhoneCallRequest("caller", "leg", "+493012345", null));
        await events.Until(PhoneLegState.Ringing);
        await room.CloseAsync();
        await events.Until(PhoneLegState.HungUp);
        await sipp.IsContent();
    }

    [Fact]
    public async Task A_trunk_whose_name_leads_nowhere_makes_calls_unreachable_and_stops_nothing()
    {
        await using var line = PhoneLine.Start(new PhoneLineOptions { Server = "trunk.invalid" }, Prompts, NullLoggerFactory.Instance, TimeProvider.System);
        await using var relay = Relay();
        var channel = Channel.CreateUnbounded<RelayEvent>();
        var events = new EventWatch(channel.Reader);
        var room = await relay.OpenRoomAsync("room", channel.Writer);
        await room.CallPhoneAsync(line, new PhoneCallRequest("caller", "leg", "+493012345", null));
        await events.Until(PhoneLegState.Unreachable);
        line.IsReachable.ShouldBe(false);
        await room.CallPhoneAsync(line, new PhoneCallRequest("caller", "leg-2", "+493012345", null));
        (await events.Until(PhoneLegState.Unreachable)).Peer.ShouldBe("leg-2");
    }

    [Theory]
    [InlineData("0301234")]
    [InlineData("+0301234")]
    [InlineData("+49301234567890123")]
    [InlineData("+49 30 1234")]
    [InlineData("")]
    public async Task What_is_no_number_is_never_dialed(string number)
    {
        await using var line = PhoneLine.Start(new PhoneLineOptions { Server = "trunk.invalid" }, Prompts, NullLoggerFactory.Instance, TimeProvider.System);
        await using var relay = Relay();
        var channel = Channel.CreateUnbounded<RelayEvent>();
        var room = await relay.OpenRoomAsync("room", channel.Writer);
        await room.CallPhoneAsync(line, new PhoneCallRequest("caller", "leg", number, null));
        await new EventWatch(channel.Reader).Until(PhoneLegState.WrongNumber);
    }

    [Theory]
    [InlineData("")]
    [InlineData("trunk:0")]
    [InlineData("trunk:65536")]
    [InlineData("a b")]
    [InlineData("[::1")]
    public void What_is_no_server_is_refused_at_once(string server) =>
        Should.Throw<ArgumentException>(() => PhoneLine.Start(new PhoneLineOptions { Server = server }, Prompts, NullLoggerFactory.Instance, TimeProvider.System));

    [Fact]
    public void Srtp_without_tls_is_refused_at_once() =>
        Should.Throw<ArgumentException>(() => PhoneLine.Start(new PhoneLineOptions { Server = "trunk", RequiresSrtp = true }, Prompts, NullLoggerFactory.Instance, TimeProvider.System));
}
