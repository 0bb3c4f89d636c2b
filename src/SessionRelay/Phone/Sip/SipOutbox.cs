using SessionRelay.Wire;

namespace SessionRelay.Phone.Sip;

/// <summary>A message to be sent. Its owner never changes the bytes.</summary>
internal readonly record struct SipDatagram(TransportAddress To, byte[] Bytes);

/// <summary>What the state machines have to send, in order. Whoever drives them empties it after each call.</summary>
internal sealed class SipOutbox
{
    private readonly Queue<SipDatagram> _queue = new();

    public void Send(TransportAddress to, byte[] bytes) => _queue.Enqueue(new SipDatagram(to, bytes));

    public bool TryTake(out SipDatagram datagram) => _queue.TryDequeue(out datagram);
}
