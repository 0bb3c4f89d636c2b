using System.Security.Cryptography;
using SessionRelay.Wire;

namespace SessionRelay.Phone.Sip;

/// <summary>
/// The relay's SIP user agent for one trunk (RFC 3261). Sans-I/O: <see cref="Receive"/> takes a message and <see cref="Advance"/> the time, after each of
/// them <see cref="Outbox"/> has what is to be sent and <see cref="TryTakeEvent"/> what happened; <see cref="NextDeadline"/> says when Advance is due.
/// It calls and takes no calls: the only requests that it serves are those of a call that goes on, and OPTIONS of the trunk. One thread.
/// </summary>
internal sealed class SipUserAgent
{
    public const string Allowed = "INVITE, ACK, CANCEL, BYE, OPTIONS";

    /// <summary>Answers that are kept to be given again; beyond, requests are dropped, and their sender asks again.</summary>
    public const int ServerTransactions = 256;

    /// <summary>Calls of a node at a time, those that only wait for their last answer included.</summary>
    public const int Calls = 128;

    private readonly Dictionary<string, SipClientTransaction> _clients = [];
    private readonly Dictionary<string, SipServerTransaction> _servers = [];
    private readonly Dictionary<string, OutgoingCall> _calls = [];
    private readonly Queue<CallEvent> _events = new();
    private readonly List<string> _finished = [];
    private readonly Func<string>? _token;

    /// <param name="token">Makes unguessable words for tags, branches and Call-IDs; null: 64 random bits each.</param>
    public SipUserAgent(SipTrunk trunk, MonotonicTime now, Func<string>? token = null)
    {
        Trunk = trunk;
        _token = token;
        Keeper = new TrunkKeeper(this, now);
    }

    /// <summary>Its name may lead elsewhere one day, and this side's address change: what goes on keeps the former ones, what begins takes these.</summary>
    public SipTrunk Trunk { get; set; }

    public SipOutbox Outbox { get; } = new();

    /// <summary>Whether the trunk is there, and our registration.</summary>
    public TrunkKeeper Keeper { get; }

    /// <summary>Messages that were no SIP, answered nothing of ours, or came from a stranger.</summary>
    public long Dropped { get; private set; }

    /// <summary>Both ways, finished ones included that still take repeated messages.</summary>
    public int OpenTransactions => _clients.Count + _servers.Count;

    public MonotonicTime NextDeadline
    {
        get
        {
            var next = Keeper.NextDeadline;
            foreach (var client in _clients.Values)
                next = MonotonicTime.Min(next, client.NextDeadline);
            foreach (var server in _servers.Values)
                next = MonotonicTime.Min(next, server.NextDeadline);
            foreach (var call in _calls.Values)
                next = MonotonicTime.Min(next, call.NextDeadline);
            return next;
        }
    }

    /// <summary>Calls <paramref name="number"/>: digits with <c>+</c> in front or not, checked by the caller against what may be called. Null when there are too many calls.</summary>
    /// <exception cref="ArgumentException">The number has other characters.</exception>
    public OutgoingCall? Dial(string number, PhoneLocalMedia local, MonotonicTime now)
    {
        var digits = number.StartsWith('+') ? number.AsSpan(1) : number;
        if (digits.Length is 0 or > 32 || digits.ContainsAnyExceptInRange('0', '9'))
            throw new ArgumentException("A number is digits, with + in front or not.", nameof(number));
        if (_calls.Count >= Calls)
            return null;
        var call = new OutgoingCall(this, number, local, now);
        _calls.Add(call.CallId, call);
        return call;
    }

    public bool TryTakeEvent(out CallEvent happened) => _events.TryDequeue(out happened);

    /// <summary>Takes a datagram, or one message of a stream.</summary>
    public void Receive(ReadOnlySpan<byte> bytes, TransportAddress from, MonotonicTime now)
    {
        if (!SipParser.TryParse(bytes, out var message, out var error))
        {
            // Only the trunk is told what is wrong: who can write any source address could have anybody told.
            if (error.Status != 0 && message!.Method != "ACK" && IsTrunk(from))
                Outbox.Send(from, SipWriter.Answer(message, error.Status, error.Reason, from.ToIPEndPoint(), Token()).Finish());
            Dropped++;
        }
        else if (!message!.IsRequest)
        {
            OnResponse(message, now);
        }
        else
        {
            OnRequest(message, from, now);
        }
    }

