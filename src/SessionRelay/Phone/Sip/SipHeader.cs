using System.Collections.Frozen;

namespace SessionRelay.Phone.Sip;

/// <summary>One header field.</summary>
/// <param name="Name">As RFC 3261 spells it where this product uses it (<see cref="SipHeaderName"/>), else as it came.</param>
/// <param name="Value">Trimmed, folding taken out (one space for each fold); each character is one byte of the message.</param>
internal readonly record struct SipHeader(string Name, string Value);

/// <summary>Names of header fields that this product reads or writes, and their compact forms (RFC 3261 section 7.3.3, RFC 4028).</summary>
internal static class SipHeaderName
{
    public const string Allow = "Allow";
    public const string Authorization = "Authorization";
    public const string CallId = "Call-ID";
    public const string Contact = "Contact";
    public const string ContentLength = "Content-Length";
    public const string ContentType = "Content-Type";
    public const string CSeq = "CSeq";
    public const string Expires = "Expires";
    public const string From = "From";
    public const string MaxForwards = "Max-Forwards";
    public const string MinExpires = "Min-Expires";
    public const string MinSe = "Min-SE";
    public const string ProxyAuthenticate = "Proxy-Authenticate";
    public const string ProxyAuthorization = "Proxy-Authorization";
    public const string RecordRoute = "Record-Route";
    public const string Require = "Require";
    public const string RetryAfter = "Retry-After";
    public const string Route = "Route";
    public const string SessionExpires = "Session-Expires";
    public const string Supported = "Supported";
    public const string To = "To";
    public const string Unsupported = "Unsupported";
    public const string UserAgent = "User-Agent";
    public const string Via = "Via";
    public const string WwwAuthenticate = "WWW-Authenticate";

    private static readonly FrozenDictionary<string, string> Known = Table();

    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> Lookup = Known.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>One string for one header, whatever its case, and its long form for a compact one.</summary>
    public static string Canonical(ReadOnlySpan<char> name) => Lookup.TryGetValue(name, out var known) ? known : name.ToString();

    private static FrozenDictionary<string, string> Table()
    {
        Dictionary<string, string> names = new(StringComparer.OrdinalIgnoreCase)
        {
            ["i"] = CallId,
            ["m"] = Contact,
            ["l"] = ContentLength,
            ["c"] = ContentType,
            ["f"] = From,
            ["k"] = Supported,
            ["t"] = To,
            ["v"] = Via,
            ["x"] = SessionExpires,
        };
        string[] known =
        [
            Allow, Authorization, CallId, Contact, ContentLength, ContentType, CSeq, Expires, From, MaxForwards, MinExpires, MinSe, ProxyAuthenticate,
            ProxyAuthorization, RecordRoute, Require, RetryAfter, Route, SessionExpires, Supported, To, Unsupported, UserAgent, Via, WwwAuthenticate,
        ];
        foreach (var name in known)
            names[name] = name;
        return names.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
