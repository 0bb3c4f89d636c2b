using SessionRelay.Sdp;
using SessionRelay.Wire;

namespace SessionRelay.Phone.Sip;

/// <summary>
/// Keeps the trunk: an OPTIONS a minute shows whether it is there, and where a registration is wanted, a REGISTER is sent and renewed in time
/// (RFC 3261 section 10.2). Failures are tried again at 30 s, 60 s … 10 min.
/// </summary>
internal sealed class TrunkKeeper : ISipTransactionUser
{
    /// <summary>Between two OPTIONS.</summary>
    public static readonly TimeSpan HealthInterval = TimeSpan.FromSeconds(60);

    /// <summary>Seconds that a registration is asked for.</summary>
    public const uint Expires = 300;

    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LastRetry = TimeSpan.FromMinutes(10);

    private readonly SipUserAgent _agent;
    private readonly DigestClient _healthDigest;
    private readonly DigestClient _registerDigest;
    private readonly string _callId;
    private readonly string _tag;
    private MonotonicTime _healthAt;
    private MonotonicTime _registerAt;
    private TimeSpan _retry = FirstRetry;
    private uint _number;
    private uint _expires = Expires;
    private int _intervalTries;

    public TrunkKeeper(SipUserAgent agent, MonotonicTime now)
    {
        _agent = agent;
        _healthDigest = agent.NewDigest();
        _registerDigest = agent.NewDigest();
        _callId = agent.Token();
        _tag = agent.Token();
        _healthAt = agent.Trunk.ChecksHealth ? now : MonotonicTime.Never;
        _registerAt = agent.Trunk.Registers ? now : MonotonicTime.Never;
    }

    /// <summary>Null until the first OPTIONS is decided. Any answer but 408 and 503 counts: many trunks refuse OPTIONS, but they are there.</summary>
    public bool? IsReachable { get; private set; }

    public bool IsRegistered { get; private set; }

    public MonotonicTime NextDeadline => MonotonicTime.Min(_healthAt, _registerAt);

    public void Advance(MonotonicTime now)
    {
        if (now >= _healthAt)
        {
            _healthAt = now + HealthInterval;
            Send("OPTIONS", _healthDigest, now);
        }

        if (now >= _registerAt)
        {
            _registerAt = MonotonicTime.Never;
            Send("REGISTER", _registerDigest, now);
        }
    }

    /// <summary>Takes the registration back, at a stop.</summary>
    public void Unregister(MonotonicTime now)
    {
        if (!IsRegistered)
            return;
        IsRegistered = false;
        _registerAt = MonotonicTime.Never;
        _expires = 0;
        Send("REGISTER", _registerDigest, now);
    }

    public void OnResponse(SipClientTransaction transaction, SipMessage response, MonotonicTime now)
    {
        if (response.Status < 200)
            return;
        var health = transaction.Request.Method == "OPTIONS";
        var digest = health ? _healthDigest : _registerDigest;
        if (response.Status is 401 or 407 && digest.TryTake(response))
        {
            Send(transaction.Request.Method, digest, now);
            return;
        }

        digest.Succeeded();
        if (health)
            IsReachable = response.Status is not (408 or 503);
        else if (_expires == 0)
            IsRegistered = false;
        else if (response.Status < 300)
            Registered(response, now);
        else if (response.Status == 423 && ++_intervalTries <= 2 && response.Seconds(SipHeaderName.MinExpires) is { } minimum and > Expires and <= 86_400)
            (_expires, _registerAt) = (minimum, now);
        else
            Failed(now);
    }

    public void OnTimeout(SipClientTransaction transaction, MonotonicTime now)
    {
        if (transaction.Request.Method == "OPTIONS")
            IsReachable = false;
        else if (_expires != 0)
            Failed(now);
    }

    public MonotonicTime OnConnectionLost(SipClientTransaction transaction, MonotonicTime now) => now;

    private void Registered(SipMessage response, MonotonicTime now)
    {
        // Each binding has its own time; ours is the one with our user and port. A registrar may shorten it, never below what a renewal needs.
        var seconds = response.Seconds(SipHeaderName.Expires) ?? _expires;
        foreach (var contact in response.Addresses(SipHeaderName.Contact))
        {
            if (contact.Uri.User == _agent.Trunk.ContactUser && SdpToken.TryNumber(contact.Parameters["expires"] ?? "", 86_400, out var own))
                seconds = own;
        }

        seconds = Math.Clamp(seconds, 20, 86_400);
        IsRegistered = true;
        _retry = FirstRetry;
        _intervalTries = 0;
        _registerAt = now + TimeSpan.FromSeconds(seconds - Math.Min(60, seconds / 4.0));
    }

    private void Failed(MonotonicTime now)
    {
        IsRegistered = false;
        _registerAt = now + _retry;
        _retry = SipTiming.Doubled(_retry, LastRetry);
    }

    private void Send(string method, DigestClient digest, MonotonicTime now)
    {
        var trunk = _agent.Trunk;
        var uri = $"sip:{trunk.Domain}";
        var register = method == "REGISTER";
        var own = $"<sip:{trunk.ContactUser}@{trunk.Domain}>";
        List<SipHeader> extra = [new(SipHeaderName.Contact, trunk.Contact)];
        if (register)
            extra.Add(new SipHeader(SipHeaderName.Expires, $"{_expires}"));
        _agent.Send(this, new SipRequest
        {
            Method = method,
            Uri = uri,
            From = $"{own};tag={_tag}",
            To = register ? own : $"<{uri}>",
            CallId = register ? _callId : _agent.Token(),
            Number = ++_number,
            Extra = extra,
            Credentials = digest.Headers(method, uri),
        }, null, now);
    }
}
