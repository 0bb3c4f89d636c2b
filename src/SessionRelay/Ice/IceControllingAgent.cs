using System.Text;
using SessionRelay.Stun;
using SessionRelay.Wire;

namespace SessionRelay.Ice;

/// <summary>
/// The client's side of ICE: a full agent, controlling unless a role conflict says otherwise, with one local address (RFC 8445). It checks all
/// remote candidates until one answers, nominates that with USE-CANDIDATE, and checks it every 2 to 3 s from then on, always with USE-CANDIDATE, as
/// Chromium does. When the selected pair stops to answer it checks all again, until no answer has come for 30 s (RFC 7675).
/// <para>
/// Sans-I/O: the owner calls <see cref="Poll"/> until it gives nothing whenever <see cref="Deadline"/> has come and after each <see cref="Handle"/>,
/// and sends what they write. One thread at a time. For virtual participants and tests: a check allocates nothing, a restart does.
/// </para>
/// </summary>
internal sealed class IceControllingAgent
{
    /// <summary>Room that <see cref="Poll"/> and <see cref="Handle"/> need, in bytes: two ufrags of 256 at most, and the rest of a check.</summary>
    public const int MaxMessageLength = 640;

    private const int MaxPairs = 32; // an answer lists a relay's own addresses; more is no relay of ours

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20); // RFC 8445 section 14.2: Ta is at least 5 ms, browsers take 20 to 50
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(500); // a pair that failed is tried again, the relay may be starting
    private static readonly TimeSpan KeepAlive = TimeSpan.FromMilliseconds(2500); // Chromium's measured 2.65 s; RFC 7675 has 5 s
    private static readonly TimeSpan ConsentExpiry = TimeSpan.FromSeconds(30); // RFC 7675 section 5.1

    private readonly List<IceCheckPair> _pairs = [];
    private readonly ulong _tieBreaker;
    private ulong _jitter;
    private IceGeneration _local;
    private byte[] _remoteUfrag = [];
    private byte[] _remotePassword = [];
    private IceCheckPair? _nominee;
    private TimeSpan? _slowestRoundTrip;
    private MonotonicTime _paceAt;
    private MonotonicTime _consentUntil;
    private bool _hasLapsed;

    /// <summary>
    /// Begins to check. <paramref name="tieBreaker"/> settles role conflicts and seeds the keep-alives' jitter, so that a run can be repeated.
    /// Candidates above 32 are left out.
    /// </summary>
    public IceControllingAgent(
        IceCredentials local, IceCredentials remote, ReadOnlySpan<IceCandidate> candidates, ulong tieBreaker, MonotonicTime now, bool controlling = true)
    {
        _tieBreaker = tieBreaker;
        _jitter = tieBreaker | 1;
        _local = new IceGeneration(local, 0);
        IsControlling = controlling;
        Restart(local, remote, candidates, now);
    }

    public bool IsControlling { get; private set; }

    /// <summary>Where to send; null before the first nomination is answered. A restart keeps it until its own nomination is.</summary>
    public TransportAddress? Selected { get; private set; }

    /// <summary>A pair is nominated under the newest credentials.</summary>
    public bool IsConnected { get; private set; }

    /// <summary>This agent's own address as the relay saw it last.</summary>
    public TransportAddress? MappedAddress { get; private set; }

    /// <summary>Of the last check that was answered without retransmission; null before.</summary>
    public TimeSpan? RoundTripTime { get; private set; }

    /// <summary>When <see cref="Poll"/> has something to send, or consent is lost: whichever comes first. Never once Poll has seen it lost.</summary>
    public MonotonicTime Deadline
    {
        get
        {
            if (_hasLapsed)
                return MonotonicTime.Never;

            var deadline = _consentUntil;
            foreach (var pair in _pairs)
                deadline = MonotonicTime.Min(deadline, DueAt(pair));

            return deadline;
        }
    }

    /// <summary>True from 30 s after the last valid response. Nothing is sent then until a restart.</summary>
    public bool IsExpired(MonotonicTime now) => _hasLapsed || now >= _consentUntil;

    /// <summary>New credentials and candidates; those of before are forgotten, the selected address is kept until a new one is nominated.</summary>
    public void Restart(IceCredentials local, IceCredentials remote, ReadOnlySpan<IceCandidate> candidates, MonotonicTime now)
    {
        _local = new IceGeneration(local, _local.Number + 1);
        _remoteUfrag = Encoding.ASCII.GetBytes(remote.Ufrag);
        _remotePassword = Encoding.ASCII.GetBytes(remote.Password);
        _pairs.Clear();
        foreach (var candidate in candidates)
        {
            if (_pairs.Count < MaxPairs && Find(candidate.Address) is null)
                _pairs.Add(new IceCheckPair(candidate, now));
        }

        _nominee = null;
        IsConnected = false;
        _paceAt = now;
        _consentUntil = now + ConsentExpiry;
        _hasLapsed = false;
    }

    /// <summary>
    /// Writes the next message that is due and where it goes; false when none is. Call it again after true. With less room than
    /// <see cref="MaxMessageLength"/> a check may be skipped.
    /// </summary>
    public bool Poll(MonotonicTime now, Span<byte> destination, out int length, out TransportAddress to)
    {
        length = 0;
        to = default;
        _hasLapsed = IsExpired(now);
        if (_hasLapsed)
            return false;

        while (NextDue(now) is { } pair)
        {
            if (pair.State == IcePairState.InProgress && !pair.MayTransmitAgain)
            {
                Fail(pair, now);
                continue;
            }

            if (pair.State == IcePairState.InProgress)
                pair.Transmit(now);
            else
                Begin(pair, now);

            length = WriteCheck(pair, destination);
            to = pair.Remote.Address;
            return length > 0;
        }

        return false;
    }

    /// <summary>
    /// Takes a STUN message from <paramref name="from"/>; a response to it of <paramref name="length"/> bytes (0: none) is to be sent back there.
    /// </summary>
    public IceOutcome Handle(in StunMessage message, in TransportAddress from, MonotonicTime now, Span<byte> response, out int length)
    {
        length = 0;
        if (message.Method != StunMethod.Binding)
            return IceOutcome.Ignored;

        if (message.HasFingerprint && !message.VerifyFingerprint())
            return IceOutcome.Malformed;

        return message.Class switch
        {
            StunClass.Request => HandleRequest(message, from, now, response, out length),
            StunClass.Success or StunClass.Error => HandleResponse(message, from, now),
            _ => IceOutcome.Ignored,
        };
    }

    private IceOutcome HandleResponse(in StunMessage message, in TransportAddress from, MonotonicTime now)
    {
        if (IsExpired(now) || FindTransaction(message.TransactionId) is not { } pair)
            return IceOutcome.Ignored;

        if (!message.VerifyIntegrity(_remotePassword))
            return IceOutcome.BadIntegrity;

        if (message.ErrorCode == StunErrorCode.RoleConflict)
        {
            if (pair.ClaimsControlling == IsControlling)
                IsControlling = !IsControlling;

            pair.Wait(now);
            return IceOutcome.RoleConflict;
        }

        // A response from elsewhere than the check went to fails the pair (RFC 8445 section 7.2.5.2.1).
        if (message.Class == StunClass.Error || !from.Equals(pair.Remote.Address)
            || !message.TryGetXorMappedAddress(from.Protocol, out var mapped))
        {
            Fail(pair, now);
            return IceOutcome.Refused;
        }

        MappedAddress = mapped;
        _consentUntil = now + ConsentExpiry;
        NoteRoundTrip(pair, now);
        Succeed(pair, now);
        return IceOutcome.Accepted;
    }

    private IceOutcome HandleRequest(in StunMessage message, in TransportAddress from, MonotonicTime now, Span<byte> response, out int length)
    {
        length = 0;
        if (!message.ReceiverUfrag.SequenceEqual(_local.Ufrag))
            return IceOutcome.UnknownUser;

        if (!message.VerifyIntegrity(_local.Password))
            return IceOutcome.BadIntegrity;

        length = IceResponses.WriteUnknownAttributes(response, message, _local.Password);
        if (length > 0)
            return IceOutcome.Refused;

        if (!TryAgreeOnRole(message))
        {
            length = IceResponses.WriteRoleConflict(response, message, _local.Password);
            return IceOutcome.RoleConflict;
        }

        if (Find(from) is not { } pair)
        {
            if (_pairs.Count == MaxPairs)
                return IceOutcome.OverLimit;

            message.TryGetPriority(out var priority);
            pair = new IceCheckPair(new IceCandidate(from, priority), now);
            _pairs.Add(pair);
        }

        if (message.HasUseCandidate && !IsControlling)
        {
            pair.IsNominatedByPeer = true;
            if (pair.State == IcePairState.Succeeded)
                Select(pair);
        }

        length = IceResponses.WriteSuccess(response, message, from, _local.Password);
        return IceOutcome.Answered;
    }

    // RFC 8445 section 7.3.1.1. False: the other side is to switch.
    private bool TryAgreeOnRole(in StunMessage message)
    {
        if (IsControlling && message.TryGetControlling(out var theirs))
        {
            if (_tieBreaker >= theirs)
                return false;

            IsControlling = false;
        }
        else if (!IsControlling && message.TryGetControlled(out theirs))
        {
            if (_tieBreaker < theirs)
                return false;

            IsControlling = true;
        }

        return true;
    }

    private void Begin(IceCheckPair pair, MonotonicTime now)
    {
        if (pair.State == IcePairState.Waiting)
            _paceAt = now + Pace;

        pair.Begin(IsControlling, useCandidate: IsControlling && pair == _nominee, _slowestRoundTrip, now);
    }

    private void Succeed(IceCheckPair pair, MonotonicTime now)
    {
        var nominated = pair.UsesCandidate || (pair.IsNominatedByPeer && !IsControlling);
        if (nominated)
            Select(pair);

        if (IsControlling && _nominee is null)
            _nominee = pair;

        pair.Succeed(pair == _nominee && !nominated && IsControlling ? now : now + NextKeepAlive());
    }

    private void Select(IceCheckPair pair)
    {
        _nominee = pair;
        Selected = pair.Remote.Address;
        IsConnected = true;
    }

    // All pairs are tried again when the chosen one no longer answers.
    private void Fail(IceCheckPair failed, MonotonicTime now)
    {
        failed.Wait(now + RetryPause);
        if (failed != _nominee)
            return;

        _nominee = null;
        foreach (var pair in _pairs)
        {
            if (pair != failed)
                pair.Wait(now);
        }
    }

    private IceCheckPair? NextDue(MonotonicTime now)
    {
        IceCheckPair? next = null;
        foreach (var pair in _pairs)
        {
            if (DueAt(pair) <= now && (next is null || pair.Remote.Priority > next.Remote.Priority))
                next = pair;
        }

        return next;
    }

    // With a nominee the other pairs rest: towards a lite agent any pair that answers is as good as another.
    private MonotonicTime DueAt(IceCheckPair pair)
    {
        if (_nominee is not null && pair != _nominee)
            return MonotonicTime.Never;

        return pair.State == IcePairState.Waiting ? MonotonicTime.Max(pair.NextAt, _paceAt) : pair.NextAt;
    }

    private int WriteCheck(IceCheckPair pair, Span<byte> destination)
    {
        var writer = new StunWriter(destination, StunClass.Request, StunMethod.Binding, pair.TransactionId);
        writer.AddUsername(_remoteUfrag, _local.Ufrag);
        writer.AddUInt32(StunAttribute.Priority, IceCandidate.PeerReflexivePriority(ushort.MaxValue));
        writer.AddUInt64(pair.ClaimsControlling ? StunAttribute.IceControlling : StunAttribute.IceControlled, _tieBreaker);
        if (pair.UsesCandidate)
            writer.AddUseCandidate();

        writer.AddIntegrity(_remotePassword);
        writer.AddFingerprint();
        return writer.Length;
    }

    // Without a clean measurement the upper bound sets the time-out, or a path slower than 100 ms would never be measured.
    private void NoteRoundTrip(IceCheckPair pair, MonotonicTime now)
    {
        var elapsed = pair.RoundTrip(now, out var isExact);
        if (isExact)
            RoundTripTime = elapsed;

        _slowestRoundTrip = elapsed;
    }

    private IceCheckPair? Find(in TransportAddress address)
    {
        foreach (var pair in _pairs)
        {
            if (pair.Remote.Address.Equals(address))
                return pair;
        }

        return null;
    }

    private IceCheckPair? FindTransaction(StunTransactionId id)
    {
        foreach (var pair in _pairs)
        {
            if (pair.State == IcePairState.InProgress && pair.TransactionId == id)
                return pair;
        }

        return null;
    }

    // 0.8 to 1.2 of the interval, so that many people's checks don't come at once (RFC 7675 section 5.1).
    private TimeSpan NextKeepAlive()
    {
        _jitter ^= _jitter << 13;
        _jitter ^= _jitter >> 7;
        _jitter ^= _jitter << 17;
        return KeepAlive * (0.8 + 0.4 * (_jitter >> 11) / (1UL << 53));
    }
}
