using SessionRelay.Routing;
using SessionRelay.Rtp;
using SessionRelay.Wire;

namespace SessionRelay.LoadTests.People;

/// <summary>
/// The picture of one slot, as it arrives: asks for what is missing like a browser does, and checks what a decoder would trip over: frames that are not whole, picture ids
/// that jump, timestamps that go back.
/// </summary>
internal sealed class ReceivedVideo
{
    private const int MaxOpenFrames = 256;

    private static readonly TimeSpan StuckAfter = TimeSpan.FromSeconds(1);

    private readonly Dictionary<long, OpenFrame> _open = [];
    private readonly NackGenerator _nack = new();
    private bool _started;
    private long _highestPicture;
    private long _nextPicture;
    private uint _newestTimestamp;
    private MonotonicTime _shownAt = MonotonicTime.Never;

    public NackGenerator Nack => _nack;

    public ReceptionStatistics? Statistics { get; private set; }

    public long Packets { get; private set; }

    public long Retransmitted { get; private set; }

    public long Duplicates { get; private set; }

    /// <summary>Packets whose stamp was damaged.</summary>
    public long Damaged { get; private set; }

    /// <summary>Frames of which every packet came.</summary>
    public long WholeFrames { get; private set; }

    public long Keyframes { get; private set; }

    /// <summary>Frames that a decoder could show: whole, and every one before it since a key frame too.</summary>
    public long ShownFrames => WholeFrames;

    /// <summary>Frames that were never whole: a later key frame went past them.</summary>
    public long Skipped { get; private set; }

    /// <summary>A browser would ask for a key frame: packets come and nothing can be shown of them.</summary>
    public bool IsStuck(MonotonicTime now) => _started ? OpenFrames > 0 && now - _shownAt > StuckAfter : Packets > 0;

    /// <summary>Frames that have begun and are not whole yet.</summary>
    public int OpenFrames => _open.Count;

    public long TimestampsBack { get; private set; }

    /// <summary>Steps of the picture id that were not one.</summary>
    public long PictureJumps { get; private set; }

    public int Width { get; private set; }

    public int LastSender { get; private set; } = -1;

    /// <summary>When the last packet was sent, on the sender's clock.</summary>
    public long LastSentTicks { get; private set; }

    public MonotonicTime FirstFrameAt { get; private set; } = MonotonicTime.Never;

    /// <summary>The longest time without a new frame to show, since <see cref="ForgetFreezes"/>.</summary>
    public TimeSpan LongestFreeze { get; private set; }

    /// <summary>Packets that came with the padding bit or without a payload.</summary>
    public long Padded { get; private set; }

    /// <summary>Of the newest frame's first packet: its RTP timestamp, and when it was sent on the sender's clock.</summary>
    public (uint Timestamp, long SentTicks) Newest { get; private set; }

    public uint LastFrame { get; private set; }

    /// <summary>Number, by its sender's count, of the first frame after a pause of over a second.</summary>
    public uint FirstFrameAfterPause { get; private set; }

    /// <summary>Measures freezes from now on.</summary>
    public void ForgetFreezes(MonotonicTime now)
    {
        LongestFreeze = TimeSpan.Zero;
        _shownAt = now;
    }

    /// <summary>A freeze that lasts still counts too.</summary>
    public TimeSpan FreezeAt(MonotonicTime now) => _shownAt.IsNever || now - _shownAt < LongestFreeze ? LongestFreeze : now - _shownAt;

    public void Take(in RtpPacket packet, bool isRetransmission, MonotonicTime now)
    {
        Packets++;
        if (isRetransmission)
            Retransmitted++;
        else
            (Statistics ??= new ReceptionStatistics(packet.Ssrc)).OnPacket(packet.SequenceNumber, packet.Timestamp, VideoSlot.ClockRate, now);
        if (_nack.OnPacket(packet.SequenceNumber, now) == Arrival.Duplicate)
        {
            Duplicates++;
            return;
        }

        if (packet.PaddingLength > 0 || packet.Payload.IsEmpty)
            Padded++;
        if (packet.Payload.IsEmpty)
            return;
        if (!Vp8PayloadDescriptor.TryParse(packet.Payload, out var descriptor) || !SentVideo.TryReadStamp(packet.Payload, descriptor, out var stamp))
        {
            Damaged++;
            return;
        }

        LastSender = stamp.Sender;
        LastSentTicks = stamp.SentTicks;
        if (!_started)
        {
            if (!descriptor.IsKeyframeStart)
                return;
            _started = true;
            _highestPicture = descriptor.PictureId + 0x8000L;
            _nextPicture = _highestPicture;
            _shownAt = now;
            _newestTimestamp = packet.Timestamp;
        }

        var picture = _highestPicture + ((descriptor.PictureId - (int)(_highestPicture & 0x7FFF)) << 17 >> 17);
        if (picture < _nextPicture)
            return;
        if (picture > _highestPicture)
        {
            if (Wrap.Difference(packet.Timestamp, _newestTimestamp) <= 0)
                TimestampsBack++;
            _highestPicture = picture;
            _newestTimestamp = packet.Timestamp;
            Newest = (packet.Timestamp, stamp.SentTicks);
            LastFrame = stamp.Frame;
            if (!_shownAt.IsNever && now - _shownAt > TimeSpan.FromSeconds(1))
                FirstFrameAfterPause = stamp.Frame;
        }

        if (descriptor.IsKeyframeStart)
        {
            Width = descriptor.Width;
            Keyframes++;
        }

        if (!_open.TryGetValue(picture, out var frame))
        {
            if (_open.Count >= MaxOpenFrames)
            {
                PictureJumps++;
                return;
            }

            frame = new OpenFrame(stamp.Sender, stamp.Frame, stamp.Parts);
        }
        else if (frame.Sender != stamp.Sender || frame.Frame != stamp.Frame)
        {
            PictureJumps++; // two frames under one picture id
            return;
        }

        frame = frame with { Left = frame.Left - 1, HasKeyframe = frame.HasKeyframe | descriptor.IsKeyframeStart };
        _open[picture] = frame;
        if (picture != _nextPicture && frame is { Left: 0, HasKeyframe: true })
            SkipTo(picture);
        Complete(now);
    }

    private void SkipTo(long picture)
    {
        for (; _nextPicture < picture; _nextPicture++)
        {
            _open.Remove(_nextPicture);
            Skipped++;
        }
    }

    private void Complete(MonotonicTime now)
    {
        while (_open.TryGetValue(_nextPicture, out var frame) && frame.Left == 0)
        {
            _open.Remove(_nextPicture);
            _nextPicture++;
            WholeFrames++;
            if (!_shownAt.IsNever && now - _shownAt > LongestFreeze)
                LongestFreeze = now - _shownAt;
            _shownAt = now;
            if (FirstFrameAt.IsNever)
                FirstFrameAt = now;
        }
    }

    private readonly record struct OpenFrame(int Sender, uint Frame, int Left, bool HasKeyframe = false);
}
