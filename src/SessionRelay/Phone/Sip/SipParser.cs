using System.Text;
using SessionRelay.Sdp;

namespace SessionRelay.Phone.Sip;

/// <summary>
/// Reads one SIP message (RFC 3261 section 7). Never throws; time and memory grow with the bytes and no faster. Strict where a second reader could
/// understand something else: ends of lines, the start line, headers that may stand once, lengths.
/// </summary>
internal static class SipParser
{
    private const string NotCrlf = "an end of line that is not CRLF";

    private static readonly string[] Single =
    [
        SipHeaderName.CallId, SipHeaderName.CSeq, SipHeaderName.From, SipHeaderName.To, SipHeaderName.MaxForwards, SipHeaderName.ContentLength,
        SipHeaderName.ContentType,
    ];

    /// <summary>
    /// Reads a datagram's message; bytes behind its Content-Length are ignored (RFC 3261 section 18.3).
    /// False with the fitting answer in <paramref name="error"/>; <paramref name="message"/> then holds what is needed to write it, if its status isn't 0.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out SipMessage? message, out SipError error)
    {
        message = null;
        error = new SipError(0, "longer than a datagram");
        if (bytes.Length > SipLimits.Message)
            return false;
        var end = bytes.IndexOf("\r\n\r\n"u8);
        error = new SipError(0, "no end of the header fields");
        if (end < 0)
            return false;

        // One character for each byte: what is echoed must not change.
        ReadOnlySpan<char> text = Encoding.Latin1.GetString(bytes[..(end + 2)]);
        if (!TryStartLine(TakeLine(ref text), out message, out error))
            return false;
        var version = error;
        var reason = ReadHeaders(text, message!) ?? (version.Status != 0 ? version.Reason : ReadMandatory(message!))
            ?? ReadBody(bytes[(end + 4)..], message!);
        if (reason is null)
            return true;
        error = new SipError(!message!.IsRequest ? 0 : version.Status != 0 ? version.Status : 400, reason);
        return false;
    }

    // False: no SIP. True with a status in the error: the rest is read for its answer only.
    private static bool TryStartLine(ReadOnlySpan<char> line, out SipMessage? message, out SipError error)
    {
        message = null;
        error = new SipError(0, "no SIP start line");
        if (line.StartsWith("SIP/", StringComparison.OrdinalIgnoreCase))
        {
            // "SIP/2.0 200 OK": the reason may be empty, but not the space before it.
            if (!line.StartsWith("SIP/2.0 ", StringComparison.OrdinalIgnoreCase) || line.Length < 12 || line[11] != ' '
                || !SdpToken.TryNumber(line[8..11], 699, out var status) || status < 100)
            {
                return false;
            }

            message = new SipMessage { Status = (int)status };
            error = default;
            return true;
        }

        var first = line.IndexOf(' ');
        var word = line.LastIndexOf("SIP/", StringComparison.OrdinalIgnoreCase);
        if (first < 1 || word <= first || !SipScanner.IsToken(line[..first]))
            return false;
        message = new SipMessage { Method = line[..first].ToString() };
        var version = line[word..];
        if (!version.Equals("SIP/2.0", StringComparison.OrdinalIgnoreCase))
            error = version.Contains(' ') ? new SipError(400, "a start line with more than two spaces") : new SipError(505, "Version Not Supported");
        else if (word - 1 <= first || line[word - 1] != ' ' || !SipUri.TryParse(line[(first + 1)..(word - 1)], out var uri) || uri!.Headers is not null)
            error = new SipError(400, "a malformed Request-URI");
        else
            (message.RequestUri, error) = (uri, default);
        return true;
    }

