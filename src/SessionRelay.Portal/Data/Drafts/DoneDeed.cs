using NodaTime;

namespace SessionRelay.Portal.Data.Drafts;

/// <summary>
/// The press of a button whose deed happens once. The row is there before the deed begins, so that a second press after a crash does not do it again. It tells nothing of
/// anybody, lives for a day, and is in no audit trail.
/// </summary>
internal sealed class DoneDeed
{
    /// <summary>Made of the form's token.</summary>
    public required Guid Id { get; init; }

    public required Instant BegunAt { get; init; }

    /// <summary>Where it led, sealed: it may be a way into a session. Null while it goes on, or when the program ended in the middle of it: then nobody knows whether it was done.</summary>
    public byte[]? Place { get; set; }
}
