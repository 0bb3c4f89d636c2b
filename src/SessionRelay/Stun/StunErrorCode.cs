namespace SessionRelay.Stun;

/// <summary>Error codes that ICE meets (RFC 8489 section 14.8, RFC 8445 section 7.3.1.1).</summary>
internal enum StunErrorCode : ushort
{
    None = 0,
    BadRequest = 400,
    Unauthenticated = 401,
    UnknownAttribute = 420,
    RoleConflict = 487,
    ServerError = 500,
}
