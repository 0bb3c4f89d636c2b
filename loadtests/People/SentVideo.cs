using System.Buffers.Binary;
using SessionRelay.Routing;
using SessionRelay.Rtp;
using SessionRelay.Wire;

namespace SessionRelay.LoadTests.People;

/// <summary>
/// One encoding of a camera or screen: VP8-shaped frames in bursts at the encoding's bit rate, a key frame first and on request, and the last seconds kept for retransmission.
/// </summary>
internal sealed class SentVideo : IDisposable
{
    private const int DescriptorLength = 6; // X, I+L+T, 15-bit picture id, TL0PICIDX, TID
    private const int FrameHeaderLength = 10; // RFC 6386 section 9.1: frame tag, start code, size
    private const int KeyframeFactor = 6; // a key frame is some times an inter frame

    private readonly int _sender;
    private readonly VideoEncoding _encoding;
    private readonly byte _payloadType;
    private readonly byte _rtxPayloadType;
    private readonly SdpNumbers _numbers;
    private readonly RetransmissionRing _ring;
    private readonly TimeSpan _interval;
    private uint _frame;
    private ushort _sequenceNumber;
    private ushort _rtxSequenceNumber;
    private int _part;
    private int _parts;
    private bool _isKeyframe;
    private int _recorded = -1; // which frame of the recording
    private uint _timestamp;
    private byte _tl0;

    public SentVideo(int sender, VideoEncoding encoding, uint ssrc, uint rtxSsrc, byte payloadType, byte rtxPayloadType, SdpNumbers numbers, PacketBlockPool pool, MonotonicTime start, ushort firstSequenceNumber = 0)
    {
        _sequenceNumber = firstSequenceNumber;
        _sender = sender;
        _encoding = encoding;
        Ssrc = ssrc;
        RtxSsrc = rtxSsrc;
        _payloadType = payloadType;
        _rtxPayloadType = rtxPayloadType;
        _numbers = numbers;
        _ring = new RetransmissionRing(pool);
        _interval = TimeSpan.FromSeconds(1.0 / encoding.FramesPerSecond);
        Next = start;
    }

    public uint Ssrc { get; }

    public uint RtxSsrc { get; }

    public string Rid => _encoding.Rid;

    /// <summary>Somebody watches it.</summary>
    public bool IsActive { get; set; } = true;

    /// <summary>Nothing moves: a frame is made only when a key frame is asked for.</summary>
    public bool IsStill { get; set; }

    /// <summary>Bytes of padding that each packet gets, with the padding bit set; 0: none.</summary>
    public byte Padding { get; set; }

    /// <summary>Packets of nothing but padding after each frame.</summary>
    public int PaddingPackets { get; set; }

    /// <summary>When the next frame is made.</summary>
    public MonotonicTime Due => IsActive && (!IsStill || KeyframeWanted) ? Next : MonotonicTime.Never;

    public MonotonicTime Next { get; private set; }

    public uint PacketsSent { get; private set; }

    public ushort NextSequenceNumber => _sequenceNumber;

    public uint FramesSent => _frame;

    public uint KeyframesSent { get; private set; }

    public uint Timestamp => _timestamp;

    public bool KeyframeWanted { get; set; } = true;

    /// <summary>A packet of the frame that has begun is still to be written.</summary>
    public bool HasRest => _part < _parts;

    /// <summary>Nothing was filmed before: the first frame is due now.</summary>
    public void Begin(MonotonicTime now) => Next = now;

    /// <summary>Begins the frame that is due.</summary>
    public void BeginFrame(MonotonicTime now)
    {
        Next += _interval;
        if (now >= Next)
            Next = now + _interval;
        if (_encoding.Recording is { } recording)
        {
            _recorded = KeyframeWanted ? 0 : (_recorded + 1) % recording.Count;
            _isKeyframe = recording.IsKeyframe(_recorded);
        }
        else
        {
            _isKeyframe = KeyframeWanted;
        }

        KeyframeWanted = false;
        var bytes = _encoding.BitsPerSecond / 8 / _encoding.FramesPerSecond * (_isKeyframe ? KeyframeFactor : 1);
        _parts = _encoding.Recording is { } recorded
            ? (recorded[_recorded].Length + RecordedLength - 1) / RecordedLength
            : Math.Max(1, (bytes + _encoding.PacketLength - 1) / _encoding.PacketLength);
        _part = 0;
        _timestamp = (uint)(now.Ticks * 9 / 1000); // 90 kHz
        _tl0++;
        KeyframesSent += _isKeyframe ? 1u : 0;
    }

