using NodaTime;
using SessionRelay.Portal.Domain.Policies;

namespace SessionRelay.Portal.Domain.Scheduling;

/// <summary>What can't be in two places at once.</summary>
internal enum ResourceKind
{
    Therapist,
    Client,
    Room,
}

/// <summary>One of them.</summary>
internal readonly record struct Resource(ResourceKind Kind, string Id);

/// <summary>A row of the key that makes double booking impossible: unique on both fields together.</summary>
/// <param name="Resource">Who or what is taken.</param>
/// <param name="Unit">The number of the 5 minutes since 1970-01-01T00:00Z.</param>
internal readonly record struct OccupiedUnit(Resource Resource, long Unit);

/// <summary>Elapsed time cut into units of 5 minutes of UTC.</summary>
internal static class FiveMinuteUnits
{
    private static readonly long TicksOfUnit = Duration.FromMinutes(BookingPolicy.UnitMinutes).BclCompatibleTicks;

    public static bool IsBoundary(Instant moment) => moment == FromNumber(NumberOf(moment));

    /// <summary>The number of the unit in which a moment lies.</summary>
    public static long NumberOf(Instant moment) => Math.DivRem(moment.ToUnixTimeTicks(), TicksOfUnit) is var (unit, rest) && rest < 0 ? unit - 1 : unit;

    public static Instant FromNumber(long unit) => Instant.FromUnixTimeTicks(unit * TicksOfUnit);

    /// <summary>All units of a booking: of the therapist with the buffer after the end, of each client and of the room without.</summary>
    /// <param name="booking">What is booked.</param>
    /// <param name="therapist">With whom.</param>
    /// <param name="clients">Who takes part.</param>
    /// <param name="room">Where, for a session in person.</param>
    /// <exception cref="ArgumentException">Start, length or buffer is no multiple of 5 minutes, or the length is not positive.</exception>
    public static IReadOnlyList<OccupiedUnit> Of(Appointment booking, string therapist, IReadOnlyList<string> clients, string? room)
    {
        if (!IsBoundary(booking.Start) || booking.Minutes <= 0 || booking.Minutes % BookingPolicy.UnitMinutes != 0 || !BookingPolicy.IsBuffer(booking.BufferMinutes))
            throw new ArgumentException("Start, length and buffer of a booking are multiples of 5 minutes.", nameof(booking));

        var units = new List<OccupiedUnit>();
        Add(new Resource(ResourceKind.Therapist, therapist), booking.Minutes + booking.BufferMinutes);
        foreach (var client in clients) Add(new Resource(ResourceKind.Client, client), booking.Minutes);
        if (room is not null) Add(new Resource(ResourceKind.Room, room), booking.Minutes);
        return units;

        void Add(Resource resource, int minutes)
        {
            var first = NumberOf(booking.Start);
            for (var unit = first; unit < first + minutes / BookingPolicy.UnitMinutes; unit++) units.Add(new OccupiedUnit(resource, unit));
        }
    }
}
