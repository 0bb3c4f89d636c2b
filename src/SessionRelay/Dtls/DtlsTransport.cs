using System.Diagnostics.CodeAnalysis;
using SessionRelay.Srtp;
using SessionRelay.Wire;

namespace SessionRelay.Dtls;

/// <summary>
/// One peer's DTLS 1.2 association (RFC 6347), which gives SRTP its keys (RFC 5763, RFC 5764). It owns no socket and reads no clock:
/// after <see cref="Start"/>, <see cref="Handle"/>, <see cref="Close"/>, and whenever <see cref="Deadline"/> has come, the owner takes
/// datagrams by <see cref="TryGetDatagram"/> until there are none, then looks at <see cref="State"/> and at the new deadline.
/// No bytes from the network throw; a handshake's memory is bounded by the limits below. One thread.
/// </summary>
internal sealed class DtlsTransport : IDisposable
{
    /// <summary>Longer datagrams are dropped, bytes: no path in front of a browser carries more than 1,500.</summary>
    public const int MaxDatagramLength = 2048;

    /// <summary>Datagrams that one handshake may take. With every flight lost a dozen times it takes under 100.</summary>
    public const int MaxHandshakeDatagrams = 256;

    /// <summary>
    /// Encrypted records that a handshake may take. OpenSSL keeps those that come before their key, each in a buffer of 17 KB: 272 KB at most.
    /// A peer's Finished is one record a flight.
    /// </summary>
    public const int MaxEarlyRecords = 16;

    /// <summary>Answers to repeats of the peer's flight, so that nobody gets more out of the relay than this many flights.</summary>
    public const int MaxRepeatedAnswers = 64;

    /// <summary>First wait before a flight is sent again; doubled each time. RFC 6347 section 4.2.4.1 allows less than its 1 s for known networks.</summary>
    public static readonly TimeSpan FirstResend = TimeSpan.FromMilliseconds(50);

    /// <summary>The wait doubles no further.</summary>
    public static readonly TimeSpan LongestResend = TimeSpan.FromSeconds(4);

    /// <summary>From the first datagram to the end of patience; ICE's consent ends at the same time (RFC 7675).</summary>
    public static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(30);

    private readonly DtlsRole _role;
    private readonly DtlsFlight _flight = new();
    private DtlsEngine? _engine;
    private SrtpKeys? _keys;
    private MonotonicTime _giveUpAt = MonotonicTime.Never;
    private int _datagrams;
    private int _earlyRecords;
    private int _highestMessage = -1;
    private int _answeredMessage = -1;

    /// <summary>A server that waits for a ClientHello, or a client that waits for <see cref="Start"/>.</summary>
    /// <param name="peerFingerprints">
    /// What the peer's session description names; at least one. The strongest hash among them decides, by any value of it (RFC 8122 section 5).
    /// </param>
    /// <param name="profiles">In order of preference; empty: GCM, then counter mode. The server's order decides.</param>
    public DtlsTransport(
        DtlsCertificate certificate,
        DtlsRole role,
        ReadOnlySpan<DtlsFingerprint> peerFingerprints,
        ReadOnlySpan<SrtpProfile> profiles = default)
    {
        if (peerFingerprints.IsEmpty)
        {
            throw new ArgumentException("Without a fingerprint anybody could be the peer.", nameof(peerFingerprints));
        }

        if (profiles.IsEmpty)
        {
            profiles = [SrtpProfile.AeadAes128Gcm, SrtpProfile.AesCm128HmacSha1_80];
        }

        _role = role;
        _engine = new DtlsEngine(certificate.Context, role, DtlsFingerprint.Strongest(peerFingerprints), profiles);
    }

    public DtlsState State { get; private set; }

    /// <summary>Why the state is <see cref="DtlsState.Failed"/>.</summary>
    public DtlsFailure Failure { get; private set; }

    /// <summary>OpenSSL's words for a failure, for a log line; holds nothing of what the peer sent.</summary>
    public string FailureDetail { get; private set; } = "";

