namespace SessionRelay.Stun;

/// <summary>The twelve method bits of a STUN message type. ICE uses Binding alone (RFC 8445 section 7).</summary>
internal enum StunMethod : ushort
{
    Binding = 1,
}
