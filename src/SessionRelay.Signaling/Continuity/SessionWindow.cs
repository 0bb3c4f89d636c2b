namespace SessionRelay.Signaling.Continuity;

/// <summary>When a session can be entered: from 15 minutes before its start until its end plus grace.</summary>
internal readonly record struct SessionWindow(DateTimeOffset StartsAt, DateTimeOffset EndsAt, TimeSpan Grace)
{
    public static readonly TimeSpan Early = TimeSpan.FromMinutes(15); // protocol.md: to try the camera without hurry

    public DateTimeOffset OpensAt => StartsAt - Early;

    public DateTimeOffset ClosesAt => EndsAt + Grace;

    public bool IsBefore(DateTimeOffset now) => now < OpensAt;

    public bool IsOver(DateTimeOffset now) => now >= ClosesAt;
}
