using System.Text;
using SessionRelay.Dtls;
using SessionRelay.Ice;
using SessionRelay.Rtp;
using SessionRelay.Srtp;
using SessionRelay.Stun;
using SessionRelay.Wire;

namespace SessionRelay.Peers;

/// <summary>
/// One participant's connection to the relay (one RTCPeerConnection): ICE finds and keeps the path, DTLS makes the keys, SRTP carries the media,
/// and silence tells that the path is broken. What the media means is its <see cref="IPeerOwner"/>'s business. Sans-I/O; one shard's thread.
/// </summary>
internal sealed class Peer : IDisposable
{
    /// <summary>Our clients send audio always (20 ms packets), so a second without any authenticated packet is a broken path.</summary>
    public static readonly TimeSpan SilenceWithAudio = TimeSpan.FromSeconds(1);

    /// <summary>Other software may send nothing but connectivity checks, every 2.65 s (Chromium) or 5 s (Firefox).</summary>
    public static readonly TimeSpan SilenceWithoutAudio = TimeSpan.FromSeconds(6);

    /// <summary>The client hears from us at least every 250 ms; the rest is slack for timers and the way.</summary>
    private static readonly TimeSpan KeepAliveInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// From the first path to the first ClientHello: browsers send it at once. One that never does believes that it is connected already
    /// (it restarts ICE towards a peer that was forgotten here), and must be told.
    /// </summary>
    private static readonly TimeSpan HelloBound = TimeSpan.FromSeconds(10);

    private readonly IPeerOwner _owner;
    private readonly IPeerDirectory _directory;
    private readonly Agenda _agenda;
    private readonly IDatagramSink _sink;
    private readonly ShardCounters _counters;
    private readonly IceLiteAgent _ice;
    private readonly SecureChannel _channel;
    private readonly List<byte[]> _ufrags = [];
    private bool _hasPath;
    private bool _isLive;
    private bool _wasLive;
    private MonotonicTime _lastAuthenticated;
    private MonotonicTime _lastSent;
    private MonotonicTime _helloBy = MonotonicTime.Never;

    public Peer(IPeerOwner owner, PeerSurroundings surroundings, IceLiteAgent ice, SecureChannel channel, MonotonicTime now)
    {
        _owner = owner;
        _directory = surroundings.Directory;
        _agenda = surroundings.Agenda;
        _sink = surroundings.Sink;
        _counters = surroundings.Counters;
        _ice = ice;
        _channel = channel;
        _lastAuthenticated = now;
        _lastSent = now;
        _directory.Add(this);
        AddUfrag(ice.Local.Ufrag);
        Touch(now);
    }

    /// <summary>Datagrams on their way to this peer.</summary>
    public SendFlow Flow { get; } = new();

    /// <summary>How long nothing may come before the path counts as broken.</summary>
    public TimeSpan SilenceLimit { get; set; } = SilenceWithAudio;

    public bool IsClosed { get; private set; }

    /// <summary>Authenticated packets come.</summary>
    public bool IsLive => _isLive;

    /// <summary>It has been live at some time.</summary>
    public bool HasBeenLive => _wasLive;

    /// <summary>Keys exist and a path is selected: what is sent can arrive.</summary>
    public bool CanSend => _channel.HasKeys && _hasPath && !IsClosed;

    public MonotonicTime LastAuthenticated => _lastAuthenticated;

    public IceCredentials LocalCredentials => _ice.Local;

    public MonotonicTime Deadline { get; private set; }

    /// <summary>New credentials after the client's ICE restart (RFC 8445 section 9); the old ones hold for a while.</summary>
    public void RestartIce(IceCredentials local, MonotonicTime now)
    {
        _ice.Restart(local);
        AddUfrag(local.Ufrag);
        ForgetUfrags();
        Touch(now);
    }

    /// <summary>A connectivity check for one of our fragments. True when the address it came from is the peer's.</summary>
    public bool ReceiveStun(in StunMessage message, in NetworkPath path, MonotonicTime now)
    {
        if (IsClosed)
            return false;
        var outcome = _ice.Handle(message, path, now, _sink.Reserve(), out var length);
        if (length > 0)
            _sink.Commit(path, length);
        switch (outcome)
        {
            case IceOutcome.Answered:
                FollowSelection(now);
                Heard(isMedia: false, now);
                return !IsClosed;
            case IceOutcome.BadIntegrity:
                _counters.Drop(DropReason.StunBadIntegrity);
                return false;
            case IceOutcome.OverLimit:
                _counters.Drop(DropReason.OverLimit);
                return false;
            case IceOutcome.UnknownUser:
                _counters.Drop(DropReason.UnknownAddress);
                return false;
            case IceOutcome.Malformed:
                _counters.Drop(DropReason.Malformed);
                return false;
            default:
                return false;
        }
    }

