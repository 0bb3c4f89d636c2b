using System.Buffers.Binary;
using SessionRelay.Tests.Network;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Congestion;

/// <summary>A download beside the call: a window that grows by a packet a round trip and halves at loss, as TCP's (RFC 5681), over the same bottleneck.</summary>
internal sealed class CompetingFlow(TimeSpan ackDelay)
{
    private const int PacketBytes = 1_200;

    private readonly Queue<(MonotonicTime At, long Number)> _acks = new();
    private double _window = 4;
    private double _slowStartUntil = 64;
    private long _next;
    private long _acknowledged = -1;
    private long _recoverUntil = -1;
    private long _bytes;
    private MonotonicTime _since;
    private MonotonicTime _lastAck;

    public double Delivered(MonotonicTime now) => _bytes * 8 / (now - _since).TotalSeconds;

    public void Forget(MonotonicTime now)
    {
        _bytes = 0;
        _since = now;
    }

    public void OnArrived(ReadOnlySpan<byte> packet, int length, MonotonicTime now)
    {
        _bytes += length;
        _acks.Enqueue((now + ackDelay, BinaryPrimitives.ReadInt64BigEndian(packet[8..])));
    }

    public void Send(NetworkEmulator network, MonotonicTime now, int port)
    {
        while (_acks.TryPeek(out var ack) && ack.At <= now)
        {
            _acks.Dequeue();
            OnAck(ack.Number);
            _lastAck = now;
        }

        // All that was underway is lost: begin anew.
        if (now - _lastAck > TimeSpan.FromSeconds(1) && _next > 0)
        {
            _window = 2;
            _acknowledged = _next - 1;
            _lastAck = now;
        }

        Span<byte> packet = stackalloc byte[PacketBytes];
        packet.Clear();
        while (_next - 1 - _acknowledged < (long)_window)
        {
            BinaryPrimitives.WriteInt64BigEndian(packet[8..], _next++);
            network.Send(packet, now, port);
        }
    }

    private void OnAck(long number)
    {
        if (number <= _acknowledged)
            return;
        var lost = number - _acknowledged - 1; // the path keeps the order: what was overtaken is lost
        _acknowledged = number;
        if (lost > 0 && number > _recoverUntil)
        {
            _window = Math.Max(2, _window / 2);
            _slowStartUntil = _window;
            _recoverUntil = _next;
            return;
        }

        _window += _window < _slowStartUntil ? 1 : 1 / _window;
    }
}
