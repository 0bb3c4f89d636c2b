using SessionRelay.Rtcp;
using SessionRelay.Rtp;
using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>
/// One encoding of a published video, as it arrives: what is missing is asked for, the last seconds are kept for those who miss something,
/// key frames are asked for on behalf of all who wait, and each packet goes to the slots that show this encoding.
/// </summary>
internal sealed class VideoLayer : IDisposable
{
    /// <summary>Without a packet for this long an encoding has ended: browsers send at least 5 frames a second of a camera.</summary>
    private static readonly TimeSpan EndedAfter = TimeSpan.FromSeconds(1);

    /// <summary>A stream that has just begun may stop again while the sender's estimate settles: nobody goes up to it before.</summary>
    private static readonly TimeSpan SettledAfter = TimeSpan.FromSeconds(2);

    /// <summary>Switching off waits, so that somebody who looks away for a moment costs no key frame.</summary>
    private static readonly TimeSpan SwitchedOffAfter = TimeSpan.FromSeconds(5);

    /// <summary>From one packet of sound to the next: then it shows whether a queue stands on the way up, or all was held up for a moment.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);

    /// <summary>Requests in one NACK packet; 512 missing sequence numbers are 32 to 512 entries of 4 bytes.</summary>
    private const int MaxRequested = 256;

    /// <summary>Packets that are held for one pass over the viewers: a key frame's burst as it comes out of one receive batch.</summary>
    private const int MaxHeld = 64;

    private readonly VideoPublication _publication;
    private readonly ushort[] _held = new ushort[MaxHeld];
    private int _heldCount;
    private NackGenerator _nack = new();
    private readonly KeyframeRequester _keyframes = new();
    private readonly RetransmissionRing _ring;
    private bool _toldActive = true;
    private MonotonicTime _unwantedSince = MonotonicTime.Never;
    private MonotonicTime _firstPacket = MonotonicTime.Never;
    private MonotonicTime _lastPacket = MonotonicTime.Zero;
    private long _lostCounted;
    private RateMeter _rate;

    public VideoLayer(VideoPublication publication, string rid, MonotonicTime now)
    {
        _publication = publication;
        Rid = rid;
        _ring = new RetransmissionRing(publication.Connection.Room.Surroundings.PacketMemory);
        _unwantedSince = now;
        Statistics = new ReceptionStatistics(0);
        Clock = new SenderReportClock(publication.Connection.Clock);
        Number = publication.Connection.Room.NextSourceNumber();
    }

    /// <summary>Empty for the only encoding.</summary>
    public string Rid { get; }

    public uint? Ssrc { get; private set; }

    public ReceptionStatistics Statistics { get; private set; }

    /// <summary>From timestamps to capture times, by the sender's own reports.</summary>
    public SenderReportClock Clock { get; }

    /// <summary>Tells this encoding from every other in the room's slots.</summary>
    public int Number { get; private set; }

    public RetransmissionRing Ring => _ring;

    /// <summary>What is missing and asked for.</summary>
    public NackGenerator Missing => _nack;

    /// <summary>From the last key frame, pixels; 0 before the first.</summary>
    public int Width { get; private set; }

    public int Height { get; private set; }

    public int Area => Width * Height;

    /// <summary>bit/s; 0 until it is known, kept while the encoding is switched off.</summary>
    public int BitRate => _rate.BitRate;

    public MonotonicTime Deadline => Ssrc is null ? MonotonicTime.Never : MonotonicTime.Min(_nack.Deadline, _keyframes.Deadline);

    /// <summary>Packets come. A screen that stands still sends none for long and is live all the same.</summary>
    public bool IsLive(MonotonicTime now) =>
        Ssrc is not null && (_publication.Layers.Length == 1 || now - _lastPacket < EndedAfter);

    public bool IsSettled(MonotonicTime now) => IsLive(now) && now - _firstPacket >= SettledAfter;