    public void ReceiveDtls(ReadOnlySpan<byte> datagram, in NetworkPath path, MonotonicTime now)
    {
        if (IsClosed)
            return;
        // A ClientHello comes by the path that the client has chosen: the answer goes back there.
        if (!_channel.HasKeys && _ice.OnAuthenticated(path, now))
            FollowSelection(now);
        var had = _channel.HasKeys;
        _channel.ReceiveDtls(datagram, now);
        _channel.SendDtls(_sink, Flow, now);
        if (!had && _channel.HasKeys)
        {
            _counters.AddHandshake(_channel.HandshakeDuration);
            _owner.OnSecured(now);
        }

        if (!CheckChannel(now))
            Touch(now);
    }

    /// <summary>SRTP or SRTCP (RFC 5761 section 4 tells them apart). Decrypted in place.</summary>
    public void ReceiveMedia(Span<byte> datagram, in NetworkPath path, MonotonicTime arrivedAt, MonotonicTime now)
    {
        if (IsClosed || datagram.Length < 2 || !_channel.HasKeys)
        {
            _counters.Drop(_channel.HasKeys ? DropReason.Malformed : DropReason.SrtpAuth);
            return;
        }

        if (!_ice.IsValidated(path))
        {
            _counters.Drop(DropReason.UnknownAddress);
            return;
        }

        var isRtcp = datagram[1] is >= 192 and <= 223;
        var result = isRtcp ? _channel.UnprotectRtcp(datagram, out var length) : _channel.UnprotectRtp(datagram, out length);
        if (result != SrtpResult.Ok)
        {
            _counters.Drop(result switch
            {
                SrtpResult.Replayed => DropReason.SrtpReplay,
                SrtpResult.Malformed => DropReason.Malformed,
                SrtpResult.TooManyStreams => DropReason.OverLimit,
                _ => DropReason.SrtpAuth,
            });
            return;
        }

        if (_ice.OnAuthenticated(path, now))
            FollowSelection(now);
        Heard(isMedia: true, now);
        if (IsClosed)
            return;
        var plain = datagram[..length];
        if (isRtcp)
            _owner.OnRtcp(plain, now);
        else if (RtpPacket.TryParse(plain, out var packet))
            _owner.OnRtp(packet, plain, arrivedAt, now);
        else
            _counters.Drop(DropReason.Malformed);
        if (!IsClosed)
            Touch(now);
    }

    /// <summary>Memory for a packet to this peer; then <see cref="CommitRtp"/> or <see cref="CommitRtcp"/>.</summary>
    public Span<byte> Reserve() => _sink.Reserve();

    /// <summary>
    /// Protects and sends what was written into the reserved memory. Needs <see cref="CanSend"/>. Gives the bytes sent; 0 when SRTP refused the packet
    /// (an index that was used before).
    /// </summary>
    public int CommitRtp(Span<byte> buffer, int length, MonotonicTime now)
    {
        var sent = _channel.ProtectRtp(buffer, length);
        if (sent == 0)
            return 0;
        _sink.Commit(Flow, sent);
        _lastSent = now;
        return sent;
    }

    /// <summary>
    /// Sends again what <see cref="CommitRtp"/> has protected, byte for byte: whoever has it drops it (RFC 3711 section 3.3.2). Needs <see cref="CanSend"/>.
    /// </summary>
    public void Repeat(ReadOnlySpan<byte> packet)
    {
        packet.CopyTo(_sink.Reserve());
        _sink.Commit(Flow, packet.Length);
    }

    public void CommitRtcp(Span<byte> buffer, int length, MonotonicTime now)
    {
        var sent = _channel.ProtectRtcp(buffer, length);
        if (sent == 0)
            return;
        _sink.Commit(Flow, sent);
        _lastSent = now;
    }

