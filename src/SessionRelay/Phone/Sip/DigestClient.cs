using System.Text;

namespace SessionRelay.Phone.Sip;

/// <summary>
/// Answers challenges for one request and its followers in a dialog: counts nonces, and gives up rather than ask forever. A second challenge for the same
/// request is answered only when it says that the nonce was stale; at most <see cref="Attempts"/> times in a row.
/// </summary>
internal sealed class DigestClient(string? user, string? password, Func<string> token)
{
    /// <summary>Answers in a row: one by the first server, one by a second one behind it, one for a stale nonce.</summary>
    public const int Attempts = 3;

    // Settings are text, messages are bytes: one character for each byte of UTF-8.
    private readonly string? _user = user is null ? null : Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(user));
    private readonly string _password = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(password ?? ""));
    private readonly Dictionary<(bool Proxy, string Realm), (DigestChallenge Challenge, uint Count)> _known = [];
    private readonly HashSet<(bool Proxy, string Realm)> _tried = [];
    private int _attempts;

    /// <summary>A request went through: the next challenge is a new question.</summary>
    public void Succeeded()
    {
        _attempts = 0;
        _tried.Clear();
    }

    /// <summary>Takes a 401 or 407. False when it can't be answered, or the same question was answered before: the password is wrong.</summary>
    public bool TryTake(SipMessage response)
    {
        if (_user is null || DigestChallenge.From(response) is not { } challenge || ++_attempts > Attempts)
            return false;
        var key = (challenge.IsProxy, challenge.Realm);
        if (!_tried.Add(key) && !challenge.IsStale)
            return false;
        if (_known.Count > Attempts)
            _known.Clear();
        _known[key] = (challenge, 0);
        return true;
    }

    /// <summary>Headers for a request: one for each realm that asked so far.</summary>
    public List<SipHeader> Headers(string method, string uri)
    {
        List<SipHeader> headers = [];
        foreach (var key in _known.Keys.ToArray())
        {
            var (challenge, count) = _known[key];
            _known[key] = (challenge, ++count);
            headers.Add(new SipHeader(
                challenge.IsProxy ? SipHeaderName.ProxyAuthorization : SipHeaderName.Authorization,
                challenge.Answer(_user!, _password, method, uri, count, token())));
        }

        return headers;
    }
}
