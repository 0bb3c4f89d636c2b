using System.Text;
using SessionRelay.Sdp;

namespace SessionRelay.Phone.Sip;

/// <summary>One hop of a message's way (RFC 3261 section 20.42), with <c>rport</c> (RFC 3581).</summary>
internal sealed record SipVia(string Transport, string Host, int Port, SipParameters Parameters)
{
    /// <summary>What a branch begins with that is unique as RFC 3261 wants it.</summary>
    public const string MagicCookie = "z9hG4bK";

    /// <summary>Null in a message of RFC 2543's time.</summary>
    public string? Branch => Parameters["branch"];

    /// <summary>Where the message came from, as its receiver saw it.</summary>
    public string? Received => Parameters["received"];

    /// <summary>Null: not asked for; 0: asked for and not filled in; otherwise the port that the receiver saw.</summary>
    public int? ReportedPort => Parameters["rport"] is not { } text ? null
        : SdpToken.TryNumber(text, ushort.MaxValue, out var port) ? (int)port : 0;

    public static bool TryParse(string text, out SipVia? via)
    {
        via = null;
        var scanner = new SipScanner(text);
        if (!scanner.TryToken(out var protocol) || !protocol.Equals("SIP", StringComparison.OrdinalIgnoreCase) || !scanner.TryTake('/')
            || !scanner.TryToken(out var version) || version is not "2.0" || !scanner.TryTake('/') || !scanner.TryToken(out var transport))
        {
            return false;
        }

        if (!scanner.Rest.StartsWith(' ') && !scanner.Rest.StartsWith('\t'))
            return false;
        var sentBy = scanner.TakeUntilAny(";").Trim(" \t");
        var packed = sentBy;
        if (sentBy.ContainsAny(' ', '\t'))
            packed = sentBy.ToString().Replace(" ", "").Replace("\t", ""); // white space may stand around the port's colon
        if (!SipUri.TryHostPort(packed, out var host, out var port) || !SipParameters.TryRead(ref scanner, out var parameters))
            return false;
        via = new SipVia(transport.ToString().ToUpperInvariant(), host, port, parameters);
        return parameters["branch"] is not (MagicCookie or "");
    }

    public override string ToString()
    {
        var text = new StringBuilder("SIP/2.0/").Append(Transport).Append(' ');
        text.Append(Host.Contains(':') ? $"[{Host}]" : Host);
        if (Port != 0)
            text.Append(':').Append(Port);
        Parameters.AppendTo(text);
        return text.ToString();
    }
}
