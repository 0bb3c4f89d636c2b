using System.Net;
using System.Net.Sockets;
using SessionRelay.Net;
using SessionRelay.Peers;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Net;

/// <summary>The port against real sockets on loopback: batches, segmentation, local addresses, limits.</summary>
public sealed class UdpPortTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.7")]
    [InlineData("::1")]
    public void Learns_which_of_its_addresses_was_asked_and_answers_from_there(string address)
    {
        using var port = UdpPort.Bind(0);
        var asked = new IPEndPoint(IPAddress.Parse(address), port.LocalPort);
        using var client = NewClient(asked.AddressFamily);
        client.SendTo([1, 2, 3], asked);

        var datagrams = ReceiveAll(port, 1);
        datagrams[0].Bytes.ShouldBe([1, 2, 3]);
        datagrams[0].Path.Local.ToIPEndPoint().ShouldBe(asked);
        datagrams[0].Path.Remote.Port.ShouldBe((ushort)((IPEndPoint)client.LocalEndPoint!).Port);

        port.Reserve()[0] = 9;
        port.Commit(datagrams[0].Path, 1);
        port.Flush();
        var buffer = new byte[64];
        EndPoint from = new IPEndPoint(asked.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        client.ReceiveFrom(buffer, ref from).ShouldBe(1);
        from.ShouldBe(asked);
    }

    /// <summary>A thread that comes late sees a burst at once; its sender's estimator must be told the burst's own pace all the same.</summary>
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void Knows_how_long_each_datagram_has_waited(string address)
    {
        var pause = TimeSpan.FromMilliseconds(30);
        using var port = UdpPort.Bind(0);
        using var quiet = UdpPort.Bind(0); // nothing comes here: time passes
        port.StampArrivals();
        var to = new IPEndPoint(IPAddress.Parse(address), port.LocalPort);
        using var client = NewClient(to.AddressFamily);
        BeginStamping(port, client, to, quiet);
        client.SendTo([1], to);
        port.WaitReadable(TimeSpan.FromSeconds(10)); // it is there, and has its stamp; the second one's a busy kernel may set late
        quiet.WaitReadable(pause);
        client.SendTo([2], to);
        quiet.WaitReadable(pause);

        port.Receive().ShouldBe(2);
        (port.Waited(0) - port.Waited(1)).ShouldBeGreaterThan(pause - TimeSpan.FromMilliseconds(1));
        port.Waited(1).ShouldBeGreaterThan(TimeSpan.Zero);
        port.Waited(0).ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(1));
        port.Received(1, out var path).ToArray().ShouldBe([2]);
        path.Local.ToIPEndPoint().ShouldBe(to);
    }

    [Fact]
    public void Sends_runs_of_any_sizes_to_several_receivers_whole_and_in_order_for_each()
    {
        using var port = UdpPort.Bind(0);
        var random = new Random(7);
        var receivers = Enumerable.Range(0, 3).Select(_ => NewClient(AddressFamily.InterNetwork)).ToArray();
        var local = TransportAddress.FromIPv4(0x7F000001, (ushort)port.LocalPort);
        var flows = receivers.Select(receiver => new SendFlow { Path = new NetworkPath(TransportAddress.From((IPEndPoint)receiver.LocalEndPoint!), local) }).ToArray();
        var sizes = Enumerable.Range(0, 600).Select(i => i % 7 < 5 ? 1100 : random.Next(1, 1400)).ToArray();

        for (var i = 0; i < sizes.Length; i++)
        {
            var datagram = port.Reserve();
            datagram[..sizes[i]].Fill((byte)(i % 251));
            port.Commit(flows[i % 3], sizes[i]);
            if (i % 97 == 0)
                port.Flush();
        }

        port.Flush();
        port.SendFailures.ShouldBe(0);
        var buffer = new byte[2048];
        for (var i = 0; i < sizes.Length; i++)
        {
            var length = receivers[i % 3].Receive(buffer);
            length.ShouldBe(sizes[i]);
            buffer.AsSpan(0, length).IndexOfAnyExcept((byte)(i % 251)).ShouldBe(-1);
        }

        foreach (var receiver in receivers)
            receiver.Dispose();
    }

    [Fact]
    public void Datagrams_that_fill_their_memory_go_whole()
    {
        using var port = UdpPort.Bind(0);
        using var receiver = NewClient(AddressFamily.InterNetwork);
        var flow = new SendFlow { Path = new NetworkPath(TransportAddress.From((IPEndPoint)receiver.LocalEndPoint!), TransportAddress.FromIPv4(0x7F000001, (ushort)port.LocalPort)) };
        for (var i = 0; i < 100; i++)
        {
            port.Reserve()[..IDatagramSink.MaxDatagram].Fill((byte)i);
            port.Commit(flow, IDatagramSink.MaxDatagram);
        }

        port.Flush();
        var buffer = new byte[2048];
        for (var i = 0; i < 100; i++)
        {
            receiver.Receive(buffer).ShouldBe(IDatagramSink.MaxDatagram);
            buffer[0].ShouldBe((byte)i);
        }
    }

    [Fact]
    public void A_datagram_that_is_too_long_is_given_as_empty_and_the_next_is_whole()
    {
        using var port = UdpPort.Bind(0);
        using var client = NewClient(AddressFamily.InterNetwork);
        var to = new IPEndPoint(IPAddress.Loopback, port.LocalPort);
        client.SendTo(new byte[5000], to);
        client.SendTo([7], to);

        var datagrams = ReceiveAll(port, 2);
        datagrams[0].Bytes.ShouldBeEmpty();
        datagrams[1].Bytes.ShouldBe([7]);
    }

    [Fact]
    public void A_taken_port_is_said_in_one_line()
    {
        using var first = UdpPort.Bind(0);
        var refused = Should.Throw<RelayStartException>(() => UdpPort.Bind(first.LocalPort));
        refused.Code.ShouldBe("port-taken");
        refused.Message.ShouldContain(first.LocalPort.ToString());
        refused.Message.ShouldNotContain('\n');
    }

    [Fact]
    public void What_the_kernel_drops_is_counted()
    {
        using var port = UdpPort.Bind(0);
        using var client = NewClient(AddressFamily.InterNetwork);
        var to = new IPEndPoint(IPAddress.Loopback, port.LocalPort);
        var datagram = new byte[1400];
        for (var i = 0; i < 100_000 && port.ReceiveDrops == 0; i++)
            client.SendTo(datagram, to);
        port.ReceiveDrops.ShouldBeGreaterThan(0);
    }

    private static Socket NewClient(AddressFamily family)
    {
        var socket = new Socket(family, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = (int)Bound.TotalMilliseconds, ReceiveBufferSize = 4 << 20 };
        socket.Bind(new IPEndPoint(family == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback, 0));
        return socket;
    }

    /// <summary>The kernel switches its stamps on a moment after it is asked; until then a datagram bears the time when it was read.</summary>
    private static void BeginStamping(UdpPort port, Socket client, IPEndPoint to, UdpPort quiet)
    {
        var clock = new MonotonicClock(TimeProvider.System);
        var end = clock.Now + Bound;
        do
        {
            clock.Now.ShouldBeLessThan(end, "the kernel stamps no arrivals");
            client.SendTo([0], to);
            quiet.WaitReadable(TimeSpan.FromMilliseconds(5));
            port.Receive().ShouldBe(1);
        }
        while (port.Waited(0) < TimeSpan.FromMilliseconds(4));
    }

    private static List<(byte[] Bytes, NetworkPath Path)> ReceiveAll(UdpPort port, int count)
    {
        var received = new List<(byte[], NetworkPath)>();
        var clock = new MonotonicClock(TimeProvider.System);
        var end = clock.Now + Bound;
        while (received.Count < count && clock.Now < end)
        {
            port.WaitReadable(end - clock.Now);
            var batch = port.Receive();
            for (var i = 0; i < batch; i++)
            {
                var bytes = port.Received(i, out var path).ToArray();
                received.Add((bytes, path));
            }
        }

        received.Count.ShouldBe(count);
        return received;
    }
}
