using System.Buffers.Binary;

namespace SessionRelay.Rtcp;

/// <summary>What transport-wide feedback says of one packet.</summary>
/// <param name="SequenceNumber">The transport-wide one.</param>
/// <param name="Received">False: it had not arrived when the feedback was made.</param>
/// <param name="Delta">Arrival after the previous received packet (of the first: after the reference time), in units of 250 µs; 0 when not received.</param>
internal readonly record struct TransportFeedbackStatus(ushort SequenceNumber, bool Received, short Delta);

/// <summary>
/// Transport-wide congestion control feedback: draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1. Parsing walks it once, so that iterating it cannot fail.
/// It tells of at most 65,535 packets, each in at least 1/8191 of two bytes, so the walk is bounded by the count, not by the bytes: callers that keep state keep it bounded.
/// </summary>
internal readonly ref struct TransportFeedback
{
    /// <summary>One delta unit in ticks of 100 ns: 250 µs.</summary>
    public const long TicksPerDelta = 2_500;

    /// <summary>One unit of the reference time in ticks of 100 ns: 64 ms.</summary>
    public const long TicksPerReference = 640_000;

    private const int FixedLength = 16;

    private readonly ReadOnlySpan<byte> _body;
    private readonly int _deltasOffset;

    private TransportFeedback(ReadOnlySpan<byte> body, int deltasOffset)
    {
        _body = body;
        _deltasOffset = deltasOffset;
    }

    public uint SenderSsrc => BinaryPrimitives.ReadUInt32BigEndian(_body);

    public uint MediaSsrc => BinaryPrimitives.ReadUInt32BigEndian(_body[4..]);

    public ushort BaseSequenceNumber => BinaryPrimitives.ReadUInt16BigEndian(_body[8..]);

    /// <summary>How many packets it tells of: 1 to 65,535.</summary>
    public int StatusCount => BinaryPrimitives.ReadUInt16BigEndian(_body[10..]);

    /// <summary>On the receiver's own clock, in units of 64 ms: a signed 24-bit number that wraps.</summary>
    public int ReferenceTime => BinaryPrimitives.ReadInt32BigEndian(_body[12..]) >> 8;

    /// <summary>Counts the feedback packets, 0 to 255 and again.</summary>
    public byte FeedbackCount => _body[15];

    /// <summary>False when it is another type or format, tells of nothing, uses the reserved status, or ends before its statuses or deltas do.</summary>
    public static bool TryParse(in RtcpPacket packet, out TransportFeedback feedback)
    {
        feedback = default;
        var body = packet.Body;
        if (packet.Type != RtcpPacketType.TransportFeedback || packet.Count != FeedbackFormat.TransportWide || body.Length < FixedLength + 2)
            return false;

        var left = (int)BinaryPrimitives.ReadUInt16BigEndian(body[10..]);
        if (left == 0)
            return false;

        var position = FixedLength;
        var deltaBytes = 0;
        while (left > 0)
        {
            if (body.Length < position + 2)
                return false;

            var chunk = new StatusChunk(BinaryPrimitives.ReadUInt16BigEndian(body[position..]));
            position += 2;
            var count = Math.Min(left, chunk.Capacity);
            if (count == 0 || !chunk.TryCountDeltaBytes(count, out var bytes))
                return false;

            deltaBytes += bytes;
            left -= count;
        }

        if (body.Length < position + deltaBytes)
            return false;

        feedback = new TransportFeedback(body, position);
        return true;
    }

    public Enumerator GetEnumerator() => new(_body, _deltasOffset);

    internal ref struct Enumerator
    {
        private readonly ReadOnlySpan<byte> _body;
        private ushort _next;
        private int _left;
        private int _chunkPosition;
        private int _deltaPosition;
        private StatusChunk _chunk;
        private int _indexInChunk;

        internal Enumerator(ReadOnlySpan<byte> body, int deltasOffset)
        {
            _body = body;
            _next = BinaryPrimitives.ReadUInt16BigEndian(body[8..]);
            _left = BinaryPrimitives.ReadUInt16BigEndian(body[10..]);
            _chunkPosition = FixedLength;
            _deltaPosition = deltasOffset;
        }

        public TransportFeedbackStatus Current { get; private set; }

        public bool MoveNext()
        {
            if (_left == 0)
                return false;

            if (_indexInChunk == _chunk.Capacity)
            {
                _chunk = new StatusChunk(BinaryPrimitives.ReadUInt16BigEndian(_body[_chunkPosition..]));
                _chunkPosition += 2;
                _indexInChunk = 0;
            }

            short delta = 0;
            var status = _chunk[_indexInChunk++];
            if (status == StatusChunk.SmallDelta)
            {
                delta = _body[_deltaPosition++];
            }
            else if (status == StatusChunk.LargeDelta)
            {
                delta = BinaryPrimitives.ReadInt16BigEndian(_body[_deltaPosition..]);
                _deltaPosition += 2;
            }

            Current = new TransportFeedbackStatus(_next++, status != StatusChunk.NotReceived, delta);
            _left--;
            return true;
        }
    }
}
