namespace SessionRelay.Ice;

/// <summary>What became of a STUN message. Where a response was written its length says so, whatever the outcome.</summary>
internal enum IceOutcome : byte
{
    /// <summary>A valid check; the success response is ready to send.</summary>
    Answered = 0,

    /// <summary>A valid request that is refused; the error response is ready to send: an attribute that must be understood is not (420).</summary>
    Refused = 1,

    /// <summary>Both sides think they have the same role; a 487 is ready to send, or came from the other side.</summary>
    RoleConflict = 2,

    /// <summary>A response to a check of ours, valid and used.</summary>
    Accepted = 3,

    /// <summary>MESSAGE-INTEGRITY is absent or wrong. Not answered: a stranger gets nothing.</summary>
    BadIntegrity = 4,

    /// <summary>No username, or not one of this peer's. Not answered.</summary>
    UnknownUser = 5,

    /// <summary>FINGERPRINT is wrong. Not answered.</summary>
    Malformed = 6,

    /// <summary>More new paths than a client can have. Not answered.</summary>
    OverLimit = 7,

    /// <summary>An indication, another method, or a response to nothing that was asked.</summary>
    Ignored = 8,
}
