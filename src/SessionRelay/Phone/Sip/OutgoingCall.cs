using System.Text;
using SessionRelay.Wire;

namespace SessionRelay.Phone.Sip;

/// <summary>
/// One call to a number through the trunk, from dialing to the end (RFC 3261 sections 13 to 15). It never becomes live after it was given up: an answer
/// that crosses our CANCEL is acknowledged and hung up. What remains to be said to the trunk after the end is said without telling anybody.
/// </summary>
internal sealed class OutgoingCall : ISipTransactionUser
{
    /// <summary>From dialing until the call is given up.</summary>
    public static readonly TimeSpan RingTime = TimeSpan.FromSeconds(45);

    private readonly SipUserAgent _agent;
    private readonly PhoneLocalMedia _local;
    private readonly DigestClient _digest;
    private readonly SessionTimer _timer = new();
    private readonly HashSet<string> _refusedForks = [];
    private SipClientTransaction _invite;
    private SipClientTransaction? _refresh;
    private SipDialog? _dialog;
    private readonly MonotonicTime _ringUntil;
    private uint _minimumInterval = SessionTimer.Minimum;
    private int _intervalTries;
    private bool _cancelWanted;
    private bool _cancelSent;
    private bool _offerAwaitsAnswer; // in the ACK, after a re-INVITE without an offer
    private uint _answeredNumber;
    private ulong _version = 1;

    /// <summary>Sends the INVITE.</summary>
    public OutgoingCall(SipUserAgent agent, string number, PhoneLocalMedia local, MonotonicTime now)
    {
        _agent = agent;
        _local = local;
        _digest = agent.NewDigest();
        _ringUntil = now + RingTime;
        CallId = $"{agent.Token()}@{agent.Trunk.LocalHost}";
        LocalTag = agent.Token();
        var uri = $"sip:{number}@{agent.Trunk.Domain}";
        _invite = agent.Send(this, new SipRequest
        {
            Method = "INVITE",
            Uri = uri,
            From = $"<sip:{agent.Trunk.CallerId ?? agent.Trunk.ContactUser}@{agent.Trunk.Domain}>;tag={LocalTag}",
            To = $"<{uri}>",
            CallId = CallId,
            Number = 1,
            Extra = InviteHeaders(),
            Sdp = PhoneSdp.Offer(local, _version),
        }, null, now);
    }

    public string CallId { get; }
    public string LocalTag { get; }
    public CallState State { get; private set; }
    public CallEnd End { get; private set; }

    /// <summary>Sound comes before the answer: the trunk's own ringing tone or announcement.</summary>
    public bool HasEarlyMedia { get; private set; }

    /// <summary>The other side's sound; null before the answer.</summary>
    public PhoneRemoteMedia? Remote { get; private set; }

    /// <summary>The last final status of the INVITE; 0 before it. For the log.</summary>
    public int Status { get; private set; }

    /// <summary>Nothing is left to be said: the agent forgets it.</summary>
    public bool IsForgettable => State == CallState.Ended && _invite.IsTerminated;

    public MonotonicTime NextDeadline => State switch
    {
        CallState.Dialing or CallState.Ringing => _ringUntil,
        CallState.Answered => MonotonicTime.Min(_timer.RefreshAt, _timer.ExpiresAt),
        _ => MonotonicTime.Never,
    };

    /// <summary>Gives the call up or ends it. Nothing when it is over already.</summary>
    public void HangUp(MonotonicTime now)
    {
        if (State == CallState.Answered)
            SendBye(_dialog!, now);
        Finish(CallEnd.HungUp, now);
    }

    public void Advance(MonotonicTime now)
    {
        if (State is CallState.Dialing or CallState.Ringing && now >= _ringUntil)
        {
            Finish(CallEnd.NoAnswer, now);
        }
        else if (State == CallState.Answered && now >= _timer.ExpiresAt)
        {
            SendBye(_dialog!, now);
            Finish(CallEnd.Unreachable, now);
        }
        else if (State == CallState.Answered && now >= _timer.RefreshAt)
        {
            _timer.Refreshed(MonotonicTime.Never);
            SendRefresh(now);
        }
    }

