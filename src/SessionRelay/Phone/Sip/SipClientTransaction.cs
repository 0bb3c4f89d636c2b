using SessionRelay.Wire;

namespace SessionRelay.Phone.Sip;

/// <summary>Who began a transaction and hears how it goes.</summary>
internal interface ISipTransactionUser
{
    /// <summary>A provisional answer, the final one (once), and of an INVITE every 2xx, also repeated ones and those of other branches.</summary>
    void OnResponse(SipClientTransaction transaction, SipMessage response, MonotonicTime now);

    /// <summary>No final answer came in time (timers B and F).</summary>
    void OnTimeout(SipClientTransaction transaction, MonotonicTime now);

    /// <summary>The stream that the request went over is gone, without a final answer. Only this may keep the transaction: otherwise it is given up.</summary>
    /// <returns>Until when a late answer is still taken, over the next stream.</returns>
    MonotonicTime OnConnectionLost(SipClientTransaction transaction, MonotonicTime now);
}

/// <summary>
/// A client transaction (RFC 3261 section 17.1, with RFC 6026's Accepted state): repeats the request until it is answered, acknowledges final answers
/// that are not 2xx, and takes up what comes twice. Sans-I/O.
/// </summary>
internal sealed class SipClientTransaction
{
    private enum State : byte
    {
        /// <summary>No answer yet.</summary>
        Trying,

        /// <summary>A provisional one.</summary>
        Proceeding,

        /// <summary>A final one; repeated ones are still taken.</summary>
        Completed,

        /// <summary>An INVITE's 2xx; further ones are given on.</summary>
        Accepted,

        Terminated,
    }

    private readonly ISipTransactionUser _user;
    private TransportAddress _to;
    private readonly SipOutbox _outbox;
    private readonly bool _reliable;
    private readonly byte[] _bytes;
    private State _state;
    private TimeSpan _interval = SipTiming.T1;
    private MonotonicTime _repeatAt;
    private MonotonicTime _endAt;
    private byte[]? _ack;

    /// <summary>Sends the request.</summary>
    /// <param name="via">With a branch of its own; a CANCEL has its INVITE's.</param>
    public SipClientTransaction(ISipTransactionUser user, SipRequest request, SipVia via, TransportAddress to, bool reliable, SipOutbox outbox, MonotonicTime now)
    {
        _user = user;
        _to = to;
        _outbox = outbox;
        _reliable = reliable;
        Request = request;
        Via = via;
        _bytes = request.ToBytes(via.ToString());
        _repeatAt = reliable ? MonotonicTime.Never : now + _interval;
        _endAt = now + SipTiming.Timeout;
        _outbox.Send(_to, _bytes);
        Number = _outbox.Last;
    }

    public SipRequest Request { get; }
    public SipVia Via { get; }

    /// <summary>Of its request, among all messages that were sent.</summary>
    public long Number { get; }

    public TransportAddress To => _to;
    public bool IsTerminated => _state == State.Terminated;

    /// <summary>A provisional answer was here: a CANCEL may go (RFC 3261 section 9.1).</summary>
    public bool IsProceeding => _state == State.Proceeding;

    /// <summary>A final answer was here, or none will be.</summary>
    public bool IsOver => _state is State.Completed or State.Accepted or State.Terminated;

    public MonotonicTime NextDeadline => _state == State.Terminated ? MonotonicTime.Never : MonotonicTime.Min(_repeatAt, _endAt);

    private bool IsInvite => Request.Method == "INVITE";

    public void Receive(SipMessage response, MonotonicTime now)
    {
        switch (_state)
        {
            case State.Trying or State.Proceeding when response.Status < 200:
                if (_state == State.Trying && IsInvite)
                    (_repeatAt, _endAt) = (MonotonicTime.Never, MonotonicTime.Never); // the call's own time-out rules from here on
                _interval = SipTiming.T2;
                _state = State.Proceeding;
                _user.OnResponse(this, response, now);
                break;

            case State.Trying or State.Proceeding when IsInvite && response.Status < 300:
                Rest(State.Accepted, SipTiming.Timeout, now);
                _user.OnResponse(this, response, now);
                break;

            case State.Trying or State.Proceeding:
                if (IsInvite)
                    Acknowledge(response);
                Rest(State.Completed, _reliable ? TimeSpan.Zero : IsInvite ? SipTiming.TimerD : SipTiming.T4, now);
                _user.OnResponse(this, response, now);
                break;

            case State.Accepted when response.Status is >= 200 and < 300:
                _user.OnResponse(this, response, now);
                break;

            case State.Completed when IsInvite && response.Status >= 300:
                _outbox.Send(_to, _ack!);
                break;
        }
    }

    public void Advance(MonotonicTime now)
    {
        if (now >= _endAt)
        {
            var timedOut = !IsOver;
            _state = State.Terminated;
            _endAt = _repeatAt = MonotonicTime.Never;
            if (timedOut)
                _user.OnTimeout(this, now);
        }
        else if (now >= _repeatAt)
        {
            _outbox.Send(_to, _bytes);
            _interval = IsInvite ? 2 * _interval : SipTiming.Doubled(_interval, SipTiming.T2);
            _repeatAt = now + _interval;
        }
    }

    /// <summary>Waits no longer than <paramref name="at"/> for a final answer.</summary>
    public void GiveUpAt(MonotonicTime at)
    {
        if (!IsOver)
            _endAt = MonotonicTime.Min(_endAt, at);
    }

    /// <summary>The stream is gone; what is still to be said goes to <paramref name="to"/>.</summary>
    public void OnConnectionLost(TransportAddress to, MonotonicTime now)
    {
        if (IsOver)
            return;
        _to = to;
        GiveUpAt(_user.OnConnectionLost(this, now));
    }

    private void Rest(State state, TimeSpan span, MonotonicTime now)
    {
        _state = state;
        _repeatAt = MonotonicTime.Never;
        _endAt = now + span;
    }

    private void Acknowledge(SipMessage response)
    {
        _ack = Request.AckOf(response.Header(SipHeaderName.To)!).ToBytes(Via.ToString());
        _outbox.Send(_to, _ack);
    }
}
