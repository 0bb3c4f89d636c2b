using System.Buffers;
using System.Net;
using SessionRelay.Sdp;

namespace SessionRelay.Phone.Sip;

/// <summary>A SIP or SIPS URI (RFC 3261 section 19.1), or one of another scheme, of which only the scheme is known. Parts stand as they came, escapes too.</summary>
internal sealed class SipUri
{
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(" \t<>\"\r\n\0\\");

    private static readonly SearchValues<char> HostCharacters =
        SearchValues.Create("-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");

    private SipUri(string text, string scheme)
    {
        Text = text;
        Scheme = scheme;
    }

    /// <summary>The whole URI as it came.</summary>
    public string Text { get; }

    /// <summary>Lower case.</summary>
    public string Scheme { get; }

    public bool IsSip => Scheme is "sip" or "sips";

    /// <summary>With its password, if any; null without a user.</summary>
    public string? User { get; private init; }

    /// <summary>A name, an IPv4 address, or an IPv6 address without its brackets; empty for other schemes.</summary>
    public string Host { get; private init; } = "";

    /// <summary>0: none is named.</summary>
    public int Port { get; private init; }

    /// <summary>All after the host from the first <c>;</c>, up to the headers.</summary>
    public string Parameters { get; private init; } = "";

    /// <summary>All after <c>?</c>; null without it.</summary>
    public string? Headers { get; private init; }

    /// <summary>RFC 3261 section 19.1.1: this hop routes loosely.</summary>
    public bool IsLooseRouter
    {
        get
        {
            foreach (var part in Parameters.Split(';'))
            {
                if (part.Equals("lr", StringComparison.OrdinalIgnoreCase) || part.StartsWith("lr=", StringComparison.OrdinalIgnoreCase))
                    return true;
            }

            return false;
        }
    }

    public static bool TryParse(ReadOnlySpan<char> text, out SipUri? uri)
    {
        uri = null;
        var colon = text.IndexOf(':');
        if (colon < 1 || text.Length > SipLimits.HeaderLength || text.ContainsAny(Forbidden) || !IsScheme(text[..colon]))
            return false;
        var scheme = text[..colon].ToString().ToLowerInvariant();
        if (scheme is not ("sip" or "sips"))
        {
            uri = new SipUri(text.ToString(), scheme);
            return text.Length > colon + 1;
        }

        // Neither parameters nor headers may hold an @ that isn't escaped, but a user may hold nearly all else: so the @ is looked for first.
        var rest = text[(colon + 1)..];
        var at = rest.IndexOf('@');
        var user = at < 0 ? null : rest[..at].ToString();
        rest = at < 0 ? rest : rest[(at + 1)..];
        if (user is "" || rest.Contains('@'))
            return false;
        var question = rest.IndexOf('?');
        var headers = question < 0 ? null : rest[(question + 1)..].ToString();
        rest = question < 0 ? rest : rest[..question];
        var semicolon = rest.IndexOf(';');
        var parameters = semicolon < 0 ? "" : rest[semicolon..].ToString();
        rest = semicolon < 0 ? rest : rest[..semicolon];
        if (!TryHostPort(rest, out var host, out var port))
            return false;
        uri = new SipUri(text.ToString(), scheme) { User = user, Host = host, Port = port, Parameters = parameters, Headers = headers };
        return true;
    }

    /// <summary>Reads <c>host</c> or <c>host:port</c>, an IPv6 address in brackets.</summary>
    public static bool TryHostPort(ReadOnlySpan<char> text, out string host, out int port)
    {
        host = "";
        port = 0;
        ReadOnlySpan<char> name;
        if (text is ['[', ..])
        {
            var end = text.IndexOf(']');
            if (end < 0 || !IPAddress.TryParse(text[1..end], out _) || text[1..end].Contains('%'))
                return false;
            name = text[1..end];
            text = text[(end + 1)..];
        }
        else
        {
            var end = text.IndexOf(':');
            name = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[end..];
            if (name.IsEmpty || name.ContainsAnyExcept(HostCharacters))
                return false;
        }

        host = name.ToString();
        if (text.IsEmpty)
            return name.Length <= SipLimits.Token;
        if (text[0] != ':' || !SdpToken.TryNumber(text[1..].Trim(" \t"), ushort.MaxValue, out var number) || number == 0)
            return false;
        port = (int)number;
        return name.Length <= SipLimits.Token;
    }

    public override string ToString() => Text;

    private static bool IsScheme(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('+' or '-' or '.'))
                return false;
        }

        return char.IsAsciiLetter(text[0]);
    }
}
