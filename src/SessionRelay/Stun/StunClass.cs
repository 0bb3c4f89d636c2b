namespace SessionRelay.Stun;

/// <summary>The two class bits of a STUN message type (RFC 8489 section 5).</summary>
internal enum StunClass : byte
{
    Request = 0,
    Indication = 1,
    Success = 2,
    Error = 3,
}
