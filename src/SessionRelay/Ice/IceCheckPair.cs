using SessionRelay.Stun;
using SessionRelay.Wire;

namespace SessionRelay.Ice;

/// <summary>How far the check of a pair has got (RFC 8445 section 6.1.2.6). A failed pair waits and is tried again.</summary>
internal enum IcePairState : byte
{
    Waiting = 0,
    InProgress = 1,
    Succeeded = 2,
}

/// <summary>One remote address that a full agent checks, and the transaction under way to it.</summary>
internal sealed class IceCheckPair(IceCandidate remote, MonotonicTime now)
{
    private const int MaxTransmissions = 6; // with the first time-out at 100 ms and doubling: given up after 6.3 s

    // RFC 8489 section 6.2.1 has 500 ms for networks unknown; a person waits here, and a check is 100 bytes.
    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMilliseconds(3200);

    private TimeSpan _timeout;
    private MonotonicTime _firstSentAt;
    private int _transmissions;

    public IceCandidate Remote { get; } = remote;

    public IcePairState State { get; private set; }

    /// <summary>When the pair wants to send: a check, a retransmission or a keep-alive.</summary>
    public MonotonicTime NextAt { get; private set; } = now;

    public StunTransactionId TransactionId { get; private set; }

    /// <summary>The check under way carries USE-CANDIDATE.</summary>
    public bool UsesCandidate { get; private set; }

    /// <summary>The role that the check under way claims.</summary>
    public bool ClaimsControlling { get; private set; }

    /// <summary>The other side, being in the controlling role, nominated this pair.</summary>
    public bool IsNominatedByPeer { get; set; }

    public bool MayTransmitAgain => _transmissions < MaxTransmissions;

    /// <summary>Time from the check's only transmission to <paramref name="now"/>; after more than one it is an upper bound (<paramref name="isExact"/> false).</summary>
    public TimeSpan RoundTrip(MonotonicTime now, out bool isExact)
    {
        isExact = _transmissions == 1;
        return now - _firstSentAt;
    }

    public void Begin(bool controlling, bool useCandidate, TimeSpan? roundTripTime, MonotonicTime now)
    {
        State = IcePairState.InProgress;
        TransactionId = StunTransactionId.Create();
        ClaimsControlling = controlling;
        UsesCandidate = useCandidate;
        var timeout = 2 * (roundTripTime ?? TimeSpan.Zero);
        _timeout = timeout < ShortestTimeout ? ShortestTimeout : timeout > LongestTimeout ? LongestTimeout : timeout;
        _firstSentAt = now;
        _transmissions = 0;
        Transmit(now);
    }

    public void Transmit(MonotonicTime now)
    {
        _transmissions++;
        NextAt = now + _timeout;
        _timeout = 2 * _timeout < LongestTimeout ? 2 * _timeout : LongestTimeout;
    }

    public void Succeed(MonotonicTime nextAt)
    {
        State = IcePairState.Succeeded;
        NextAt = nextAt;
    }

    public void Wait(MonotonicTime until)
    {
        State = IcePairState.Waiting;
        NextAt = until;
    }
}
