namespace SessionRelay.Signaling.Operations;

/// <summary>The protocol's words for <see cref="DropReason"/>.</summary>
internal static class DropWords
{
    public static string Of(DropReason reason) => reason switch
    {
        DropReason.UnknownAddress => "unknown-address",
        DropReason.StunBadIntegrity => "stun-bad-integrity",
        DropReason.SrtpAuth => "srtp-auth",
        DropReason.SrtpReplay => "srtp-replay",
        DropReason.Malformed => "malformed",
        DropReason.NoSlot => "no-slot",
        DropReason.OverLimit => "over-limit",
        _ => "other",
    };
}