    public void OnResponse(SipClientTransaction transaction, SipMessage response, MonotonicTime now)
    {
        if (transaction == _invite)
            OnInviteResponse(response, now);
        else if (transaction == _refresh)
            OnRefreshResponse(response, now);
        else if (transaction.Request.Method == "BYE" && response.Status is 401 or 407 && _digest.TryTake(response))
            SendBye(_dialog!, now);
        else if (transaction.Request.Method == "INVITE" && response.Status is >= 200 and < 300)
            Acknowledge(transaction.Request); // a refresh that a lost connection has overtaken
    }

    public void OnTimeout(SipClientTransaction transaction, MonotonicTime now)
    {
        if (transaction == _invite)
        {
            Finish(CallEnd.Unreachable, now);
        }
        else if (transaction == _refresh && State == CallState.Answered)
        {
            SendBye(_dialog!, now); // RFC 4028 section 10
            Finish(CallEnd.Unreachable, now);
        }
    }

    public MonotonicTime OnConnectionLost(SipClientTransaction transaction, MonotonicTime now)
    {
        if (transaction == _invite && transaction.IsProceeding)
        {
            // The phone may ring: the trunk is told over the next connection, and an answer that comes all the same is hung up.
            _cancelSent = false;
            if (State == CallState.Ended)
                SendCancel(now);
            else
                Finish(CallEnd.Unreachable, now);
            return now + SipTiming.Timeout;
        }

        if (transaction != _refresh)
            return now;
        // The call has lost nothing but a question: it is asked again, after the pause that a call's owner makes.
        _refresh = null;
        _timer.Refreshed(now + _agent.GlareDelay());
        return now + SipTiming.Timeout;
    }

    /// <summary>A request inside this call's dialog, already known to be new. Its answer is sent here; an ACK has none.</summary>
    public void OnRequest(SipMessage request, TransportAddress from, MonotonicTime now)
    {
        if (request.Method == "ACK")
        {
            OnAck(request, now);
            return;
        }

        if (_dialog is null || request.To.Tag != LocalTag || request.From.Tag != _dialog.RemoteTag)
            _agent.Answer(request, from, 481, "Call/Transaction Does Not Exist", now);
        else if (!_dialog.TryCount(request))
            _agent.Answer(request, from, 500, "Server Internal Error", now);
        else if (request.Method == "BYE")
            OnBye(request, from, now);
        else if (State == CallState.Ended)
            _agent.Answer(request, from, 481, "Call/Transaction Does Not Exist", now);
        else if (request.Method == "INVITE")
            OnReinvite(request, from, now);
        else
            _agent.AnswerOther(request, from, now);
    }

    /// <summary>No ACK came for our answer to a re-INVITE (RFC 3261 section 14.2): the call is over.</summary>
    public void OnAckMissing(MonotonicTime now)
    {
        if (State != CallState.Answered)
            return;
        SendBye(_dialog!, now);
        Finish(CallEnd.Unreachable, now);
    }

    private void OnInviteResponse(SipMessage response, MonotonicTime now)
    {
        if (response.Status < 200)
        {
            OnProvisional(response, now);
        }
        else if (response.Status < 300)
        {
            OnAccepted(response, now);
        }
        else if (State != CallState.Ended && response.Status is 401 or 407 && _digest.TryTake(response))
        {
            SendInviteAgain(now);
        }
        else if (State != CallState.Ended && response.Status == 422 && ++_intervalTries <= 2
            && response.Seconds(SipHeaderName.MinSe) is { } minimum and > SessionTimer.Minimum and <= SessionTimer.Maximum)
        {
            _minimumInterval = minimum;
            SendInviteAgain(now);
        }
        else
        {
            Status = response.Status;
            Finish(CallResult.Of(response.Status), now);
        }
    }

