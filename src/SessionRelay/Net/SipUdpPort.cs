using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using SessionRelay.Phone.Sip;
using SessionRelay.Wire;

namespace SessionRelay.Net;

/// <summary>A trunk by UDP: one socket.</summary>
internal sealed class SipUdpPort : SipPort
{
    /// <summary>Messages received before others get their turn.</summary>
    private const int MessagesPerTurn = 64;

    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[SipLimits.Message];

    /// <summary>Binds; IPv4 or IPv6 as the trunk's address is. Throws <see cref="SocketException"/> when the port is taken.</summary>
    public SipUdpPort(IPEndPoint local, MonotonicClock clock, ILogger logger)
        : base(clock, logger)
    {
        _socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        _socket.Bind(local);
    }

    public override int LocalPort => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    protected override int Descriptor => (int)_socket.Handle;

    protected override bool Receive(SipUserAgent agent)
    {
        EndPoint from = new IPEndPoint(_socket.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        for (var i = 0; i < MessagesPerTurn; i++)
        {
            try
            {
                var length = _socket.ReceiveFrom(_buffer, ref from);
                agent.Receive(_buffer.AsSpan(0, length), TransportAddress.From((IPEndPoint)from), Now);
            }
            catch (SocketException nothing) when (nothing.SocketErrorCode == SocketError.WouldBlock)
            {
                return false;
            }
            catch (SocketException)
            {
                // An ICMP error of something sent before: its transaction times out by itself.
            }
        }

        return true;
    }

    protected override void Send(SipDatagram datagram)
    {
        try
        {
            _socket.SendTo(datagram.Bytes, datagram.To.ToIPEndPoint());
        }
        catch (SocketException)
        {
            // As good as lost on the way.
        }
    }

    protected override void Close() => _socket.Dispose();
}
