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

    private static readonly TimeSpan KeepAlive = TimeSpan.FromMilliseconds(2500); // Chromium's measured 2.65 s; RFC 7675 has 5 s
    private static readonly TimeSpan ConsentExpiry = TimeSpan.FromSeconds(30); // RFC 7675 section 5.1

    private readonly IceCheckList _pairs = new();
    private readonly ulong _tieBreaker;
    private ulong _jitter;
    private IceGeneration _local;
    private byte[] _remoteUfrag = [];
    private byte[] _remotePassword = [];
    private TimeSpan? _slowestRoundTrip;
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
    public MonotonicTime Deadline => _hasLapsed ? MonotonicTime.Never : MonotonicTime.Min(_consentUntil, _pairs.Deadline);

    /// <summary>True from 30 s after the last valid response. Nothing is sent then until a restart.</summary>
    public bool IsExpired(MonotonicTime now) => _hasLapsed || now >= _consentUntil;

    /// <summary>New credentials and candidates; those of before are forgotten, the selected address is kept until a new one is nominated.</summary>
    public void Restart(IceCredentials local, IceCredentials remote, ReadOnlySpan<IceCandidate> candidates, MonotonicTime now)
    {
        _local = new IceGeneration(local, _local.Number + 1);
        _remoteUfrag = Encoding.ASCII.GetBytes(remote.Ufrag);
        _remotePassword = Encoding.ASCII.GetBytes(remote.Password);
        _pairs.Reset(candidates, now);
        IsConnected = false;
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

        while (_pairs.NextDue(now) is { } pair)
        {
            if (pair.State == IcePairState.InProgress && !pair.MayTransmitAgain)
            {
                _pairs.Fail(pair, now);
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
        if (IsExpired(now) || _pairs.Find(message.TransactionId) is not { } pair)
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
            _pairs.Fail(pair, now);
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

        message.TryGetPriority(out var priority);
        if ((_pairs.Find(from) ?? _pairs.TryAdd(new IceCandidate(from, priority), now)) is not { } pair)
            return IceOutcome.OverLimit;

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
            _pairs.KeepPace(now);

        pair.Begin(IsControlling, useCandidate: IsControlling && pair == _pairs.Nominee, _slowestRoundTrip, now);
    }

    private void Succeed(IceCheckPair pair, MonotonicTime now)
    {
        var nominated = pair.UsesCandidate || (pair.IsNominatedByPeer && !IsControlling);
        if (nominated)
            Select(pair);

        if (IsControlling && _pairs.Nominee is null)
            _pairs.Nominee = pair;

        pair.Succeed(pair == _pairs.Nominee && !nominated && IsControlling ? now : now + NextKeepAlive());
    }

    private void Select(IceCheckPair pair)
    {
        _pairs.Nominee = pair;
        Selected = pair.Remote.Address;
        IsConnected = true;
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

    // 0.8 to 1.2 of the interval, so that many people's checks don't come at once (RFC 7675 section 5.1).
    private TimeSpan NextKeepAlive()
    {
        _jitter ^= _jitter << 13;
        _jitter ^= _jitter >> 7;
        _jitter ^= _jitter << 17;
        return KeepAlive * (0.8 + 0.4 * (_jitter >> 11) / (1UL << 53));
    }
}
