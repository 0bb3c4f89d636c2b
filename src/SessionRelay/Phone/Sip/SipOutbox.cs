using SessionRelay.Wire;

namespace SessionRelay.Phone.Sip;

/// <summary>A message to be sent. Its owner never changes the bytes.</summary>
/// <param name="Number">From 1, one more for each message.</param>
internal readonly record struct SipDatagram(TransportAddress To, byte[] Bytes, long Number);

/// <summary>What the state machines have to send, in order. Whoever drives them empties it after each call.</summary>
internal sealed class SipOutbox
{
    private readonly Queue<SipDatagram> _queue = new();

    /// <summary>Number of the message that was sent last; 0 before the first.</summary>
    public long Last { get; private set; }

    public void Send(TransportAddress to, byte[] bytes) => _queue.Enqueue(new SipDatagram(to, bytes, ++Last));

    public bool TryTake(out SipDatagram datagram) => _queue.TryDequeue(out datagram);
}