    private void OnProvisional(SipMessage response, MonotonicTime now)
    {
        if (_cancelWanted)
        {
            SendCancel(now);
            return;
        }

        if (State == CallState.Ended || response.Status == 100)
            return;
        var early = response.ContentType == "application/sdp" && response.Body.Length > 0;
        if (State == CallState.Ringing && (!early || HasEarlyMedia))
            return;
        HasEarlyMedia |= early;
        if (State == CallState.Dialing && response.Status is 180 or 183)
            State = CallState.Ringing;
        _agent.Tell(this, null);
    }

    private void OnAccepted(SipMessage response, MonotonicTime now)
    {
        var tag = response.To.Tag ?? "";
        if (_dialog is not null && tag == _dialog.RemoteTag)
        {
            SendAck(_dialog); // ours was lost
            return;
        }

        var dialog = new SipDialog(response, _invite.Request, _invite.Request.Number);
        SendAck(dialog);
        if (_dialog is not null || State == CallState.Ended)
        {
            // Another phone of the same number took it too, or it was taken while we gave up. Its answer may be repeated; one BYE is enough.
            if (_refusedForks.Count < SipLimits.Values && _refusedForks.Add(tag))
                SendBye(dialog, now);
            return;
        }

        _digest.Succeeded();
        Status = response.Status;
        _dialog = dialog;
        if (!PhoneSdp.TryReadAnswer(Encoding.Latin1.GetString(response.Body), _local, out var remote, out _))
        {
            SendBye(_dialog!, now);
            Finish(CallEnd.Failed, now);
            return;
        }

        Remote = remote;
        State = CallState.Answered;
        _timer.Take(response, now);
        _agent.Tell(this, remote);
    }

    private void OnRefreshResponse(SipMessage response, MonotonicTime now)
    {
        if (State != CallState.Answered || response.Status < 200)
            return;
        if (response.Status < 300)
        {
            _dialog!.SetTarget(response);
            Acknowledge(_refresh!.Request);
            _digest.Succeeded();
            _timer.Take(response, now);
            if (PhoneSdp.TryReadAnswer(Encoding.Latin1.GetString(response.Body), _local, out var remote, out _) && remote != Remote)
            {
                Remote = remote;
                _agent.Tell(this, remote);
            }
        }
        else if (response.Status is 401 or 407 && _digest.TryTake(response))
        {
            SendRefresh(now);
        }
        else if (response.Status == 491)
        {
            _timer.Refreshed(now + _agent.GlareDelay());
        }
        else if (response.Status is 408 or 481)
        {
            SendBye(_dialog!, now);
            Finish(CallEnd.HungUp, now);
        }
    }

    private void OnBye(SipMessage request, TransportAddress from, MonotonicTime now)
    {
        _agent.Answer(request, from, 200, "OK", now);
        Finish(CallEnd.HungUp, now);
    }

    private void OnReinvite(SipMessage request, TransportAddress from, MonotonicTime now)
    {
        if (_refresh is { IsOver: false })
        {
            _agent.Answer(request, from, 491, "Request Pending", now);
            return;
        }

        if (_agent.AwaitsAck(CallId))
        {
            _agent.Answer(request, from, 500, "Server Internal Error", now, w => w.Header(SipHeaderName.RetryAfter, "5"));
            return;
        }

        if (!_agent.TryUnderstand(request, from, now))
            return;
        string sdp;
        PhoneRemoteMedia? remote = null;
        if (request.Body.Length == 0)
        {
            sdp = PhoneSdp.Offer(_local, ++_version);
            _offerAwaitsAnswer = true;
        }
        else if (!PhoneSdp.TryAnswer(Encoding.Latin1.GetString(request.Body), _local, ++_version, out sdp, out remote, out _))
        {
            _agent.Answer(request, from, 488, "Not Acceptable Here", now);
            return;
        }

        _dialog!.SetTarget(request);
        _answeredNumber = request.CSeq.Number;
        var expires = _timer.Take(request, now);
        _agent.Answer(request, from, 200, "OK", now, w => w.Header(SipHeaderName.Contact, _agent.Trunk.Contact).Header(SipHeaderName.Allow, SipUserAgent.Allowed)
            .Header(SipHeaderName.Supported, "timer").HeaderIf(SipHeaderName.Require, expires is null ? null : "timer").HeaderIf(SipHeaderName.SessionExpires, expires), sdp);
        if (remote is null || remote == Remote)
            return;
        Remote = remote;
        _agent.Tell(this, remote);
    }

