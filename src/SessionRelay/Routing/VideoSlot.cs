using System.Buffers.Binary;
using System.Security.Cryptography;
using SessionRelay.Rtp;
using SessionRelay.Sdp;
using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>
/// The picture of whoever is in a slot pair: which publication it follows, which of its encodings it forwards, and what it does when that changes.
/// A switch always waits for a key frame; the last one is taken from the ring when all that followed it is there or underway, else one is asked for.
/// VideoSlot.Share.cs has what the downlink's width makes of it.
/// </summary>
internal sealed partial class VideoSlot : Slot
{
    /// <summary>All video codecs tick at 90 kHz (RFC 7741 section 4.1).</summary>
    public const int ClockRate = 90_000;

    /// <summary>Packets that a new viewer may get at once from the ring: a second at 1.5 Mbit/s. A longer burst would be lost on the way; then a key frame is asked for.</summary>
    private const int MaxCachedStart = 160;

    /// <summary>Bytes, as browsers send them.</summary>
    private const int FullPacket = 1_200;

    private readonly NackResponder _responder = new();
    private bool _owesKeyframe; // something was lost to a full queue and not sent again
    private KeyframeAllowance _keyframes;
    private VideoPublication? _publication;
    private VideoLayer? _current;
    private VideoLayer? _pending;
    private VideoLayer? _last;
    private int _maxWidth;
    private int _maxHeight;
    private bool _flows;
    private bool _askedAhead;
    private uint _timestamp;
    private ushort _rtxSequenceNumber = (ushort)RandomNumberGenerator.GetInt32(1, short.MaxValue + 1);

    public VideoSlot(Connection connection, SdpMedia media, uint ssrc, uint rtxSsrc)
        : base(connection, media, ssrc)
    {
        RtxSsrc = rtxSsrc;
    }

    public uint RtxSsrc { get; }

    /// <summary>
    /// From now on the slot shows <paramref name="publication"/> as well as an element of this size can; called again whenever anything of it may have changed.
    /// </summary>
    /// <param name="hidden">The client shows nothing of it: nothing is sent.</param>
    public void Follow(VideoPublication? publication, int maxWidth, int maxHeight, bool hidden, MonotonicTime now)
    {
        if (publication != _publication)
        {
            _publication?.Remove(this, now);
            publication?.Add(this);
            _publication = publication;
            _askedAhead = false;
            _current = null;
            _pending = null;
            // What another one's picture was given says nothing of this one's: where there is too little it begins with the least.
            IsPaused = false;
            _maxArea = Connection.Downlink.IsShort ? 0 : int.MaxValue;
        }

        _maxWidth = maxWidth;
        _maxHeight = maxHeight;
        _flows = publication is { IsSending: true } && !hidden;
        if (!_flows)
        {
            _current = null;
            _pending = null;
        }

        ReviewLayer(now);
    }

    /// <summary>The sender should keep this encoding up for us: it is forwarded, waited for, what we would show if it were there, or of unknown size.</summary>
    public bool Wants(VideoLayer layer, MonotonicTime now) =>
        _flows && (layer == _current || layer == _pending || layer == _publication!.Choose(_maxWidth, _maxHeight, _maxArea, live: false, now) || layer.Width == 0);

    /// <summary>Whether another encoding serves better now; then it is waited for.</summary>
    public void ReviewLayer(MonotonicTime now)
    {
        if (!_flows || IsPaused)
            return;
        var best = _publication!.Choose(_maxWidth, _maxHeight, _maxArea, live: true, now);
        if (!Connection.Peer.CanSend)
        {
            AskAhead(best, now);
            return;
        }

        if (best is null || best == _current)
        {
            _pending = null;
            return;
        }

        // Up only to what has settled; from nothing, or from what has ended, to anything.
        var mustLeave = _current is null || !_current.IsLive(now);
        if (!mustLeave && best.Area > _current!.Area && !best.IsSettled(now))
            return;
        if (_pending == best)
            return;
        _pending = best;
        if (_current is null && TryStartFromRing(best, now))
            return;
        best.RequestKeyframe(now);
    }

    /// <summary>A packet of an encoding of the publication that is followed.</summary>
    /// <param name="isLate">Newer packets came before it: it was lost and sent again, or overtaken.</param>
    public void Forward(VideoLayer layer, in RtpPacket packet, in Vp8PayloadDescriptor vp8, bool isLate, MonotonicTime now)
    {
        if (layer == _current)
        {
            if (_owesKeyframe && !Connection.Downlink.IsFilledUp(now))
            {
                _owesKeyframe = false;
                RequestKeyframe(now);
            }

            Send(layer, packet, vp8, now, now);
        }
        else if (_flows && !IsPaused && vp8.IsKeyframeStart && (layer == _pending || (_current is null && layer.Area <= _maxArea)) && Connection.Peer.CanSend)
            Begin(layer, packet, vp8, isLate, now);
    }

