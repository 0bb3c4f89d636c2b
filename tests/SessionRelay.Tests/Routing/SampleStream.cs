using SessionRelay.Routing;
using SessionRelay.Rtp;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Routing;

/// <summary>A publisher's stream, packet by packet, and what a slot makes of it.</summary>
internal sealed class SampleStream(int source, ushort firstSequenceNumber, uint firstTimestamp, int clockRate)
{
    private readonly byte[] _buffer = new byte[400];

    public int Source { get; } = source;

    public ushort SequenceNumber { get; set; } = firstSequenceNumber;

    public uint Timestamp { get; set; } = firstTimestamp;

    public ushort PictureId { get; set; }

    public byte Tl0PicIdx { get; set; }

    public byte KeyIdx { get; set; }

    public int ClockRate { get; set; } = clockRate;

    /// <summary>Bytes of padding that each packet gets, with the padding bit set.</summary>
    public byte Padding { get; set; }

    public static MonotonicTime At(double milliseconds) => MonotonicTime.FromMilliseconds(milliseconds);

    /// <summary>The next audio packet, 20 ms after the one before.</summary>
    public byte[] Audio()
    {
        Timestamp += (uint)ClockRate / 50;
        return Build([1, 2, 3, 4]);
    }

    /// <summary>A packet with nothing but padding, at the timestamp of the one before.</summary>
    public byte[] PaddingOnly()
    {
        var padding = Padding;
        Padding = 100;
        var packet = Build([]);
        Padding = padding;
        return packet;
    }

    /// <summary>Begins the next frame: timestamp and picture id go on, and TL0PICIDX for the base layer.</summary>
    public void NextFrame(uint step = 3000, byte temporalId = 0, bool keyframe = false)
    {
        Timestamp += step;
        PictureId = (ushort)((PictureId + 1) & 0x7FFF);
        if (temporalId == 0)
            Tl0PicIdx++;

        if (keyframe)
            KeyIdx = (byte)((KeyIdx + 1) & 0x1F);
    }

    /// <summary>A packet of the current frame.</summary>
    public byte[] Video(byte temporalId = 0, bool first = true, bool keyframe = false) =>
        Build([(byte)(first ? 0x90 : 0x80), 0xF0, (byte)(0x80 | (PictureId >> 8)), (byte)PictureId, Tl0PicIdx, (byte)((temporalId << 6) | KeyIdx), keyframe ? (byte)0 : (byte)1, 9, 9]);

    private byte[] Build(ReadOnlySpan<byte> payload)
    {
        var writer = new RtpHeaderWriter(_buffer, false, 96, SequenceNumber++, Timestamp, 0x1000u + (uint)Source);
        writer.TryAdd(3, [1, 2, 3]).ShouldBeTrue();
        var length = writer.Complete();
        payload.CopyTo(_buffer.AsSpan(length));
        length += payload.Length;
        if (Padding > 0)
        {
            _buffer[0] |= 0x20;
            _buffer.AsSpan(length, Padding).Clear();
            length += Padding;
            _buffer[length - 1] = Padding;
        }

        return _buffer[..length];
    }
}

internal static class SlotRewriterSteps
{
    /// <summary>What the slot sends for a packet, or null when it sends nothing.</summary>
    public static SlotPacket? Forward(this SlotRewriter slot, SampleStream stream, byte[] bytes, double milliseconds, MonotonicTime? capturedAt = null, bool isVideo = false)
    {
        RtpPacket.TryParse(bytes, out var packet).ShouldBeTrue();
        var vp8 = default(Vp8PayloadDescriptor);
        if (isVideo && !packet.Payload.IsEmpty)
            Vp8PayloadDescriptor.TryParse(packet.Payload, out vp8).ShouldBeTrue();

        return slot.TryRewrite(stream.Source, packet, vp8, stream.ClockRate, SampleStream.At(milliseconds), capturedAt ?? MonotonicTime.Never, out var rewritten) ? rewritten : null;
    }

    public static bool LeaveOut(this SlotRewriter slot, SampleStream stream, byte[] bytes, bool isVideo = false)
    {
        RtpPacket.TryParse(bytes, out var packet).ShouldBeTrue();
        var vp8 = default(Vp8PayloadDescriptor);
        if (isVideo)
            Vp8PayloadDescriptor.TryParse(packet.Payload, out vp8).ShouldBeTrue();

        return slot.LeaveOut(stream.Source, packet, vp8);
    }
}
