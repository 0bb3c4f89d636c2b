using SessionRelay.Wire;

namespace SessionRelay.Net;

/// <summary>The phone legs of one shard that have a port, read on the shard's thread. Others may only not touch it.</summary>
internal sealed class PhonePorts
{
    /// <summary>As many as a node has calls.</summary>
    public const int Most = Phone.Sip.SipUserAgent.Calls;

    /// <summary>Datagrams of one port before others get their turn: a phone sends 50 a second, and what sends more is no phone.</summary>
    private const int DatagramsPerTurn = 16;

    private readonly List<PhoneChannel> _channels = [];
    private readonly byte[] _buffer = new byte[PhonePort.ReceiveSize];

    public int Count => _channels.Count;

    /// <summary>False when there are <see cref="Most"/>.</summary>
    public bool TryAdd(PhoneChannel channel)
    {
        if (_channels.Count == Most)
            return false;
        _channels.Add(channel);
        return true;
    }

    public void Remove(PhoneChannel channel) => _channels.Remove(channel);

    /// <summary>Gives what has come to its legs.</summary>
    public void Receive(MonotonicTime now)
    {
        // Backwards: a leg that ends takes itself out of the list.
        for (var i = _channels.Count - 1; i >= 0; i--)
        {
            for (var count = 0; count < DatagramsPerTurn && i < _channels.Count; count++)
            {
                if (!_channels[i].TryReceive(_buffer, now))
                    break;
            }
        }
    }

    /// <summary>Writes what is to be polled.</summary>
    public void Describe(Span<LibC.PollDescriptor> descriptors)
    {
        for (var i = 0; i < _channels.Count; i++)
            descriptors[i] = new LibC.PollDescriptor { FileDescriptor = _channels[i].Descriptor, Events = LibC.PollIn };
    }
}