    /// <summary>Writes the frame's next packet; gives its length.</summary>
    public int Write(Span<byte> buffer, ushort transportSequenceNumber, MonotonicTime now)
    {
        var isLast = _part == _parts - 1;
        var writer = new RtpHeaderWriter(buffer, isLast, _payloadType, _sequenceNumber, _timestamp, Ssrc);
        _numbers.WriteExtensions(ref writer, Rid, transportSequenceNumber, isRtx: false);
        var header = writer.Complete();
        var length = header + (_encoding.Recording is { } recording ? WriteRecorded(recording, buffer[header..]) : WriteStamped(buffer[header..], now));
        _ring.Add(_sequenceNumber, buffer[..length], now, _isKeyframe && _part == 0);
        _sequenceNumber++;
        PacketsSent++;
        if (++_part == _parts)
            _frame++;
        return Pad(buffer, length, Padding);
    }

    /// <summary>Writes a packet that holds padding alone; gives its length.</summary>
    public int WritePadding(Span<byte> buffer, ushort transportSequenceNumber)
    {
        var writer = new RtpHeaderWriter(buffer, false, _payloadType, _sequenceNumber++, _timestamp, Ssrc);
        _numbers.WriteExtensions(ref writer, Rid, transportSequenceNumber, isRtx: false);
        PacketsSent++;
        return Pad(buffer, writer.Complete(), byte.MaxValue);
    }

    /// <summary>A packet that can be sent again.</summary>
    public bool Keeps(ushort sequenceNumber, MonotonicTime now) => _ring.TryGet(sequenceNumber, now, out _);

    /// <summary>Writes a packet again as RTX; 0 when it is no longer known.</summary>
    public int WriteRetransmission(Span<byte> buffer, ushort sequenceNumber, ushort transportSequenceNumber, MonotonicTime now)
    {
        if (!_ring.TryGet(sequenceNumber, now, out var kept) || !RtpPacket.TryParse(kept, out var packet))
            return 0;
        var writer = new RtpHeaderWriter(buffer, packet.Marker, _rtxPayloadType, _rtxSequenceNumber++, packet.Timestamp, RtxSsrc);
        _numbers.WriteExtensions(ref writer, Rid, transportSequenceNumber, isRtx: true);
        var header = writer.Complete();
        BinaryPrimitives.WriteUInt16BigEndian(buffer[header..], sequenceNumber);
        packet.Payload.CopyTo(buffer[(header + Rtx.OriginalSequenceNumberLength)..]);
        return header + Rtx.OriginalSequenceNumberLength + packet.Payload.Length;
    }

    public void Dispose() => _ring.Dispose();

    /// <summary>Where the stamp stands in a packet's payload.</summary>
    public static bool TryReadStamp(ReadOnlySpan<byte> payload, in Vp8PayloadDescriptor descriptor, out PayloadStamp stamp)
    {
        stamp = default;
        return payload.Length >= descriptor.Length + FrameHeaderLength && PayloadStamp.TryRead(payload[(descriptor.Length + FrameHeaderLength)..], out stamp);
    }

    /// <summary>Bytes of a recorded frame in a packet.</summary>
    private int RecordedLength => _encoding.PacketLength - DescriptorLength;

    private int WriteRecorded(VideoRecording recording, Span<byte> payload)
    {
        var frame = recording[_recorded].Span;
        var part = frame[(_part * RecordedLength)..Math.Min((_part + 1) * RecordedLength, frame.Length)];
        WriteDescriptor(payload);
        part.CopyTo(payload[DescriptorLength..]);
        return DescriptorLength + part.Length;
    }

    private int WriteStamped(Span<byte> payload, MonotonicTime now)
    {
        var start = DescriptorLength + FrameHeaderLength;
        payload[..start].Clear(); // what follows the stamp stands for pixels: any bytes do
        WriteDescriptor(payload);
        if (_part == 0)
            WriteFrameHeader(payload[DescriptorLength..]);
        new PayloadStamp(_sender, _frame, (ushort)_part, (ushort)_parts, now.Ticks).Write(payload[start..]);
        return _encoding.PacketLength;
    }

    private static int Pad(Span<byte> buffer, int length, byte padding)
    {
        if (padding == 0)
            return length;
        buffer[0] |= 0x20;
        buffer.Slice(length, padding).Clear();
        buffer[length + padding - 1] = padding;
        return length + padding;
    }

    private void WriteDescriptor(Span<byte> payload)
    {
        payload[0] = (byte)(0x80 | (_part == 0 ? 0x10 : 0));
        payload[1] = 0xE0;
        BinaryPrimitives.WriteUInt16BigEndian(payload[2..], (ushort)(0x8000 | (_frame & 0x7FFF)));
        payload[4] = _tl0;
        payload[5] = 0;
    }

    private void WriteFrameHeader(Span<byte> payload)
    {
        payload[0] = (byte)(_isKeyframe ? 0x10 : 0x11);
        if (!_isKeyframe)
            return;
        payload[3] = 0x9D;
        payload[4] = 0x01;
        payload[5] = 0x2A;
        BinaryPrimitives.WriteUInt16LittleEndian(payload[6..], (ushort)_encoding.Width);
        BinaryPrimitives.WriteUInt16LittleEndian(payload[8..], (ushort)_encoding.Height);
    }
}
