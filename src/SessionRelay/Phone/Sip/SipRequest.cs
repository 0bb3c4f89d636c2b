namespace SessionRelay.Phone.Sip;

/// <summary>A request of ours before it has a Via: what an ACK, a CANCEL and a second attempt are made from.</summary>
internal sealed record SipRequest
{
    public required string Method { get; init; }
    public required string Uri { get; init; }
    public required string From { get; init; }
    public required string To { get; init; }
    public required string CallId { get; init; }
    public required uint Number { get; init; }
    public IReadOnlyList<string> Routes { get; init; } = [];
    public IReadOnlyList<SipHeader> Extra { get; init; } = [];
    public IReadOnlyList<SipHeader> Credentials { get; init; } = [];

    /// <summary>A session description; empty without one.</summary>
    public string Sdp { get; init; } = "";

    public byte[] ToBytes(string via)
    {
        var writer = SipWriter.Request(Method, Uri).Header(SipHeaderName.Via, via).Header(SipHeaderName.MaxForwards, "70");
        foreach (var route in Routes)
            writer.Header(SipHeaderName.Route, route);
        writer.Header(SipHeaderName.From, From).Header(SipHeaderName.To, To).Header(SipHeaderName.CallId, CallId)
            .Header(SipHeaderName.CSeq, $"{Number} {Method}");
        foreach (var header in Extra)
            writer.Header(header.Name, header.Value);
        foreach (var header in Credentials)
            writer.Header(header.Name, header.Value);
        return writer.Finish(Sdp.Length > 0 ? "application/sdp" : null, Sdp);
    }

    /// <summary>For a final answer that isn't 2xx: same transaction, so same Via (RFC 3261 section 17.1.1.3).</summary>
    public SipRequest AckOf(string to) => this with { Method = "ACK", To = to, Extra = [], Credentials = [], Sdp = "" };

    /// <summary>RFC 3261 section 9.1: same Via, tag and number.</summary>
    public SipRequest Cancel() => this with { Method = "CANCEL", Extra = [], Credentials = [], Sdp = "" };
}
