using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using SessionRelay.Net;
using SessionRelay.Tests.Dtls;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Net;

/// <summary>The TCP port against real sockets on loopback; what it does by time is told the time.</summary>
[Collection(nameof(MeasuredAlone))]
public sealed class TcpPortTests : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);
    private static readonly byte[] Check = [0, 1, 0, 0];

    private readonly TcpPort _port = TcpPort.Bind(0);
    private readonly MonotonicClock _clock = new(TimeProvider.System);
    private readonly List<Socket> _clients = [];

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void Datagrams_go_both_ways_and_know_their_path(string address)
    {
        var client = Connect(address);
        client.Send(Framed(Check));
        var (bytes, path) = Next();
        bytes.ShouldBe(Check);
        path.Remote.ToIPEndPoint().ShouldBe((IPEndPoint)client.LocalEndPoint!);
        path.Local.ToIPEndPoint().ShouldBe((IPEndPoint)client.RemoteEndPoint!);
        path.Remote.Protocol.ShouldBe(TransportProtocol.Tcp);

        _port.Send(path, [7, 8, 9]);
        _port.Send(path, [10]);
        _port.Flush();
        Receive(client, 8).ShouldBe([0, 3, 7, 8, 9, 0, 1, 10]);
    }

    [Fact]
    public void A_stranger_is_closed_when_the_time_is_over_and_who_was_answered_stays()
    {
        var (stranger, person) = (Connect(), Connect());
        stranger.Send(Framed(Check));
        Next();
        Prove(person);
        _port.Sweep(_clock.Now + TcpConnections.ProofBound);
        ShouldBeClosed(stranger);
        _port.Closed(TcpCloseReason.Unproven).ShouldBe(1);
        _port.Count.ShouldBe(1);

        _port.Sweep(_clock.Now + TcpConnections.ProofBound + TcpConnections.IdleBound);
        ShouldBeClosed(person);
        _port.Closed(TcpCloseReason.Idle).ShouldBe(1);
        _port.Deadline.IsNever.ShouldBeTrue();
    }

    [Fact]
    public void Random_streams_are_closed_and_give_nothing_that_is_no_stun()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var bytes = new byte[20_000];
            random.NextBytes(bytes);
            var client = Connect();
            client.Send(bytes);
        }

        Until(() =>
        {
            while (_port.TryNext(out var datagram, out _)) datagram[0].ShouldBeLessThanOrEqualTo((byte)3);
            return _port.Closed(TcpCloseReason.Malformed) == 40;
        });
        _port.Count.ShouldBe(0);
    }

    [Fact]
    public void A_flood_of_half_open_strangers_is_bounded_and_people_still_come_in()
    {
        for (var i = 0; i < 150; i++) Connect("127.0.0." + (1 + i % 2));
        Until(() => !_port.TryNext(out _, out _) && _port.Closed(TcpCloseReason.OverLimit) == 150 - 2 * TcpConnections.MaxUnprovenPerAddress);
        _port.Count.ShouldBe(2 * TcpConnections.MaxUnprovenPerAddress);

        Prove(Connect("127.0.0.9"));
        _port.Count.ShouldBe(2 * TcpConnections.MaxUnprovenPerAddress + 1);
    }

    [Fact]
    public void Who_takes_nothing_loses_packets_and_delays_nobody_and_gets_whole_frames_later()
    {
        var (slow, quick) = (Connect(), Connect());
        var (slowPath, quickPath) = (Prove(slow), Prove(quick));
        var datagram = new byte[1_200];
        var sent = 0;
        for (; _port.SendDrops == 0; sent++)
        {
            sent.ShouldBeLessThan(20_000, "the backlog is bounded");
            BinaryPrimitives.WriteInt32BigEndian(datagram, sent);
            _port.Send(slowPath, datagram);
            _port.Send(quickPath, [(byte)sent]);
            _port.Flush();
            Receive(quick, 3).ShouldBe([0, 1, (byte)sent], "it comes although nothing was read from the slow one");
        }

        _port.Count.ShouldBe(2, "a slow receiver is not closed for it");
        (sent * datagram.Length).ShouldBeGreaterThan(FrameBacklog.MaxBytes);

        var numbers = new List<int>();
        var reader = new FrameReader();
        var buffer = new byte[65_536];
        Until(() =>
        {
            while (slow.Available > 0)
            {
                var arrived = buffer.AsSpan(0, slow.Receive(buffer));
                while (reader.TryRead(ref arrived, out var frame)) numbers.Add(BinaryPrimitives.ReadInt32BigEndian(frame));
            }

            _port.TryNext(out _, out _); // writing goes on as the kernel says
            return numbers.Count == sent - 1;
        });
        numbers.ShouldBe(Enumerable.Range(0, sent - 1), "all but the one that was dropped, in order and whole");
        _port.Send(slowPath, [5]);
        _port.Flush();
        Receive(slow, 3).ShouldBe([0, 1, 5]);
    }

    [Fact]
    public void The_other_side_s_end_and_reset_are_seen()
    {
        var (leaving, dying) = (Connect(), Connect());
        var path = Prove(leaving);
        Prove(dying);
        leaving.Dispose();
        dying.LingerState = new LingerOption(true, 0);
        dying.Dispose();
        Until(() => !_port.TryNext(out _, out _) && _port.Count == 0);
        _port.Closed(TcpCloseReason.Remote).ShouldBe(2);

        _port.Send(path, [1]);
        _port.Flush();
        _port.SendDrops.ShouldBe(1);
    }

    [Fact]
    public void A_datagram_in_and_one_out_allocate_nothing()
    {
        var client = Connect();
        var path = Prove(client);
        var (datagram, buffer) = (Framed(new byte[1_100]), new byte[4_096]);
        Allocations.Of(() =>
        {
            for (var i = 0; i < 2_000; i++)
            {
                client.Send(datagram);
                _port.Poll(_clock.Now);
                while (_port.TryNext(out var came, out _)) _port.Send(path, came);
                _port.Flush();
                while (client.Available > 0) client.Receive(buffer);
            }
        }).ShouldBe(0);
    }

    [Fact]
    public void A_taken_port_is_said_in_one_line()
    {
        var refused = Should.Throw<RelayStartException>(() => TcpPort.Bind(_port.LocalPort));
        refused.Code.ShouldBe("port-taken");
        refused.Message.ShouldContain("--Relay:Tcp:Port");
    }

    public void Dispose()
    {
        foreach (var client in _clients) client.Dispose();
        _port.Dispose();
    }

    private static byte[] Framed(byte[] datagram) => [(byte)(datagram.Length >> 8), (byte)datagram.Length, .. datagram];

    private static byte[] Receive(Socket client, int count)
    {
        var bytes = new byte[count];
        client.ReceiveTimeout = (int)Bound.TotalMilliseconds;
        for (var at = 0; at < count;) at += client.Receive(bytes, at, count - at, SocketFlags.None);
        return bytes;
    }

    private static void ShouldBeClosed(Socket client)
    {
        client.ReceiveTimeout = (int)Bound.TotalMilliseconds;
        try
        {
            client.Receive(new byte[1]).ShouldBe(0);
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
        }
    }

    private Socket Connect(string address = "127.0.0.1")
    {
        var to = new IPEndPoint(IPAddress.Parse(address), _port.LocalPort);
        var client = new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _clients.Add(client);
        client.Bind(new IPEndPoint(to.Address, 0)); // loopback has many addresses, and the kernel would choose one
        client.Connect(to);
        return client;
    }

    /// <summary>A check that the relay answers.</summary>
    private NetworkPath Prove(Socket client)
    {
        client.Send(Framed(Check));
        var (_, path) = Next();
        _port.Send(path, [1]);
        _port.Flush();
        Receive(client, 3).ShouldBe([0, 1, 1]);
        return path;
    }

    private (byte[] Bytes, NetworkPath Path) Next()
    {
        (byte[], NetworkPath)? found = null;
        Until(() =>
        {
            if (_port.TryNext(out var datagram, out var path)) found = (datagram.ToArray(), path);
            return found is not null;
        });
        return found!.Value;
    }

    private void Until(Func<bool> holds)
    {
        var end = _clock.Now + Bound;
        using var quiet = UdpPort.Bind(0);
        for (_port.Poll(_clock.Now); !holds(); _port.Poll(_clock.Now))
        {
            _clock.Now.ShouldBeLessThan(end, "it did not happen in time");
            quiet.WaitReadable(TimeSpan.FromMilliseconds(2)); // nothing comes here: time passes
        }
    }
}
