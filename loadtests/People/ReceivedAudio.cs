using SessionRelay.Phone.Audio;
using SessionRelay.Rtp;
using SessionRelay.Wire;

namespace SessionRelay.LoadTests.People;

/// <summary>The sound of one slot, as it arrives.</summary>
internal sealed class ReceivedAudio
{
    private long _highest = -1;
    private uint _lastTimestamp;

    public long Packets { get; private set; }

    /// <summary>Packets whose stamp was damaged.</summary>
    public long Damaged { get; private set; }

    /// <summary>Packets that came behind a newer one.</summary>
    public long OutOfOrder { get; private set; }

    /// <summary>Sequence numbers that were jumped over: lost, or late.</summary>
    public long Missing { get; private set; }

    /// <summary>Sequence steps with a timestamp that went back.</summary>
    public long TimestampsBack { get; private set; }

    public int LastSender { get; private set; } = -1;

    public uint LastFrame { get; private set; }

    /// <summary>When the last packet was sent, on the sender's clock.</summary>
    public long LastSentTicks { get; private set; }

    public uint LastTimestamp => _lastTimestamp;

    public MonotonicTime LastAt { get; private set; }

    /// <summary>Payload type of PCMU: what bears it has sound in it and no stamp.</summary>
    public byte? Pcmu { get; init; }

    public byte LastPayloadType { get; private set; }

    /// <summary>Packets of PCMU.</summary>
    public long PcmuPackets { get; private set; }

    /// <summary>Hears the sound of PCMU packets, 160 samples mostly.</summary>
    public Action<ReadOnlySpan<short>>? Heard { get; set; }

    public void Take(in RtpPacket packet, MonotonicTime now)
    {
        Packets++;
        LastAt = now;
        LastPayloadType = packet.PayloadType;
        if (packet.PayloadType == Pcmu)
        {
            PcmuPackets++;
            TakeSound(packet.Payload);
            Count(packet);
            return;
        }

        if (!PayloadStamp.TryRead(packet.Payload, out var stamp))
        {
            Damaged++;
            return;
        }

        LastSender = stamp.Sender;
        LastFrame = stamp.Frame;
        LastSentTicks = stamp.SentTicks;
        Count(packet);
    }

    private void TakeSound(ReadOnlySpan<byte> codes)
    {
        if (Heard is null)
            return;
        Span<short> samples = stackalloc short[1500];
        G711.Decode(G711Law.Pcmu, codes, samples);
        Heard(samples[..codes.Length]);
    }

    private void Count(in RtpPacket packet)
    {
        var index = _highest < 0 ? packet.SequenceNumber : Wrap.Unwrap(packet.SequenceNumber, _highest);
        if (_highest >= 0 && index <= _highest)
        {
            OutOfOrder++;
            Missing = Math.Max(0, Missing - 1);
            return;
        }

        if (_highest >= 0)
        {
            Missing += index - _highest - 1;
            if (Wrap.Difference(packet.Timestamp, _lastTimestamp) <= 0)
                TimestampsBack++;
        }

        _highest = index;
        _lastTimestamp = packet.Timestamp;
    }
}
