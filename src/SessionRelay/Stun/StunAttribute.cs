namespace SessionRelay.Stun;

/// <summary>
/// Attribute types (RFC 8489 section 18.3, RFC 8445 section 16.1). Below 0x8000 a receiver must understand them; from there on it may skip them.
/// </summary>
internal enum StunAttribute : ushort
{
    MappedAddress = 0x0001,
    Username = 0x0006,
    MessageIntegrity = 0x0008,
    ErrorCode = 0x0009,
    UnknownAttributes = 0x000A,
    Realm = 0x0014,
    Nonce = 0x0015,
    XorMappedAddress = 0x0020,
    Priority = 0x0024,
    UseCandidate = 0x0025,
    Software = 0x8022,
    Fingerprint = 0x8028,
    IceControlled = 0x8029,
    IceControlling = 0x802A,

    /// <summary>A 32-bit counter that rises with each nomination (draft-thatcher-ice-renomination; libwebrtc's number, not registered).</summary>
    Nomination = 0xC001,
}