    /// <summary>The stream to the trunk is gone: what waits for an answer over it gets none (RFC 3261 section 18.4). Calls that were answered go on.</summary>
    /// <param name="last">Number of the last message that was given to it; later ones go over the next.</param>
    public void OnConnectionLost(long last, MonotonicTime now)
    {
        foreach (var client in _clients.Values.ToArray())
        {
            if (client.Number <= last)
                client.OnConnectionLost(Trunk.Address, now);
        }
    }

    public void Advance(MonotonicTime now)
    {
        foreach (var call in _calls.Values)
            call.Advance(now);
        Keeper.Advance(now);
        foreach (var (key, client) in _clients.ToArray())
        {
            client.Advance(now);
            if (client.IsTerminated)
                _clients.Remove(key);
        }

        foreach (var (key, server) in _servers.ToArray())
        {
            server.Advance(now);
            if (now < server.EndAt)
                continue;
            _servers.Remove(key);
            if (server.Accepts && server.AwaitsAck && _calls.TryGetValue(server.CallId, out var call))
                call.OnAckMissing(now);
        }

        foreach (var (id, call) in _calls)
        {
            if (call.IsForgettable)
                _finished.Add(id);
        }

        foreach (var id in _finished)
            _calls.Remove(id);
        _finished.Clear();
    }

    public string Token() => _token?.Invoke() ?? RandomNumberGenerator.GetHexString(16, lowercase: true);

    public DigestClient NewDigest() => new(Trunk.User, Trunk.Password, Token);

