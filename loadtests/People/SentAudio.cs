using System.Buffers.Binary;
using SessionRelay.Phone.Audio;
using SessionRelay.Rtp;
using SessionRelay.Wire;

namespace SessionRelay.LoadTests.People;

/// <summary>A microphone: an Opus-shaped packet of 120 bytes every 20 ms, which is about 48 kbit/s; or, for phones, PCMU with real sound in it.</summary>
internal sealed class SentAudio(int sender, uint ssrc, byte payloadType, MonotonicTime start)
{
    private const int PayloadLength = 120;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private MonotonicTime _start = start;
    private uint _startTimestamp;
    private int _clockRate = 48_000;
    private byte _payloadType = payloadType;
    private Func<long, short>? _sound;
    private long _samples;
    private uint _count;
    private ushort _sequenceNumber;
    private byte[]? _before;
    private uint _timestampBefore;

    public uint Ssrc { get; } = ssrc;

    public MonotonicTime Next { get; private set; } = start;

    public uint PacketsSent => _count;

    private uint TimestampStep => (uint)_clockRate / 50;

    private uint Timestamp(MonotonicTime now) => _startTimestamp + ((UnitsAt(now) + (TimestampStep / 2)) / TimestampStep * TimestampStep);

    private uint UnitsAt(MonotonicTime now) => unchecked((uint)((now - _start).Ticks * _clockRate / TimeSpan.TicksPerSecond));

    /// <summary>Packets are of this type and carry the one before once more (RFC 2198); null: plain Opus.</summary>
    public byte? RedPayloadType { get; init; }

    /// <summary>The timestamp of what is captured at a moment.</summary>
    public uint TimestampAt(MonotonicTime now) => unchecked(_startTimestamp + UnitsAt(now));

    /// <summary>From the next packet on it sends another codec on the same SSRC, whose timestamps go on from the last one's, as Chromium's do.</summary>
    /// <param name="sound">Sample by its number, for PCMU; null: Opus-shaped.</param>
    public void Switch(byte payloadType, Func<long, short>? sound)
    {
        _startTimestamp = Timestamp(Next);
        _start = Next;
        _clockRate = sound is null ? 48_000 : G711.SampleRate;
        _payloadType = payloadType;
        _sound = sound;
    }

    /// <summary>Nothing was said before: the first packet is due now.</summary>
    public void Begin(MonotonicTime now) => Next = now;

    /// <summary>Packets after each of sound that are no sound: padding alone, and a digit.</summary>
    public bool SendsOthers { get; set; }

    /// <summary>Writes a packet of nothing but padding; gives its length.</summary>
    public int WritePadding(Span<byte> buffer, SdpNumbers numbers, ushort transportSequenceNumber, MonotonicTime now)
    {
        const byte padding = 40;
        var header = WriteHeader(buffer, numbers, _payloadType, transportSequenceNumber, now);
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
        var timestamp = Timestamp(captured);
        var red = _sound is null ? RedPayloadType : null;
        var writer = new RtpHeaderWriter(buffer, _count == 0, red ?? _payloadType, _sequenceNumber++, timestamp, Ssrc);
        numbers.WriteExtensions(ref writer, "", transportSequenceNumber, isRtx: false);
        if (numbers.AudioLevel != 0)
            writer.TryAdd(numbers.AudioLevel, [0x80 | 30]);
        var header = writer.Complete();
        if (red is not null)
            header += WriteBefore(buffer[header..], timestamp);
        var payload = buffer.Slice(header, _sound is null ? PayloadLength : G711.FrameSamples);
        payload.Clear();
        if (_sound is null)
            new PayloadStamp(sender, _count, 0, 1, now.Ticks).Write(payload);
        else
            Speak(_sound, payload);
        if (red is not null)
            (_before, _timestampBefore) = (payload.ToArray(), timestamp);
        _count++;
        Next += Interval;
        if (now >= Next)
            Next = now + Interval; // after a stand-still nobody speaks the missed time at once
        return header + payload.Length;
    }

    /// <summary>RFC 2198 section 3: the block of the packet before, in front of this one's; gives the bytes up to there.</summary>
    private int WriteBefore(Span<byte> buffer, uint timestamp)
    {
        var before = _before ?? [];
        var length = 0;
        if (before.Length > 0)
        {
            buffer[0] = (byte)(0x80 | _payloadType);
            BinaryPrimitives.WriteUInt16BigEndian(buffer[1..], (ushort)((timestamp - _timestampBefore) << 2));
            buffer[3] = (byte)before.Length;
            length = 4;
        }

        buffer[length++] = _payloadType;
        before.CopyTo(buffer[length..]);
        return length + before.Length;
    }

    private void Speak(Func<long, short> sound, Span<byte> codes)
    {
        foreach (ref var code in codes)
            code = G711.Encode(G711Law.Pcmu, sound(_samples++));
    }

    private int WriteHeader(Span<byte> buffer, SdpNumbers numbers, byte type, ushort transportSequenceNumber, MonotonicTime now)
    {
        var writer = new RtpHeaderWriter(buffer, false, type, _sequenceNumber++, Timestamp(now), Ssrc);
        numbers.WriteExtensions(ref writer, "", transportSequenceNumber, isRtx: false);
        return writer.Complete();
    }
}