    private static string? ReadHeaders(ReadOnlySpan<char> text, SipMessage message)
    {
        while (!text.IsEmpty)
        {
            var line = TakeLine(ref text);
            if (message.Headers.Count == SipLimits.Headers)
                return "too many header fields";
            if (line.ContainsAny('\r', '\n'))
                return NotCrlf;
            var colon = line.IndexOf(':');
            if (colon < 0)
                return "a header field without a colon";
            var name = line[..colon].TrimEnd(" \t");
            if (!SipScanner.IsToken(name))
                return "a malformed header field name";
            var value = line[(colon + 1)..].Trim(" \t");
            if (text is not [' ' or '\t', ..])
            {
                if (value.Length > SipLimits.HeaderLength)
                    return "a header field that is too long";
                message.Headers.Add(new SipHeader(SipHeaderName.Canonical(name), value.ToString()));
            }
            else
            {
                // RFC 3261 section 7.3.1: a line that begins with white space goes on with the one before.
                var folded = new StringBuilder(value.Length + 64).Append(value);
                while (text is [' ' or '\t', ..])
                {
                    var more = TakeLine(ref text).Trim(" \t");
                    if (folded.Length + more.Length >= SipLimits.HeaderLength)
                        return "a header field that is too long";
                    if (more.ContainsAny('\r', '\n'))
                        return NotCrlf;
                    if (!more.IsEmpty)
                        folded.Append(folded.Length == 0 ? "" : " ").Append(more);
                }

                message.Headers.Add(new SipHeader(SipHeaderName.Canonical(name), folded.ToString()));
            }
        }

        return null;
    }

    private static string? ReadMandatory(SipMessage message)
    {
        foreach (var name in Single)
        {
            var count = 0;
            foreach (var header in message.Headers)
                count += ReferenceEquals(header.Name, name) ? 1 : 0;
            if (count > 1)
                return $"{name} stands more than once";
        }

        foreach (var header in message.Headers)
        {
            if (!ReferenceEquals(header.Name, SipHeaderName.Via))
                continue;
            List<string> values = [];
            if (!SipScanner.TrySplit(header.Value, SipLimits.Vias, values))
                return "a malformed Via";
            foreach (var value in values)
            {
                if (message.Vias.Count == SipLimits.Vias || !SipVia.TryParse(value, out var via))
                    return "a malformed Via, or too many";
                message.Vias.Add(via!);
            }
        }

        if (message.Vias.Count == 0)
            return "no Via";
        if (!SipNameAddress.TryParse(message.Header(SipHeaderName.From) ?? "", out var from))
            return "no From, or a malformed one";
        if (!SipNameAddress.TryParse(message.Header(SipHeaderName.To) ?? "", out var to))
            return "no To, or a malformed one";
        message.From = from!;
        message.To = to!;
        message.CallId = message.Header(SipHeaderName.CallId) ?? "";
        if (message.CallId.Length is 0 or > SipLimits.HeaderLength || message.CallId.AsSpan().ContainsAny(" \t"))
            return "no Call-ID, or a malformed one";
        if (!SipCSeq.TryParse(message.Header(SipHeaderName.CSeq) ?? "", out var sequence))
            return "no CSeq, or a malformed one";
        message.CSeq = sequence;
        if (message.IsRequest && sequence.Method != message.Method)
            return "a CSeq of another method";
        if (message.Header(SipHeaderName.MaxForwards) is { } hops && !SdpToken.TryNumber(hops, 255, out _))
            return "a malformed Max-Forwards";
        return ReadContacts(message);
    }

    private static string? ReadContacts(SipMessage message)
    {
        foreach (var name in (ReadOnlySpan<string>)[SipHeaderName.Contact, SipHeaderName.Route, SipHeaderName.RecordRoute])
        {
            foreach (var header in message.Headers)
            {
                if (!ReferenceEquals(header.Name, name) || header.Value == "*")
                    continue;
                List<string> values = [];
                if (!SipScanner.TrySplit(header.Value, SipLimits.Values, values))
                    return $"a malformed {name}";
                foreach (var value in values)
                {
                    if (!SipNameAddress.TryParse(value, out _))
                        return $"a malformed {name}";
                }
            }
        }

        return null;
    }

    private static string? ReadBody(ReadOnlySpan<byte> body, SipMessage message)
    {
        if (message.Header(SipHeaderName.ContentLength) is { } text)
        {
            if (!SdpToken.TryNumber(text, SipLimits.Message, out var length))
                return "a malformed Content-Length";
            if (length > body.Length)
                return "a Content-Length beyond the message's end";
            body = body[..(int)length];
        }

        message.Body = body.ToArray();
        return null;
    }

    private static ReadOnlySpan<char> TakeLine(ref ReadOnlySpan<char> text)
    {
        var end = text.IndexOf("\r\n");
        var line = end < 0 ? text : text[..end];
        text = end < 0 ? default : text[(end + 2)..];
        return line;
    }
}
