namespace SessionRelay.Phone.Sip;

/// <summary>Where a call stands.</summary>
internal enum CallState : byte
{
    Dialing,
    Ringing,
    Answered,
    Ended,
}

/// <summary>Why a call ended.</summary>
internal enum CallEnd : byte
{
    /// <summary>It goes on.</summary>
    None,

    /// <summary>Either side hung up.</summary>
    HungUp,

    Busy,
    Declined,

    /// <summary>Nobody answered within <see cref="OutgoingCall.RingTime"/>.</summary>
    NoAnswer,

    Unreachable,
    WrongNumber,

    /// <summary>The trunk doesn't let us, or we didn't agree with it: password, codecs, a forbidden call.</summary>
    Failed,
}

/// <summary>Something changed in a call.</summary>
/// <param name="State">After the change.</param>
/// <param name="Media">The remote side's sound is another now, or known now; null when that didn't change.</param>
internal readonly record struct CallEvent(OutgoingCall Call, CallState State, CallEnd End, PhoneRemoteMedia? Media);
