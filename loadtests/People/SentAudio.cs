using SessionRelay.Rtp;
using SessionRelay.Wire;

namespace SessionRelay.LoadTests.People;

/// <summary>A microphone: an Opus-shaped packet of 120 bytes every 20 ms, which is about 48 kbit/s.</summary>
internal sealed class SentAudio(int sender, uint ssrc, byte payloadType, MonotonicTime start)
{
    private const int PayloadLength = 120;
    private const uint TimestampStep = 960; // 20 ms at 48 kHz

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private readonly MonotonicTime _start = start;
    private uint _count;
    private ushort _sequenceNumber;

    public uint Ssrc { get; } = ssrc;

    public MonotonicTime Next { get; private set; } = start;

    public uint PacketsSent => _count;

    private uint Timestamp(MonotonicTime now) => (TimestampAt(now) + TimestampStep / 2) / TimestampStep * TimestampStep;

    /// <summary>The timestamp of what is captured at a moment.</summary>
    public uint TimestampAt(MonotonicTime now) => unchecked((uint)((now - _start).Ticks * 48 / 10_000));

    /// <summary>Nothing was said before: the first packet is due now.</summary>
    public void Begin(MonotonicTime now) => Next = now;

    /// <summary>Packets after each of sound that are no sound: padding alone, and a digit.</summary>
    public bool SendsOthers { get; set; }

    /// <summary>Writes a packet of nothing but padding; gives its length.</summary>
    public int WritePadding(Span<byte> buffer, SdpNumbers numbers, ushort transportSequenceNumber, MonotonicTime now)
    {
        const byte padding = 40;
        var header = WriteHeader(buffer, numbers, payloadType, transportSequenceNumber, now);
        buffer[0] |= 0x20;
        buffer.Slice(header, padding).Clear();
        buffer[header + padding - 1] = padding;
        return header + padding;
    }

    /// <summary>Writes a telephone event (RFC 4733); gives its length.</summary>
    public int WriteDigit(Span<byte> buffer, SdpNumbers numbers, byte digitPayloadType, ushort transportSequenceNumber, MonotonicTime now)
    {
        var header = WriteHeader(buffer, numbers, digitPayloadType, transportSequenceNumber, now);
        buffer.Slice(header, 4).Clear();
        return header + 4;
    }

    /// <summary>Writes the packet that is due; gives its length.</summary>
    public int Write(Span<byte> buffer, SdpNumbers numbers, ushort transportSequenceNumber, MonotonicTime now)
    {
        var captured = now - Next < Interval ? Next : now; // a late thread does not change when the sound was made
        var writer = new RtpHeaderWriter(buffer, _count == 0, payloadType, _sequenceNumber++, Timestamp(captured), Ssrc);
        numbers.WriteExtensions(ref writer, "", transportSequenceNumber, isRtx: false);
        if (numbers.AudioLevel != 0)
            writer.TryAdd(numbers.AudioLevel, [0x80 | 30]);
        var header = writer.Complete();
        var payload = buffer.Slice(header, PayloadLength);
        payload.Clear();
        new PayloadStamp(sender, _count, 0, 1, now.Ticks).Write(payload);
        _count++;
        Next += Interval;
        if (now >= Next)
            Next = now + Interval; // after a stand-still nobody speaks the missed time at once
        return header + PayloadLength;
    }

    private int WriteHeader(Span<byte> buffer, SdpNumbers numbers, byte type, ushort transportSequenceNumber, MonotonicTime now)
    {
        var writer = new RtpHeaderWriter(buffer, false, type, _sequenceNumber++, Timestamp(now), Ssrc);
        numbers.WriteExtensions(ref writer, "", transportSequenceNumber, isRtx: false);
        return writer.Complete();
    }
}