    /// <summary>RFC 3261 section 14.1: who owns the Call-ID waits 2.1 to 4 s after a 491.</summary>
    public TimeSpan GlareDelay() => TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(2_100, 4_001));

    public void Tell(OutgoingCall call, PhoneRemoteMedia? media) => _events.Enqueue(new CallEvent(call, call.State, call.End, media));

    /// <param name="to">Null: the trunk, as always when it is connected by a stream.</param>
    public SipClientTransaction Send(ISipTransactionUser user, SipRequest request, TransportAddress? to, MonotonicTime now) =>
        Start(user, request, NewVia(), Hop(to), now);

    public void SendCancel(ISipTransactionUser user, SipClientTransaction invite, MonotonicTime now) =>
        Start(user, invite.Request.Cancel(), invite.Via, invite.To, now);

    /// <summary>An ACK of a 2xx is a transaction of its own without an answer.</summary>
    public void SendAck(SipRequest ack, TransportAddress? to) => Outbox.Send(Hop(to), ack.ToBytes(NewVia().ToString()));

    /// <summary>An INVITE of this call was answered 2xx and has no ACK yet.</summary>
    public bool AwaitsAck(string callId)
    {
        foreach (var server in _servers.Values)
        {
            if (server.CallId == callId && server is { IsInvite: true, Accepts: true, AwaitsAck: true })
                return true;
        }

        return false;
    }

    public void Answer(SipMessage request, TransportAddress from, int status, string reason, MonotonicTime now, Action<SipWriter>? more = null, string sdp = "")
    {
        var writer = SipWriter.Answer(request, status, reason, from.ToIPEndPoint(), Token());
        more?.Invoke(writer);
        var bytes = writer.Finish(sdp.Length > 0 ? "application/sdp" : null, sdp);
        _servers[SipServerTransaction.KeyOf(request)] = new SipServerTransaction(request, status, bytes, from, Trunk.IsReliable, Outbox, now);
    }

    /// <summary>Checks what a request asks us to understand; answers it and gives false when that is too much.</summary>
    public bool TryUnderstand(SipMessage request, TransportAddress from, MonotonicTime now)
    {
        var unknown = request.Values(SipHeaderName.Require).Where(r => !r.Equals("timer", StringComparison.OrdinalIgnoreCase)).ToList();
        if (!request.RequestUri!.IsSip)
            Answer(request, from, 416, "Unsupported URI Scheme", now);
        else if (unknown.Count > 0)
            Answer(request, from, 420, "Bad Extension", now, w => w.Header(SipHeaderName.Unsupported, string.Join(", ", unknown)));
        else if (request.Body.Length > 0 && request.ContentType != "application/sdp")
            Answer(request, from, 415, "Unsupported Media Type", now, w => w.Header("Accept", "application/sdp"));
        else
            return true;
        return false;
    }

    /// <summary>Requests that mean the same inside and outside of a call.</summary>
    public void AnswerOther(SipMessage request, TransportAddress from, MonotonicTime now)
    {
        if (!TryUnderstand(request, from, now))
            return;
        switch (request.Method)
        {
            case "OPTIONS":
                Answer(request, from, 200, "OK", now, w => w.Header(SipHeaderName.Allow, Allowed).Header("Accept", "application/sdp").Header(SipHeaderName.Supported, "timer"));
                break;
            case "INVITE":
                Answer(request, from, 403, "Forbidden", now); // this side takes no calls
                break;
            case "BYE":
                Answer(request, from, 481, "Call/Transaction Does Not Exist", now);
                break;
            case "UPDATE" or "INFO" or "REFER" or "NOTIFY" or "SUBSCRIBE" or "MESSAGE" or "PRACK" or "PUBLISH" or "REGISTER":
                Answer(request, from, 405, "Method Not Allowed", now, w => w.Header(SipHeaderName.Allow, Allowed));
                break;
            default:
                Answer(request, from, 501, "Not Implemented", now, w => w.Header(SipHeaderName.Allow, Allowed));
                break;
        }
    }

    private void OnResponse(SipMessage response, MonotonicTime now)
    {
        // RFC 3261 section 8.1.3.3: with another Via below ours it is not for us.
        if (response.Vias.Count == 1 && response.Vias[0].Branch is { } branch && _clients.TryGetValue($"{branch} {response.CSeq.Method}", out var client)
            && client.Request.CallId == response.CallId)
        {
            client.Receive(response, now);
        }
        else
        {
            Dropped++;
        }
    }

    private void OnRequest(SipMessage request, TransportAddress from, MonotonicTime now)
    {
        _calls.TryGetValue(request.CallId, out var call);
        var known = _servers.GetValueOrDefault(SipServerTransaction.KeyOf(request));
        if (request.Method == "ACK")
        {
            // A 2xx's ACK has a branch of its own: its INVITE is the one with its number.
            known ??= _servers.Values.FirstOrDefault(s => s.IsInvite && s.CallId == request.CallId && s.Number == request.CSeq.Number);
            known?.Acknowledge();
            call?.OnRequest(request, from, now);
        }
        else if (known is not null)
        {
            known.Repeat();
        }
        else if ((call is null && !IsTrunk(from)) || _servers.Count >= ServerTransactions)
        {
            Dropped++;
        }
        else if (request.Method == "CANCEL")
        {
            // Every request has its final answer at once, so there is never anything left to cancel.
            var invite = _servers.ContainsKey(SipServerTransaction.KeyOf(request).Replace(" CANCEL", " INVITE"));
            Answer(request, from, invite ? 200 : 481, invite ? "OK" : "Call/Transaction Does Not Exist", now);
        }
        else if (call is not null)
        {
            call.OnRequest(request, from, now);
        }
        else if (request.To.Tag is not null && request.RequestUri!.IsSip)
        {
            Answer(request, from, 481, "Call/Transaction Does Not Exist", now);
        }
        else
        {
            AnswerOther(request, from, now);
        }
    }

    private SipClientTransaction Start(ISipTransactionUser user, SipRequest request, SipVia via, TransportAddress to, MonotonicTime now)
    {
        var client = new SipClientTransaction(user, request, via, to, Trunk.IsReliable, Outbox, now);
        _clients[$"{via.Branch} {request.Method}"] = client;
        return client;
    }

    private SipVia NewVia()
    {
        var parameters = new SipParameters();
        parameters.Set("branch", SipVia.MagicCookie + Token());
        parameters.Set("rport", null);
        return new SipVia(Trunk.Transport switch { SipTransport.Tcp => "TCP", SipTransport.Tls => "TLS", _ => "UDP" }, Trunk.LocalHost, Trunk.LocalPort, parameters);
    }

    private TransportAddress Hop(TransportAddress? to) => to is { } hop && !Trunk.IsReliable ? hop : Trunk.Address;

    // The machine, not the port: many trunks send from others.
    private bool IsTrunk(TransportAddress from) => from.High == Trunk.Address.High && from.Low == Trunk.Address.Low;
}
