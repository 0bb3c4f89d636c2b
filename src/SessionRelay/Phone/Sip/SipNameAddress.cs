using System.Text;

namespace SessionRelay.Phone.Sip;

/// <summary>An address with its header's parameters, as in From, To, Contact, Route and Record-Route (RFC 3261 section 20.10).</summary>
internal sealed record SipNameAddress(string? DisplayName, SipUri Uri, SipParameters Parameters)
{
    /// <summary>From and To: whose end of the dialog this is; null without one.</summary>
    public string? Tag => Parameters["tag"] is { Length: > 0 } tag ? tag : null;

    public static bool TryParse(string text, out SipNameAddress? address)
    {
        address = null;
        var scanner = new SipScanner(text);
        string? name = null;
        SipUri? uri;
        scanner.SkipSpace();
        var quoted = scanner.Rest is ['"', ..];
        if (quoted && !scanner.TryQuoted(out name))
            return false;
        if (!quoted && scanner.Rest.Contains('<'))
        {
            var plain = scanner.TakeUntilAny("<").TrimEnd(" \t");
            name = plain.IsEmpty ? null : plain.ToString();
            if (!IsPlainName(plain))
                return false;
        }

        if (scanner.TryTake('<'))
        {
            var end = scanner.Rest.IndexOf('>');
            if (end < 0 || !SipUri.TryParse(scanner.Rest[..end], out uri))
                return false;
            scanner = new SipScanner(scanner.Rest[(end + 1)..]);
        }
        else
        {
            // Without brackets a semicolon belongs to the header, and a question mark can't stand (RFC 3261 section 20.10).
            if (quoted || !SipUri.TryParse(scanner.TakeUntilAny("; \t"), out uri) || uri!.Headers is not null)
                return false;
        }

        if (!SipParameters.TryRead(ref scanner, out var parameters))
            return false;
        address = new SipNameAddress(name, uri!, parameters);
        return true;
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        if (DisplayName is not null)
            text.Append(SipScanner.Quote(DisplayName)).Append(' ');
        text.Append('<').Append(Uri.Text).Append('>');
        Parameters.AppendTo(text);
        return text.ToString();
    }

    private static bool IsPlainName(ReadOnlySpan<char> name)
    {
        foreach (var word in name.Split(' '))
        {
            var token = name[word].Trim('\t');
            if (!token.IsEmpty && !SipScanner.IsToken(token))
                return false;
        }

        return true;
    }
}
