using SessionRelay.Net;
using SessionRelay.Peers;
using SessionRelay.Wire;

namespace SessionRelay.LoadTests.People;

/// <summary>
/// One socket for all: each member has a loopback address of its own (127.1.x.y), so that a relay on this machine sees as many clients while the generator reads and
/// writes them all in one batch.
/// </summary>
internal sealed class SharedPort : ICrowdPort
{
    private const uint FirstAddress = 0x7F01_0001; // 127.1.0.1; the block has room for 16 million

    private readonly UdpPort _port = UdpPort.Bind(0);
    private readonly CoalescedReceive _receiving;

    public SharedPort() => _receiving = new CoalescedReceive(_port.Descriptor);

    public int Descriptor => _port.Descriptor;

    public long ReceiveDrops => _port.ReceiveDrops;

    public long SendFailures => _port.SendFailures;

    public TransportAddress Open(int member) => TransportAddress.FromIPv4(FirstAddress + (uint)member, (ushort)_port.LocalPort);

    public void Close(int member)
    {
    }

    public int Receive(out bool mayHaveMore) => _receiving.Receive(out mayHaveMore);

    public Span<byte> Received(int index, out int member, out TransportAddress from)
    {
        var datagram = _receiving.Received(index, out var local, out from);
        member = local.IsIPv4 && local.IPv4 >= FirstAddress ? (int)Math.Min(local.IPv4 - FirstAddress, int.MaxValue) : -1;
        return datagram;
    }

    public Span<byte> Reserve() => _port.Reserve();

    public void Commit(SendFlow flow, int length) => _port.Commit(flow, length);

    public void Commit(in NetworkPath path, int length) => _port.Commit(path, length);

    public void Flush() => _port.Flush();

    public void Dispose() => _port.Dispose();
}
