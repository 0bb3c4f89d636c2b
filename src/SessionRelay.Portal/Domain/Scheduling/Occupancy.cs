using NodaTime;

namespace SessionRelay.Portal.Domain.Scheduling;

/// <summary>A booking as far as it takes time.</summary>
/// <param name="Id">The booking's.</param>
/// <param name="Start">A multiple of 5 minutes.</param>
/// <param name="Minutes">A multiple of 5.</param>
/// <param name="BufferMinutes">The buffer that was kept with it, which its units cover.</param>
internal sealed record Appointment(string Id, Instant Start, int Minutes, int BufferMinutes)
{
    public InstantRange Range => InstantRange.Of(Start, Minutes);
}

/// <summary>A time kept for somebody who is checking their answers. It never stands in its own holder's way.</summary>
/// <param name="Holder">Who keeps it.</param>
/// <param name="Time">What is kept.</param>
/// <param name="Until">From this moment on it keeps nothing any more.</param>
internal sealed record Hold(string Holder, Appointment Time, Instant Until);

/// <summary>What is taken already, of everyone whom a new booking needs.</summary>
internal sealed record Occupancy
{
    public IReadOnlyList<Appointment> Therapist { get; init; } = [];

    /// <summary>From the therapist's outside calendar. No buffer is kept to it.</summary>
    public IReadOnlyList<InstantRange> Busy { get; init; } = [];

    /// <summary>Bookings of those who would take part, with whichever therapist.</summary>
    public IReadOnlyList<Appointment> Participants { get; init; } = [];

    /// <summary>Bookings of the room, for a session in person.</summary>
    public IReadOnlyList<Appointment> Room { get; init; } = [];

    public IReadOnlyList<Hold> Holds { get; init; } = [];

    /// <summary>The same without some bookings: those that are being moved don't stand in their own way.</summary>
    public Occupancy Without(IReadOnlySet<string> ids) => this with
    {
        Therapist = [.. Therapist.Where(booking => !ids.Contains(booking.Id))],
        Participants = [.. Participants.Where(booking => !ids.Contains(booking.Id))],
        Room = [.. Room.Where(booking => !ids.Contains(booking.Id))],
    };
}
