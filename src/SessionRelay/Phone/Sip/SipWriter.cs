using System.Text;

namespace SessionRelay.Phone.Sip;

/// <summary>Writes one message. Throws <see cref="ArgumentException"/> for a value with an end of line: that would be another header.</summary>
internal sealed class SipWriter
{
    private readonly StringBuilder _text = new(1_024);

    private SipWriter(string startLine) => Line(startLine);

    public static SipWriter Request(string method, string uri) => new($"{method} {uri} SIP/2.0");

    public static SipWriter Response(int status, string reason) => new($"SIP/2.0 {status} {reason}");

    /// <summary>
    /// An answer to <paramref name="request"/>, which may be one that was refused: Via, From, To, Call-ID and CSeq as they came (RFC 3261 section 8.2.6.2).
    /// </summary>
    /// <param name="source">Where the request came from: goes into the top Via (RFC 3581 section 4).</param>
    /// <param name="toTag">Added to To when it has no tag; null for 100.</param>
    public static SipWriter Answer(SipMessage request, int status, string reason, System.Net.IPEndPoint? source, string? toTag)
    {
        var writer = Response(status, reason);
        if (request.Vias.Count > 0)
        {
            for (var i = 0; i < request.Vias.Count; i++)
            {
                var via = request.Vias[i];
                if (i == 0 && source is not null)
                    MarkSource(via, source);
                writer.Header(SipHeaderName.Via, via.ToString());
            }
        }
        else
        {
            foreach (var header in request.Headers)
            {
                if (ReferenceEquals(header.Name, SipHeaderName.Via))
                    writer.Header(header.Name, header.Value);
            }
        }

        foreach (var name in (ReadOnlySpan<string>)[SipHeaderName.From, SipHeaderName.To, SipHeaderName.CallId, SipHeaderName.CSeq])
        {
            if (request.Header(name) is not { } value)
                continue;
            var untagged = name == SipHeaderName.To && toTag is not null && request.To is { Tag: null };
            writer.Header(name, untagged ? $"{(value.Contains('<') ? value : $"<{request.To.Uri}>")};tag={toTag}" : value);
        }

        return writer;
    }

    public SipWriter Header(string name, string value)
    {
        Line($"{name}: {value}");
        return this;
    }

    public SipWriter HeaderIf(string name, string? value) => value is null ? this : Header(name, value);

    /// <summary>Ends the message. Content-Length is written always: a stream needs it.</summary>
    public byte[] Finish(string? contentType = null, string body = "")
    {
        if (contentType is not null)
            Header(SipHeaderName.ContentType, contentType);
        Line($"{SipHeaderName.ContentLength}: {body.Length}");
        _text.Append("\r\n").Append(body);
        return Encoding.Latin1.GetBytes(_text.ToString());
    }

    private static void MarkSource(SipVia via, System.Net.IPEndPoint source)
    {
        var address = source.Address.ToString();
        if (via.Host != address || via.ReportedPort is not null)
            via.Parameters.Set("received", address);
        if (via.ReportedPort is not null)
            via.Parameters.Set("rport", source.Port.ToString());
    }

    private void Line(string line)
    {
        if (line.AsSpan().ContainsAny('\r', '\n'))
            throw new ArgumentException("A header field has no ends of lines.", nameof(line));
        _text.Append(line).Append("\r\n");
    }
}
