namespace SessionRelay.Srtp;

/// <summary>What became of a protected packet.</summary>
internal enum SrtpResult : byte
{
    /// <summary>Authentic, decrypted, seen for the first time.</summary>
    Ok = 0,

    /// <summary>Forged, damaged, of another key, or beyond what the rollover counter can be estimated for.</summary>
    AuthenticationFailed = 1,

    /// <summary>Seen before, or too far back to know.</summary>
    Replayed = 2,

    /// <summary>No RTP or RTCP, or too short to be a protected one.</summary>
    Malformed = 3,

    /// <summary>A new SSRC beyond the limit.</summary>
    TooManyStreams = 4,
}