    /// <summary>A packet of the source that carries nothing to forward: it must leave no hole.</summary>
    public void LeaveOut(VideoLayer layer, in RtpPacket packet, MonotonicTime now)
    {
        if (layer != _current || Rewriter.LeaveOut(layer.Number, packet, default) || !packet.Payload.IsEmpty)
            return;
        // Its place was kept already, as something newer has gone out: an empty packet fills it.
        var peer = Connection.Peer;
        if (!peer.CanSend || Formats.Vp8 is not { } payloadType
            || !Rewriter.TryRewrite(layer.Number, packet, default, ClockRate, now, MonotonicTime.Never, out var rewritten))
            return;
        var buffer = peer.Reserve();
        var header = WriteHeader(buffer, packet, payloadType, rewritten.SequenceNumber, rewritten.Timestamp, Ssrc, now);
        Count(peer.CommitRtp(buffer, header, now), 0);
    }

    /// <summary>The encoding's stream was replaced by a new one: its first key frame begins it here.</summary>
    public void Forget(VideoLayer layer)
    {
        if (layer == _current)
            _current = null;
    }

    /// <summary>The receiver can't decode (PLI, FIR).</summary>
    public void RequestKeyframe(MonotonicTime now)
    {
        var layer = _current ?? _pending;
        if (layer is not null && layer.RequestKeyframe(ref _keyframes, now))
            _responder.OnPictureLossIndication(now);
    }