    /// <summary>The first packet of this encoding's stream, or of a new stream that replaces it.</summary>
    public void Start(uint ssrc)
    {
        if (Ssrc is not null)
        {
            _heldCount = 0;
            // Another stream: what was known of the former one's numbers says nothing of this one's.
            Number = _publication.Connection.Room.NextSourceNumber();
            _nack = new NackGenerator();
            _lostCounted = 0;
            _ring.Dispose();
            foreach (var follower in _publication.Followers)
                follower.Forget(this);
        }

        Ssrc = ssrc;
        Statistics = new ReceptionStatistics(ssrc);
    }

    public void Receive(in RtpPacket packet, Span<byte> bytes, bool isRetransmission, MonotonicTime now)
    {
        if (packet.PaddingLength > 0)
        {
            // Padding is the sender's business with us alone; what is forwarded and kept has none.
            bytes = bytes[..^packet.PaddingLength];
            bytes[0] &= 0xDF;
            if (RtpPacket.TryParse(bytes, out var bare))
                ReceiveBare(bare, isRetransmission, now);
            return;
        }

        ReceiveBare(packet, isRetransmission, now);
    }

    public void TakeSenderReport(in SenderReport report, MonotonicTime now)
    {
        Statistics.OnSenderReport(report.NtpTime, now);
        Clock.OnSenderReport(report.NtpTime, report.RtpTimestamp, VideoSlot.ClockRate, now);
    }

    /// <summary>A receiver that can't decode asks for a key frame. False when it has asked too often.</summary>
    public bool RequestKeyframe(ref KeyframeAllowance receiver, MonotonicTime now)
    {
        if (!_keyframes.Request(ref receiver, now))
            return false;
        RequestsChanged(now);
        return true;
    }

    /// <summary>A slot waits for a key frame to show this encoding.</summary>
    public void RequestKeyframe(MonotonicTime now)
    {
        _keyframes.Request();
        RequestsChanged(now);
    }

    /// <summary>Whether anybody wants this encoding now; tells the sender when that has to be told.</summary>
    public void Settle(bool wanted, MonotonicTime now)
    {
        if (wanted)
        {
            _unwantedSince = MonotonicTime.Never;
            if (!_toldActive)
                Tell(active: true);
            return;
        }

        _keyframes.Cancel();
        if (_unwantedSince.IsNever)
            _unwantedSince = now;
        // Only a camera has encodings to switch off: a screen is one, and its sender knows whether it is shared.
        if (_publication.Source == SlotSource.Camera && _toldActive && now - _unwantedSince >= SwitchedOffAfter)
            Tell(active: false);
    }

    public void Advance(MonotonicTime now)
    {
        if (Ssrc is null)
            return;
        SendDueRequests(now);
    }

    /// <summary>
    /// Forwards what was held since the last call: all of it to one viewer, then to the next, so that each viewer's state and keys are fetched into the cache once a
    /// burst and its packets lie in a row in the send memory.
    /// </summary>
    public void ForwardHeld(MonotonicTime now)
    {
        var held = _held.AsSpan(0, _heldCount);
        if (held.IsEmpty)
            return;
        _heldCount = 0;
        foreach (var follower in _publication.Followers)
        {
            foreach (var sequenceNumber in held)
            {
                if (_ring.TryGet(sequenceNumber, now, out var bytes) && RtpPacket.TryParse(bytes, out var packet) && Vp8PayloadDescriptor.TryParse(packet.Payload, out var descriptor))
                    follower.Forward(this, packet, descriptor, isLate: false, now);
            }
        }
    }

    public void Dispose() => _ring.Dispose();