    /// <summary>Runs the timers that are due.</summary>
    public void Advance(MonotonicTime now)
    {
        if (IsClosed)
            return;
        if (_ice.IsExpired(now))
        {
            Fail("ice-timeout", now);
            return;
        }

        _ice.OnTimeout(now);
        FollowSelection(now);

        _channel.SendDtls(_sink, Flow, now);
        if (CheckChannel(now))
            return;
        if (_channel.State == DtlsState.New && now >= _helloBy)
        {
            _counters.DtlsTimeouts++;
            Fail("dtls-failed", now);
            return;
        }

        if (_isLive && now - _lastAuthenticated >= SilenceLimit)
        {
            _isLive = false;
            _owner.OnSilent(_lastAuthenticated, now);
        }

        _owner.Advance(now);
        if (CanSend && now - _lastSent >= KeepAliveInterval)
            _owner.SendKeepAlive(now);
        if (!IsClosed)
            Touch(now);
    }

    /// <summary>Computes the next deadline anew, after something that may have moved it.</summary>
    public void Touch(MonotonicTime now)
    {
        var next = MonotonicTime.Min(_ice.Deadline, _channel.Deadline);
        next = MonotonicTime.Min(next, _owner.Deadline);
        if (_channel.State == DtlsState.New)
            next = MonotonicTime.Min(next, _helloBy);
        if (_isLive)
            next = MonotonicTime.Min(next, _lastAuthenticated + SilenceLimit);
        if (CanSend)
            next = MonotonicTime.Min(next, _lastSent + KeepAliveInterval);
        Deadline = MonotonicTime.Max(next, now);
        _agenda.Lower(Deadline);
    }

    /// <summary>Ends a connection whose state can't be trusted any more, after a defect.</summary>
    public void Abandon(MonotonicTime now)
    {
        if (!IsClosed)
            Fail("dtls-failed", now);
    }

    /// <summary>Says goodbye by close_notify and forgets everything.</summary>
    public void Close(MonotonicTime now)
    {
        if (IsClosed)
            return;
        if (_hasPath)
        {
            _channel.Close(now);
            _channel.SendDtls(_sink, Flow, now);
        }

        IsClosed = true;
        Deadline = MonotonicTime.Never;
        _directory.Remove(this);
        Dispose();
    }

    public void Dispose() => _channel.Dispose();

    private void AddUfrag(string ufrag)
    {
        var bytes = Encoding.ASCII.GetBytes(ufrag);
        _ufrags.Add(bytes);
        if (IceCredentials.TryGetKey(bytes, out var key))
            _directory.AddUfrag(key, this);
    }

    /// <summary>Takes the fragments of generations that no longer hold out of the shard's table.</summary>
    private void ForgetUfrags()
    {
        for (var i = _ufrags.Count - 1; i >= 0; i--)
        {
            if (_ice.Owns(_ufrags[i]))
                continue;
            if (IceCredentials.TryGetKey(_ufrags[i], out var key))
                _directory.RemoveUfrag(key);
            _ufrags.RemoveAt(i);
        }
    }

    private void FollowSelection(MonotonicTime now)
    {
        if (_ice.Selected is { } selected)
        {
            Flow.Path = selected;
            if (!_hasPath)
                _helloBy = now + HelloBound;
            _hasPath = true;
        }

        while (_ice.TryTakeRemovedPath(out var removed))
        {
            // The route goes by the client's address alone: it stands as long as any path from there does.
            if (!_ice.HasPathFrom(removed.Remote))
                _directory.ForgetAddress(removed.Remote, this);
        }
    }

    private void Heard(bool isMedia, MonotonicTime now)
    {
        _lastAuthenticated = now;
        if (_isLive || !_channel.HasKeys || IsClosed)
            return;
        // The first time it takes media to be live, since others are closed for it; somebody who publishes nothing may have none to send.
        if (!_wasLive && !isMedia && SilenceLimit == SilenceWithAudio)
            return;
        _isLive = true;
        _wasLive = true;
        _owner.OnLive(now);
    }

    private bool CheckChannel(MonotonicTime now)
    {
        switch (_channel.State)
        {
            case DtlsState.Failed:
                var mismatch = _channel.Failure == DtlsFailure.FingerprintMismatch;
                if (mismatch)
                    _counters.FingerprintMismatches++;
                else if (_channel.Failure == DtlsFailure.Timeout)
                    _counters.DtlsTimeouts++;
                else
                    _counters.DtlsProtocolFailures++;
                Fail(mismatch ? "fingerprint-mismatch" : "dtls-failed", now);
                return true;
            case DtlsState.Closed:
                Fail("closed", now);
                return true;
            default:
                return false;
        }
    }

    private void Fail(string code, MonotonicTime now)
    {
        _owner.OnFailed(code, now);
        Close(now);
        _owner.OnEnded(now);
    }
}
