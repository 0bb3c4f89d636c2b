namespace SessionRelay.Net;

/// <summary>Why a TCP connection ended; the words of <c>sessionrelay_tcp_closed_total{reason}</c>.</summary>
internal enum TcpCloseReason : byte
{
    /// <summary>The other side closed it, or it broke.</summary>
    Remote = 0,

    /// <summary>Nothing came for 10 s.</summary>
    Idle = 1,

    /// <summary>No valid connectivity check within 5 s or 32 frames, or it had to make room for a newer one.</summary>
    Unproven = 2,

    /// <summary>No frames of ICE.</summary>
    Malformed = 3,

    /// <summary>Not taken: too many in all, or from its address.</summary>
    OverLimit = 4,
}