    /// <summary>Sends a packet again as RTX (RFC 4588). False when it is unknown, too old (then a key frame is asked for), over a limit, or the client takes no RTX.</summary>
    public bool Retransmit(ushort sequenceNumber, TimeSpan roundTrip, MonotonicTime now)
    {
        var peer = Connection.Peer;
        // The same packet under its own SSRC would be the same SRTP nonce with another header: without RTX nothing is sent again.
        // What is paused begins with a key frame, and what a full queue lost would only fill it again: a picture that goes on needs a key frame once it has emptied.
        if (Formats.Rtx is not { } payloadType || !peer.CanSend || IsPaused)
            return false;
        if (Connection.Downlink.IsFilledUp(now))
        {
            _owesKeyframe |= _current is not null;
            return false;
        }

        if (!_responder.TryAnswer(sequenceNumber, now, roundTrip, out var sent))
        {
            // After a break of the path the receiver asks for all that it missed: the picture goes on with a key frame, and at once instead of when its decoder has given up.
            if (_responder.IsTooLate(sequenceNumber, now))
                RequestKeyframe(now);
            return false;
        }

        // What a smaller encoding has taken the place of, on a path that is too narrow for it, is not mended.
        if (_publication?.Find(sent.Source) is not { } layer || (layer != _current && Connection.Downlink.IsShort) || !layer.Ring.TryGet(sent.OriginalSequenceNumber, now, out var kept)
            || !RtpPacket.TryParse(kept, out var packet) || !Vp8PayloadDescriptor.TryParse(packet.Payload, out var vp8))
        {
            // A viewer who began with what was kept is sent packets that are soon too old to be kept.
            if (_current is { } shown && shown == _publication?.Find(sent.Source))
                RequestKeyframe(now);
            return false;
        }

        var buffer = peer.Reserve();
        var header = WriteHeader(buffer, packet, payloadType, _rtxSequenceNumber++, sent.Rewritten.Timestamp, RtxSsrc, now);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[header..], sent.Rewritten.SequenceNumber);
        var payload = buffer[(header + Rtx.OriginalSequenceNumberLength)..];
        packet.Payload.CopyTo(payload);
        vp8.Rewrite(payload, sent.Rewritten.PictureId, sent.Rewritten.Tl0PicIdx, sent.Rewritten.KeyIdx);
        CountBytes(peer.CommitRtp(buffer, header + Rtx.OriginalSequenceNumberLength + packet.Payload.Length, now));
        return true;
    }

    protected override bool TryGetSourceTimestamp(MonotonicTime now, out uint timestamp)
    {
        timestamp = 0;
        return _current is { } layer && layer.Clock.TryGetTimestamp(now, ClockRate, out timestamp);
    }

    /// <summary>
    /// The client is still connecting: its key frame comes meanwhile and waits in the ring. Asked once, as one that never gets connected must not ask on and on.
    /// </summary>
    private void AskAhead(VideoLayer? layer, MonotonicTime now)
    {
        if (layer is null || _askedAhead)
            return;
        _askedAhead = true;
        // One that would soon be too old to start from is no reason not to ask.
        if (!layer.Ring.TryFindKeyframe(now, MaxCachedStart / 2, layer.Missing, out _, out _))
            layer.RequestKeyframe(now);
    }

    private void Begin(VideoLayer layer, in RtpPacket packet, in Vp8PayloadDescriptor vp8, bool isLate, MonotonicTime now)
    {
        if (!isLate)
        {
            SwitchTo(layer);
            Send(layer, packet, vp8, now, now);
            return;
        }

        // The rest of the key frame is here already and was nobody's: it is sent along. What is still missing follows when it comes.
        var count = layer.Ring.CountSince(packet.SequenceNumber);
        if (count is > 0 and <= MaxCachedStart)
            SendFromRing(layer, packet.SequenceNumber, count, now);
        else
            layer.RequestKeyframe(now);
    }

    private void SwitchTo(VideoLayer layer)
    {
        Rewriter.Switch(layer.Number, sameCapture: _last is not null && _publication!.Layers.Contains(_last));
        _current = layer;
        _last = layer;
        // A smaller encoding's key frame may come first: the one that is waited for is still taken when its own comes.
        if (_pending == layer)
            _pending = null;
    }

    private bool TryStartFromRing(VideoLayer layer, MonotonicTime now)
    {
        // What the ring has and is still to be forwarded would come twice.
        layer.ForwardHeld(now);
        if (_current is not null)
            return true;
        var most = Math.Min(MaxCachedStart, Connection.Downlink.RoomForBurst(now) / FullPacket);
        if (most == 0 || !layer.Ring.TryFindKeyframe(now, most, layer.Missing, out var first, out var count))
            return false;
        SendFromRing(layer, first, count, now);
        return true;
    }

    private void SendFromRing(VideoLayer layer, ushort first, int count, MonotonicTime now)
    {
        if (!layer.Ring.TryGet((ushort)(first + count - 1), now, out var newestBytes) || !RtpPacket.TryParse(newestBytes, out var newest))
            return;
        SwitchTo(layer);
        for (var i = 0; i < count; i++)
        {
            if (!layer.Ring.TryGet((ushort)(first + i), now, out var bytes) || !RtpPacket.TryParse(bytes, out var packet)
                || !Vp8PayloadDescriptor.TryParse(packet.Payload, out var vp8))
                continue;
            // What is caught up on was captured before now by as much as its timestamp is behind the newest one's.
            var behind = TimeSpan.FromSeconds(Math.Clamp(Wrap.Difference(newest.Timestamp, packet.Timestamp) / (double)ClockRate, 0, RetransmissionRing.MaxAge.TotalSeconds));
            Send(layer, packet, vp8, now - behind, now);
        }
    }

    /// <param name="at">When it would have gone out had the slot been here already: what its timestamp goes by.</param>
    private void Send(VideoLayer layer, in RtpPacket packet, in Vp8PayloadDescriptor vp8, MonotonicTime at, MonotonicTime now)
    {
        var peer = Connection.Peer;
        if (!peer.CanSend || Formats.Vp8 is not { } payloadType)
            return;
        var capturedAt = layer.Clock.CaptureTimeOf(packet.Timestamp, ClockRate);
        if (!Rewriter.TryRewrite(layer.Number, packet, vp8, ClockRate, at, capturedAt, out var rewritten))
            return;
        _timestamp = rewritten.Timestamp;
        var buffer = peer.Reserve();
        var header = WriteHeader(buffer, packet, payloadType, rewritten.SequenceNumber, rewritten.Timestamp, Ssrc, now);
        var payload = buffer[header..];
        packet.Payload.CopyTo(payload);
        vp8.Rewrite(payload, rewritten.PictureId, rewritten.Tl0PicIdx, rewritten.KeyIdx);
        _responder.OnSent(rewritten, layer.Number, packet.SequenceNumber, packet.Bytes.Length, now);
        if (vp8.IsKeyframeStart)
        {
            _owesKeyframe = false;
            _responder.OnKeyframeSent(rewritten.SequenceNumber);
        }

        Count(peer.CommitRtp(buffer, header + packet.Payload.Length, now), packet.Payload.Length);
    }

    private int WriteHeader(Span<byte> buffer, in RtpPacket packet, byte payloadType, ushort sequenceNumber, uint timestamp, uint ssrc, MonotonicTime now)
    {
        var writer = new RtpHeaderWriter(buffer, packet.Marker, payloadType, sequenceNumber, timestamp, ssrc);
        if (Extensions.IdOf(HeaderExtension.TransportSequenceNumber) is var transportId and not 0 && writer.TryReserve(transportId, 2, out var number))
            BinaryPrimitives.WriteUInt16BigEndian(number, Connection.Downlink.OnSent(packet.Bytes.Length, now));
        return writer.Complete();
    }

    private void Count(int sentBytes, int payloadLength)
    {
        if (sentBytes == 0)
            return;
        CountSent(payloadLength);
        CountBytes(sentBytes);
    }

    private void CountBytes(int sentBytes)
    {
        if (sentBytes == 0)
            return;
        Connection.Counters.PacketsOutVideo++;
        Connection.Counters.BytesOutVideo += sentBytes;
    }
}
