using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using SessionRelay.LoadTests.People;
using SessionRelay.Net;
using SessionRelay.Routing;
using SessionRelay.Tests.Sessions;

namespace SessionRelay.Tests.Net;

/// <summary>The whole relay with its threads and ports: two people in a call over real sockets, on both shards.</summary>
public sealed class RelayOverSocketsTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task Two_people_see_and_hear_each_other_over_real_sockets_and_events_tell_of_it(string address)
    {
        var announced = IPAddress.Parse(address);
        await using var relay = Relay.Start(new RelayOptions { UdpPort = 0, Shards = 2, PublicAddresses = [announced] }, NullLoggerFactory.Instance, TimeProvider.System);
        var events = Channel.CreateUnbounded<RelayEvent>();
        var room = await relay.OpenRoomAsync("room", events.Writer);
        var clock = new MonotonicClock(TimeProvider.System);
        using var crowd = new Crowd(clock, announced.AddressFamily == AddressFamily.InterNetwork ? new SharedPort() : new SocketPerMember());
        var pool = new PacketBlockPool();
        var people = new List<VirtualPerson>();
        for (var number = 0; number < 2; number++)
        {
            var settings = new PersonSettings { Number = number, Camera = [VideoEncoding.Single], Slots = 1 };
            var member = crowd.Add(its => new VirtualPerson(settings, VirtualRelay.Certificate, its, pool, its.Local));
            var person = (VirtualPerson)member.Endpoint;
            people.Add(person);
            var reply = await room.ConnectAsync(new ConnectRequest($"person-{number}", "p", 0, person.Offer(), new SendingMedia(true, true, true), new SendingMedia(true, true, false)));
            reply.Refusal.ShouldBeNull(reply.Reason);
            person.TakeAnswer(reply.Sdp, clock.Now);
            crowd.Settle(member);
            crowd.Flush();
        }

        var end = clock.Now + Bound;
        crowd.Run(now => now > end || people.All(person => person.Video[0].ShownFrames > 30 && person.Audio[0].Packets > 50));

        foreach (var person in people)
        {
            person.Video[0].ShownFrames.ShouldBeGreaterThan(30);
            person.Video[0].PictureJumps.ShouldBe(0);
            person.Audio[0].LastSender.ShouldBe(1 - person.Settings.Number);
        }

        var counters = relay.ReadCounters();
        counters.PacketsOutVideo.ShouldBeGreaterThan(300);
        counters.Peers.ShouldBe(2);
        counters.DtlsHandshakeSeconds.Count.ShouldBe(2);
        counters.Drops.Sum().ShouldBe(0);
        await room.DisconnectAsync("person-0");
        await room.CloseAsync();
        var told = await events.Reader.ReadAllAsync().ToListAsync();
        told.OfType<RelayEvent.PathLive>().Select(live => live.ParticipantId).ShouldBe(["person-0", "person-1"], ignoreOrder: true);
        relay.ReadCounters().Peers.ShouldBe(0);
    }

    /// <summary>ICE, DTLS and SRTP over a framed stream, both ways: one person on TCP alone, the other on UDP.</summary>
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task A_person_on_tcp_and_one_on_udp_see_and_hear_each_other(string address)
    {
        var announced = IPAddress.Parse(address);
        await using var relay = Relay.Start(
            new RelayOptions { UdpPort = 0, TcpPort = 0, Shards = 1, PublicAddresses = [announced] }, NullLoggerFactory.Instance, TimeProvider.System);
        relay.TcpAddresses.ShouldHaveSingleItem().Address.ShouldBe(announced);
        var events = Channel.CreateUnbounded<RelayEvent>();
        var room = await relay.OpenRoomAsync("room", events.Writer);
        var clock = new MonotonicClock(TimeProvider.System);
        using var overTcp = new Crowd(clock, new TcpPerMember());
        using var overUdp = new Crowd(clock, new SocketPerMember());
        var people = new List<VirtualPerson>();
        foreach (var crowd in new[] { overTcp, overUdp })
        {
            var pool = new PacketBlockPool();
            var settings = new PersonSettings { Number = people.Count, Camera = [VideoEncoding.Single], Slots = 1 };
            var member = crowd.Add(its => new VirtualPerson(settings, VirtualRelay.Certificate, its, pool, its.Local));
            var person = (VirtualPerson)member.Endpoint;
            people.Add(person);
            var reply = await room.ConnectAsync(new ConnectRequest($"person-{settings.Number}", "p", 0, person.Offer(), new SendingMedia(true, true, true), new SendingMedia(true, true, false)));
            reply.Sdp.Split("\r\n").Count(line => line.StartsWith("a=candidate:") && line.EndsWith(" tcptype passive")).ShouldBe(1);
            person.TakeAnswer(reply.Sdp, clock.Now);
            crowd.Settle(member);
            crowd.Flush();
        }

        overUdp.Start();
        var end = clock.Now + Bound;
        overTcp.Run(now => now > end || (people[0].Video[0].ShownFrames > 30 && people[0].Audio[0].Packets > 50 && relay.ReadCounters().PacketsOutVideo > 300));

        var watched = await overUdp.AskAsync(_ => (people[1].Video[0].ShownFrames, people[1].Audio[0].LastSender));
        watched.ShownFrames.ShouldBeGreaterThan(20);
        watched.LastSender.ShouldBe(0);
        people[0].Video[0].ShownFrames.ShouldBeGreaterThan(30);
        people[0].Video[0].PictureJumps.ShouldBe(0);
        people[0].Audio[0].LastSender.ShouldBe(1);
        var counters = relay.ReadCounters();
        counters.TcpConnections.ShouldBe(1);
        counters.TcpSendDrops.ShouldBe(0);
        counters.Drops.Sum().ShouldBe(0);
        await room.CloseAsync();
        var told = await events.Reader.ReadAllAsync().ToListAsync();
        told.OfType<RelayEvent.PathLive>().OrderBy(live => live.ParticipantId).Select(live => live.OverTcp).ShouldBe([true, false]);
    }

    [Fact]
    public async Task Without_a_tcp_port_no_tcp_is_announced_or_counted()
    {
        await using var relay = Relay.Start(new RelayOptions { UdpPort = 0, Shards = 1, PublicAddresses = [IPAddress.Loopback] }, NullLoggerFactory.Instance, TimeProvider.System);
        relay.TcpAddresses.ShouldBeEmpty();
        relay.ReadCounters().TcpConnections.ShouldBeNull();
    }

    [Fact]
    public async Task Announces_every_address_of_this_machine_that_others_may_reach()
    {
        await using var relay = Relay.Start(new RelayOptions { UdpPort = 0, Shards = 1 }, NullLoggerFactory.Instance, TimeProvider.System);
        var room = await relay.OpenRoomAsync("room", Channel.CreateUnbounded<RelayEvent>().Writer);
        using var crowd = new Crowd(new MonotonicClock(TimeProvider.System));
        var person = (VirtualPerson)crowd.Add(its => new VirtualPerson(new PersonSettings { Number = 0, Slots = 1 }, VirtualRelay.Certificate, its, new PacketBlockPool(), its.Local)).Endpoint;
        var reply = await room.ConnectAsync(new ConnectRequest("a", "p", 0, person.Offer(), default, default));

        var announced = reply.Sdp.Split('\n').Where(line => line.StartsWith("a=candidate:")).Select(line => IPAddress.Parse(line.Split(' ')[4])).ToList();

        var own = NetworkInterface.GetAllNetworkInterfaces().Where(network => network.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown)
            .SelectMany(network => network.GetIPProperties().UnicastAddresses).Select(unicast => unicast.Address)
            .Where(address => !IPAddress.IsLoopback(address) && !address.IsIPv6LinkLocal).ToList();
        announced.ShouldBe(own.Count > 0 ? own : [IPAddress.Loopback], ignoreOrder: true);
        announced.Select(address => address.AddressFamily).ShouldBe(announced.Select(address => address.AddressFamily).Order(), "IPv4 first");
    }

    [Fact]
    public async Task The_same_room_cannot_be_open_twice_and_can_be_opened_again_after_it_was_closed()
    {
        await using var relay = Relay.Start(new RelayOptions { UdpPort = 0, Shards = 1, PublicAddresses = [IPAddress.Loopback] }, NullLoggerFactory.Instance, TimeProvider.System);
        var first = await relay.OpenRoomAsync("room", Channel.CreateUnbounded<RelayEvent>().Writer);
        await Should.ThrowAsync<InvalidOperationException>(() => relay.OpenRoomAsync("room", Channel.CreateUnbounded<RelayEvent>().Writer));
        await first.CloseAsync();
        var again = await relay.OpenRoomAsync("room", Channel.CreateUnbounded<RelayEvent>().Writer);
        again.Id.ShouldBe("room");
        relay.ReadCounters().Rooms.ShouldBe(1);
    }

    [Fact]
    public async Task A_bad_offer_names_line_and_reason_and_a_stopped_relay_refuses()
    {
        var relay = Relay.Start(new RelayOptions { UdpPort = 0, Shards = 1, PublicAddresses = [IPAddress.Loopback] }, NullLoggerFactory.Instance, TimeProvider.System);
        var room = await relay.OpenRoomAsync("room", Channel.CreateUnbounded<RelayEvent>().Writer);
        var bad = await room.ConnectAsync(new ConnectRequest("a", "p", 0, "v=0\r\nnonsense", default, default));
        bad.Refusal.ShouldBe("bad-offer");
        bad.Reason.ShouldStartWith("line ");
        await relay.DisposeAsync();

        using var crowd = new Crowd(new MonotonicClock(TimeProvider.System));
        var person = (VirtualPerson)crowd.Add(its => new VirtualPerson(new PersonSettings { Number = 0, Slots = 1 }, VirtualRelay.Certificate, its, new PacketBlockPool(), its.Local)).Endpoint;
        var late = await room.ConnectAsync(new ConnectRequest("a", "p", 0, person.Offer(), default, default));
        late.Refusal.ShouldBe("session-ended");
        await room.DisconnectAsync("a");
        await room.CloseAsync();
    }

    [Fact]
    public void More_shards_than_ports_are_left_is_said_in_one_line() =>
        Should.Throw<RelayStartException>(() => Relay.Start(new RelayOptions { UdpPort = 65535, Shards = 2 }, NullLoggerFactory.Instance, TimeProvider.System))
            .Code.ShouldBe("address-unusable");

    [Fact]
    public void More_shards_than_tcp_ports_are_left_is_said_too() =>
        Should.Throw<RelayStartException>(() => Relay.Start(new RelayOptions { UdpPort = 0, TcpPort = 65535, Shards = 2 }, NullLoggerFactory.Instance, TimeProvider.System))
            .Message.ShouldContain("Relay:Tcp:Port");
}