    /// <summary>When the handshake began: a client's start, a server's first ClientHello.</summary>
    public MonotonicTime StartedAt { get; private set; } = MonotonicTime.Never;

    /// <summary>When the handshake was done.</summary>
    public MonotonicTime ConnectedAt { get; private set; } = MonotonicTime.Never;

    /// <summary>When <see cref="TryGetDatagram"/> wants to be called next, if nothing happens before: at once while datagrams wait.</summary>
    public MonotonicTime Deadline =>
        _flight.IsPending ? MonotonicTime.Zero
        : State == DtlsState.Handshaking ? MonotonicTime.Min(_flight.ResendAt, _giveUpAt)
        : MonotonicTime.Never;

    /// <summary>OpenSSL's part is still held; it goes as soon as nothing needs it.</summary>
    internal bool HoldsEngine => _engine is not null;

    /// <summary>A client sends its ClientHello. Does nothing for a server, or a second time.</summary>
    public void Start(MonotonicTime now)
    {
        if (_role == DtlsRole.Client && State == DtlsState.New)
        {
            Begin(now);
            Step(default, now);
        }
    }

    /// <summary>Takes a datagram from the peer: one whose first byte is 20 to 63 (RFC 7983). Anything else is ignored.</summary>
    public void Handle(ReadOnlySpan<byte> datagram, MonotonicTime now)
    {
        if (datagram.Length > MaxDatagramLength)
        {
            return;
        }

        if (State == DtlsState.Connected)
        {
            HandleConnected(datagram, now);
        }
        else if (State == DtlsState.Handshaking || (State == DtlsState.New && _role == DtlsRole.Server))
        {
            HandleHandshake(datagram, now);
        }
    }

    /// <summary>
    /// Gives the next datagram to send, of at most 1,200 bytes, and does what time demands: sends the flight again, or gives up.
    /// False: nothing to send now. Throws <see cref="ArgumentException"/> when <paramref name="destination"/> is too short.
    /// </summary>
    public bool TryGetDatagram(Span<byte> destination, MonotonicTime now, out int length)
    {
        if (State == DtlsState.Handshaking)
        {
            if (now >= _giveUpAt)
            {
                _flight.Clear();
                Fail(DtlsFailure.Timeout, "no answer");
            }
            else
            {
                _flight.ResendIfDue(now);
            }
        }

        return _flight.TryTake(destination, out length);
    }

    /// <summary>The keys, once <see cref="DtlsState.Connected"/>. They belong to this object: take what is needed before it is disposed.</summary>
    public bool TryGetSrtpKeys([NotNullWhen(true)] out SrtpKeys? keys)
    {
        keys = _keys;
        return keys is not null;
    }

    /// <summary>Ends the association, with a close_notify when it was connected. The datagram is still to be taken.</summary>
    public void Close(MonotonicTime now)
    {
        if (State is DtlsState.Failed or DtlsState.Closed)
        {
            return;
        }

        _flight.Clear();
        if (State == DtlsState.Connected)
        {
            _engine!.Shutdown();
            TakeFlight(now);
        }

        End(DtlsState.Closed);
    }

    public void Dispose()
    {
        _flight.Clear();
        if (State is not (DtlsState.Failed or DtlsState.Closed))
        {
            End(DtlsState.Closed);
        }

        _keys?.Dispose();
        _keys = null;
    }

    private void Begin(MonotonicTime now)
    {
        State = DtlsState.Handshaking;
        StartedAt = now;
        _giveUpAt = now + HandshakeTimeout;
    }

    private void HandleHandshake(ReadOnlySpan<byte> datagram, MonotonicTime now)
    {
        var length = Admit(datagram, out var repeated);
        if (length == 0)
        {
            return;
        }

        if (State == DtlsState.New)
        {
            Begin(now);
        }

        if (++_datagrams > MaxHandshakeDatagrams)
        {
            _flight.Clear();
            Fail(DtlsFailure.Protocol, "too many datagrams");
            return;
        }

        if (!Step(datagram[..length], now) && repeated)
        {
            _flight.AnswerRepeat(now);
        }
    }

