namespace SessionRelay.Portal.Domain.Care;

/// <summary>How client and therapist meet. One value is a wish; several together are what somebody offers.</summary>
[Flags]
internal enum CareFormat
{
    None = 0,
    Video = 1,
    Phone = 2,
    InPerson = 4,

    /// <summary>Written messages between sessions: a way to be in touch that needs no booking.</summary>
    Messages = 8,

    /// <summary>The formats that take place at a time, and so are booked.</summary>
    Bookable = Video | Phone | InPerson,
}