    private void ReceiveBare(in RtpPacket packet, bool isRetransmission, MonotonicTime now)
    {
        if (!isRetransmission)
            Statistics.OnPacket(packet.SequenceNumber, packet.Timestamp, VideoSlot.ClockRate, now);
        var arrival = _nack.OnPacket(packet.SequenceNumber, now);
        if (arrival == Arrival.Duplicate)
            return;
        if (packet.Bytes.Length > RetransmissionRing.MaxPacketLength)
        {
            _publication.Connection.Counters.Drop(DropReason.OverLimit);
            return;
        }

        _rate.Add(packet.Bytes.Length, now);
        var begins = now - _lastPacket >= EndedAfter;
        if (begins)
            _firstPacket = now;
        _lastPacket = now;
        if (packet.Payload.IsEmpty)
        {
            LeaveOut(packet, now);
            return;
        }

        if (packet.PayloadType != _publication.Formats.Vp8 || !Vp8PayloadDescriptor.TryParse(packet.Payload, out var descriptor))
        {
            _publication.Connection.Counters.Drop(DropReason.Malformed);
            LeaveOut(packet, now);
            return;
        }

        if (descriptor.IsKeyframeStart)
        {
            Width = descriptor.Width;
            Height = descriptor.Height;
            _keyframes.OnKeyframe();
            _nack.ClearKeyframeWanted();
        }

        // What nobody watches is not kept, nor what comes while the camera is said to be off.
        if (!_publication.IsKept(now))
            return;
        var isLate = arrival == Arrival.Recovered;
        // A late one goes at once, and after what came before it: the ring then holds nothing that is still to be forwarded.
        if (isLate || _heldCount == MaxHeld)
            ForwardHeld(now);
        _ring.Add(packet.SequenceNumber, packet.Bytes, now, descriptor.IsKeyframeStart);
        if (isLate)
        {
            foreach (var follower in _publication.Followers)
                follower.Forward(this, packet, descriptor, isLate: true, now);
        }
        else
        {
            if (_heldCount == 0)
                _publication.Connection.Room.Surroundings.Held.Add(this);
            _held[_heldCount++] = packet.SequenceNumber;
        }

        if (!begins || descriptor.IsKeyframeStart)
            return;
        // The start of the stream was lost, and nobody can miss what came before its first packet: who waits for it asks for a key frame now.
        foreach (var follower in _publication.Followers)
            follower.ReviewLayer(now);
    }

    private void LeaveOut(in RtpPacket packet, MonotonicTime now)
    {
        ForwardHeld(now); // what came before it has its place before it
        foreach (var follower in _publication.Followers)
            follower.LeaveOut(this, packet, now);
    }

    private void RequestsChanged(MonotonicTime now)
    {
        SendDueRequests(now);
        _publication.Connection.Incoming.Touch(now);
    }

    private void SendDueRequests(MonotonicTime now)
    {
        var connection = _publication.Connection;
        if (!connection.Peer.CanSend || Ssrc is not { } ssrc)
            return;
        // What a queue that has just filled up lost is seen to be missing before the queue itself is, and Chromium goes on for seconds with all that was asked for: it waits until more is known.
        if (connection.Microphone is { } microphone && microphone.IsNewestLate(now) && !microphone.IsLate(now))
            _nack.Postpone(now + LookAgain);
        Span<ushort> missing = stackalloc ushort[MaxRequested];
        var count = _nack.TakeDue(now, connection.Feedback.RoundTrip, missing);
        connection.Counters.LostIn += _nack.Lost - _lostCounted;
        _lostCounted = _nack.Lost;
        if (_nack.KeyframeWanted)
            _keyframes.Request();
        // What is missing of a picture that its sender holds back would only make sound late, which has the way up for itself; and what is missing of any was lost to a queue while one stands there.
        if (_publication.IsHeld || connection.Microphone?.IsLate(now) is true)
            count = 0;
        var keyframe = _keyframes.TakeDue(now);
        if (count == 0 && !keyframe)
            return;
        var buffer = connection.Peer.Reserve();
        var writer = new RtcpWriter(buffer[..Reports.MaxCompound]);
        writer.TryReceiverReport(connection.FeedbackSsrc);
        if (count > 0)
        {
            writer.TryNack(connection.FeedbackSsrc, ssrc, missing[..count]);
            connection.Counters.NacksSent += count;
        }

        if (keyframe)
        {
            writer.TryPictureLossIndication(connection.FeedbackSsrc, ssrc);
            connection.Counters.KeyframeRequests++;
        }

        connection.Peer.CommitRtcp(buffer, writer.Length, now);
    }

    private void Tell(bool active)
    {
        _toldActive = active;
        var connection = _publication.Connection;
        connection.Room.Tell(new RelayEvent.LayerChanged(connection.Participant.Id, connection.PeerName, Rid, active));
    }
}
