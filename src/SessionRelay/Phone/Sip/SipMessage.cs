using SessionRelay.Sdp;

namespace SessionRelay.Phone.Sip;

/// <summary>CSeq: which request of a dialog this is about (RFC 3261 section 20.16).</summary>
/// <param name="Number">Below 2³¹.</param>
internal readonly record struct SipCSeq(uint Number, string Method)
{
    public static bool TryParse(string text, out SipCSeq sequence)
    {
        sequence = default;
        var scanner = new SipScanner(text);
        if (!scanner.TryToken(out var number) || !SdpToken.TryNumber(number, int.MaxValue, out var value)
            || !scanner.TryToken(out var method) || !scanner.AtEnd)
        {
            return false;
        }

        sequence = new SipCSeq(value, method.ToString());
        return true;
    }
}

/// <summary>
/// A SIP request or response as it came (RFC 3261 section 7). What every message must have is read and known to be good; the rest is read when asked for.
/// Text has one character for each byte (Latin-1), so that what is passed back is the same byte for byte.
/// </summary>
internal sealed class SipMessage
{
    /// <summary>Null in a response.</summary>
    public string? Method { get; init; }

    /// <summary>Null in a response.</summary>
    public SipUri? RequestUri { get; set; }

    /// <summary>100 to 699; 0 in a request.</summary>
    public int Status { get; init; }

    /// <summary>In the message's order, with the names of <see cref="SipHeaderName"/>.</summary>
    public List<SipHeader> Headers { get; } = [];

    public byte[] Body { get; set; } = [];

    /// <summary>Newest first, at least one.</summary>
    public List<SipVia> Vias { get; } = [];

    public SipNameAddress From { get; set; } = null!;
    public SipNameAddress To { get; set; } = null!;
    public string CallId { get; set; } = "";
    public SipCSeq CSeq { get; set; }

    public bool IsRequest => Method is not null;

    /// <summary>The first one; null when there is none.</summary>
    public string? Header(string name)
    {
        foreach (var header in Headers)
        {
            if (header.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return header.Value;
        }

        return null;
    }

    /// <summary>All values of a comma-separated list over all its header fields. Empty when one of them is malformed.</summary>
    public List<string> Values(string name)
    {
        List<string> values = [];
        foreach (var header in Headers)
        {
            if (header.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && header.Value.Length > 0
                && !SipScanner.TrySplit(header.Value, SipLimits.Values, values))
            {
                return [];
            }
        }

        return values;
    }

    /// <summary>All values of an address list. Empty when one of them is malformed.</summary>
    public List<SipNameAddress> Addresses(string name)
    {
        List<SipNameAddress> addresses = [];
        foreach (var value in Values(name))
        {
            if (!SipNameAddress.TryParse(value, out var address))
                return [];
            addresses.Add(address!);
        }

        return addresses;
    }

    /// <summary>A header that is a number of seconds, with or without parameters behind it; null when it isn't there or is no such number.</summary>
    public uint? Seconds(string name)
    {
        if (Header(name) is not { } value)
            return null;
        var scanner = new SipScanner(value);
        return scanner.TryToken(out var digits) && SdpToken.TryNumber(digits, uint.MaxValue, out var seconds) ? seconds : null;
    }

    /// <summary>The media type of the body, lower case, without parameters; empty when none is named.</summary>
    public string ContentType => (Header(SipHeaderName.ContentType) ?? "").Split(';')[0].Trim().ToLowerInvariant();
}
