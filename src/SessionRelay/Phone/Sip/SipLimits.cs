namespace SessionRelay.Phone.Sip;

/// <summary>How much of a SIP message is read. Beyond any of these it is refused, so that a hostile one costs no more than a large honest one.</summary>
internal static class SipLimits
{
    /// <summary>Bytes of a message: what one UDP datagram can carry (RFC 3261 section 18.1.1).</summary>
    public const int Message = 65_535;

    /// <summary>Header fields of a message; RFC 4475's longest has 46.</summary>
    public const int Headers = 256;

    /// <summary>Characters of one header field's value, folding taken out.</summary>
    public const int HeaderLength = 8_192;

    /// <summary>Characters of a header field's name, method or start line's word.</summary>
    public const int Token = 256;

    /// <summary>Via values: a request may pass 70 hops (RFC 3261 section 8.1.1.6), so no answer carries more.</summary>
    public const int Vias = 71;

    /// <summary>Values of one comma-separated list: Contact, Route, Record-Route and the like.</summary>
    public const int Values = 64;

    /// <summary>Parameters of one value.</summary>
    public const int Parameters = 64;
}
