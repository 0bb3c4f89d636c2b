namespace SessionRelay;

/// <summary>A number to be called into a session.</summary>
/// <param name="ParticipantId">Whose call it is; somebody without a browser in the room too.</param>
/// <param name="Leg">Name of this call, unique in the session: what a peer's name is for a browser. 1 to 64 characters.</param>
/// <param name="Number">E.164 with +. Whether it may be called is the caller's to decide.</param>
/// <param name="Language">Of the spoken words (<c>es</c>, <c>es-MX</c>); English where there are none in it.</param>
/// <param name="Pin">4 to 12 digits that take the call instead of 1: for a host, who then may be admitted unseen, and whose keys are told. Null: 1 takes it.</param>
public sealed record PhoneCallRequest(string ParticipantId, string Leg, string Number, string? Language, string? Pin = null)
{
    public override string ToString() => nameof(PhoneCallRequest); // holds a number and a PIN
}

/// <summary>What is said to somebody who is in the session by phone and has no page to read it on.</summary>
public enum PhoneAnnouncement : byte
{
    /// <summary>The others are being called.</summary>
    Calling = 0,

    /// <summary>Somebody waits, and 1 lets them in.</summary>
    Knock = 1,

    /// <summary>Somebody is not on the phone, and 1 calls them.</summary>
    Missed = 2,

    /// <summary>There is nobody to call or to let in.</summary>
    Nobody = 3,

    /// <summary>Somebody waits of whom there is something to know first, and 1 lets them in.</summary>
    Warning = 4,

    /// <summary>To whoever is the last on the line: the others have left the call.</summary>
    Alone = 5,
}

/// <summary>Where a phone leg stands. The last seven end it.</summary>
public enum PhoneLegState : byte
{
    Dialing = 0,
    Ringing = 1,

    /// <summary>Picked up, by whom or what nobody knows: hears the discreet name and what to press.</summary>
    Answered = 2,

    /// <summary>A person has pressed 1 and waits for the host; or has entered the PIN.</summary>
    Waiting = 3,

    /// <summary>Admitted: heard by the others, and hears them.</summary>
    Live = 4,

    Busy = 5,
    Declined = 6,

    /// <summary>It rang for 45 s, or was answered and nobody pressed 1 or knew the PIN: an answering machine, mostly.</summary>
    NoAnswer = 7,

    /// <summary>The trunk or the phone can't be reached, or its sound stayed away for 20 s.</summary>
    Unreachable = 8,

    WrongNumber = 9,

    /// <summary>The trunk doesn't let us, or we didn't agree with it: password, codecs, a forbidden call.</summary>
    Failed = 10,

    /// <summary>Either side hung up.</summary>
    HungUp = 11,
}