    private void OnAck(SipMessage ack, MonotonicTime now)
    {
        if (!_offerAwaitsAnswer || ack.CSeq.Number != _answeredNumber || State != CallState.Answered)
            return;
        _offerAwaitsAnswer = false;
        if (PhoneSdp.TryReadAnswer(Encoding.Latin1.GetString(ack.Body), _local, out var remote, out _))
        {
            Remote = remote;
            _agent.Tell(this, remote);
        }
        else
        {
            SendBye(_dialog!, now);
            Finish(CallEnd.Failed, now);
        }
    }

    private void Finish(CallEnd end, MonotonicTime now)
    {
        if (State == CallState.Ended)
            return;
        var asked = State is CallState.Dialing or CallState.Ringing && !_invite.IsOver;
        State = CallState.Ended;
        End = end;
        if (asked)
        {
            _cancelWanted = true;
            if (_invite.IsProceeding)
                SendCancel(now);
        }

        _agent.Tell(this, null);
    }

    private void SendInviteAgain(MonotonicTime now)
    {
        var before = _invite.Request;
        _invite = _agent.Send(this, before with
        {
            Number = before.Number + 1,
            Extra = InviteHeaders(),
            Credentials = _digest.Headers("INVITE", before.Uri),
        }, null, now);
    }

    private void SendCancel(MonotonicTime now)
    {
        if (_cancelSent)
            return;
        _cancelSent = true;
        _invite.GiveUpAt(now + SipTiming.Timeout); // RFC 3261 section 9.1: the other side may know no CANCEL
        _agent.SendCancel(this, _invite, now);
    }

    // RFC 3261 section 22.1: an ACK carries what its INVITE did.
    private void SendAck(SipDialog dialog) =>
        _agent.SendAck(dialog.Request("ACK", _invite.Request.Number) with { Credentials = _invite.Request.Credentials }, dialog.NextHop);

    private void Acknowledge(SipRequest refresh) =>
        _agent.SendAck(_dialog!.Request("ACK", refresh.Number) with { Credentials = refresh.Credentials }, _dialog.NextHop);

    private void SendBye(SipDialog dialog, MonotonicTime now)
    {
        var bye = dialog.Request("BYE");
        _agent.Send(this, bye with { Credentials = _digest.Headers("BYE", bye.Uri) }, dialog.NextHop, now);
    }

    private void SendRefresh(MonotonicTime now)
    {
        var request = _dialog!.Request("INVITE");
        _refresh = _agent.Send(this, request with
        {
            Extra = InviteHeaders(),
            Credentials = _digest.Headers("INVITE", request.Uri),
            Sdp = PhoneSdp.Offer(_local, ++_version),
        }, _dialog.NextHop, now);
    }

    private List<SipHeader> InviteHeaders()
    {
        var interval = Math.Max(SessionTimer.Interval, _minimumInterval);
        return
        [
            new(SipHeaderName.Contact, _agent.Trunk.Contact),
            new(SipHeaderName.Allow, SipUserAgent.Allowed),
            new(SipHeaderName.Supported, "timer"),
            new(SipHeaderName.SessionExpires, $"{interval}"),
            new(SipHeaderName.MinSe, $"{_minimumInterval}"),
            new("Accept", "application/sdp"),
        ];
    }
}
