using SessionRelay.Wire;

namespace SessionRelay.Phone.Sip;

/// <summary>
/// A server transaction (RFC 3261 section 17.2): this product answers every request at once, so it begins with its final answer. Gives that again when the
/// request comes again; an INVITE's is repeated until the ACK is here. Sans-I/O.
/// </summary>
internal sealed class SipServerTransaction
{
    private readonly TransportAddress _to;
    private readonly SipOutbox _outbox;
    private readonly byte[] _answer;
    private TimeSpan _interval = SipTiming.T1;
    private MonotonicTime _repeatAt = MonotonicTime.Never;

    /// <summary>Sends the answer.</summary>
    public SipServerTransaction(SipMessage request, int status, byte[] answer, TransportAddress to, bool reliable, SipOutbox outbox, MonotonicTime now)
    {
        _to = to;
        _outbox = outbox;
        _answer = answer;
        CallId = request.CallId;
        Number = request.CSeq.Number;
        IsInvite = request.Method == "INVITE";
        Accepts = IsInvite && status < 300;
        EndAt = now + SipTiming.Timeout;
        if (IsInvite && (Accepts || !reliable))
            _repeatAt = now + _interval; // a 2xx is repeated over any transport: proxies acknowledge none (RFC 3261 section 13.3.1.4)
        outbox.Send(to, answer);
    }

    public string CallId { get; }
    public uint Number { get; }
    public bool IsInvite { get; }

    /// <summary>The answer to an INVITE was 2xx.</summary>
    public bool Accepts { get; }

    /// <summary>An INVITE's ACK is awaited.</summary>
    public bool AwaitsAck => !_repeatAt.IsNever;

    public MonotonicTime EndAt { get; }

    public MonotonicTime NextDeadline => MonotonicTime.Min(_repeatAt, EndAt);

    /// <summary>RFC 3261 section 17.2.3: branch, sent-by and method; an ACK has its INVITE's.</summary>
    public static string KeyOf(SipMessage request)
    {
        var via = request.Vias[0];
        var method = request.Method == "ACK" ? "INVITE" : request.Method;
        return via.Branch is { } branch && branch.StartsWith(SipVia.MagicCookie, StringComparison.Ordinal)
            ? $"{branch} {via.Host}:{via.Port} {method}"
            : $"{request.CallId} {request.CSeq.Number} {request.From.Tag} {request.To.Tag} {via} {method}";
    }

    /// <summary>The request came again.</summary>
    public void Repeat() => _outbox.Send(_to, _answer);

    public void Acknowledge() => _repeatAt = MonotonicTime.Never;

    public void Advance(MonotonicTime now)
    {
        if (now < _repeatAt)
            return;
        _outbox.Send(_to, _answer);
        _interval = SipTiming.Doubled(_interval, SipTiming.T2);
        _repeatAt = now + _interval;
    }
}