    /// <summary>How much of a datagram OpenSSL may see: its records up to the first that would be one too many.</summary>
    private int Admit(ReadOnlySpan<byte> datagram, out bool repeated)
    {
        repeated = false;
        var admitted = 0;
        var reader = new DtlsRecordReader(datagram);
        while (reader.MoveNext())
        {
            if (reader.TryReadMessageSequence(out var message))
            {
                repeated |= message <= _answeredMessage;
                _highestMessage = Math.Max(_highestMessage, message);
            }
            else if (State == DtlsState.New || !reader.IsPlausible || (reader.Epoch > 0 && ++_earlyRecords > MaxEarlyRecords))
            {
                break;
            }

            admitted = reader.Position;
        }

        return admitted;
    }

    /// <summary>Lets OpenSSL go on. True: it wrote something, or came to an end.</summary>
    private bool Step(ReadOnlySpan<byte> datagram, MonotonicTime now)
    {
        var engine = _engine!;
        var progress = engine.Handshake(datagram);
        if (progress == DtlsProgress.Done && engine.PeerVerified)
        {
            Connect(engine, now);
            return true;
        }

        var wrote = TakeFlight(now);
        if (progress == DtlsProgress.Pending)
        {
            return wrote;
        }

        if (!wrote)
        {
            _flight.Clear();
        }

        if (progress == DtlsProgress.Closed)
        {
            End(DtlsState.Closed);
        }
        else
        {
            Fail(engine.PeerRejected ? DtlsFailure.FingerprintMismatch : DtlsFailure.Protocol, engine.FailureDetail);
        }

        return true;
    }

    private void Connect(DtlsEngine engine, MonotonicTime now)
    {
        _keys = engine.ExportKeys(_role);
        if (_keys is null)
        {
            engine.Shutdown();
            TakeFlight(now);
            Fail(DtlsFailure.NoSrtpProfile, "no SRTP profile in common");
            return;
        }

        TakeFlight(now);
        State = DtlsState.Connected;
        ConnectedAt = now;
    }

    private void HandleConnected(ReadOnlySpan<byte> datagram, MonotonicTime now)
    {
        var repeated = false;
        var reader = new DtlsRecordReader(datagram);
        while (State == DtlsState.Connected && reader.MoveNext())
        {
            if (reader.Type == DtlsRecordReader.Alert && reader.Epoch > 0 && reader.IsPlausible)
            {
                HandleAlert(reader.Record, now);
            }
            else
            {
                repeated |= reader.Type == DtlsRecordReader.Handshake;
            }
        }

        // The server's Finished is the last word of a handshake: a client that goes on has not heard it (RFC 6347 section 4.2.4).
        if (repeated && State == DtlsState.Connected && _role == DtlsRole.Server)
        {
            _flight.AnswerRepeat(now);
        }
    }

    private void HandleAlert(ReadOnlySpan<byte> record, MonotonicTime now)
    {
        switch (_engine!.Read(record))
        {
            case DtlsProgress.Closed:
                _engine.Shutdown();
                TakeFlight(now);
                End(DtlsState.Closed);
                break;
            case DtlsProgress.Failed:
                _flight.Clear();
                Fail(DtlsFailure.Protocol, _engine.FailureDetail);
                break;
            default:
                break;
        }
    }

    /// <summary>Takes what OpenSSL wrote as the new flight. False: it wrote nothing.</summary>
    private bool TakeFlight(MonotonicTime now)
    {
        var length = Math.Min(_engine!.OutputLength, DtlsFlight.MaxLength);
        if (length == 0)
        {
            return false;
        }

        var records = new byte[length];
        _engine.TakeOutput(records);
        _flight.Set(records, now);
        _answeredMessage = _highestMessage;
        return true;
    }

    private void Fail(DtlsFailure failure, string detail)
    {
        Failure = failure;
        FailureDetail = detail;
        End(DtlsState.Failed);
    }

    private void End(DtlsState state)
    {
        State = state;
        _engine?.Dispose();
        _engine = null;
    }
}
