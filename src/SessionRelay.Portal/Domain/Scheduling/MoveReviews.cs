using NodaTime;
using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Domain.Scheduling;

/// <summary>What a therapist's new zone means for a booking to come.</summary>
/// <param name="Booking">As kept: its moment, wall clock and zone stay.</param>
/// <param name="LocalInNewZone">What the therapist's clock will show at its moment.</param>
/// <param name="IsWithinNewHours">Whether it lies within the hours of the new schedule.</param>
internal sealed record ZoneMove(Appointment Booking, LocalDateTime LocalInNewZone, bool IsWithinNewHours);

/// <summary>Questions to ask when a person moves: what is booked already stays, and staff hears what doesn't fit any more.</summary>
internal static class MoveReviews
{
    /// <summary>A therapist changes zone: every booking to come, with the time at which it will be for them.</summary>
    /// <param name="bookings">The therapist's, with the format of each.</param>
    /// <param name="moved">The schedule in the new zone.</param>
    /// <param name="now">Bookings that began before are left out.</param>
    public static IReadOnlyList<ZoneMove> OfTherapist(IEnumerable<(Appointment Booking, CareFormat Format)> bookings, TherapistSchedule moved, Instant now)
    {
        List<(Appointment Booking, CareFormat Format)> ahead = [.. bookings.Where(kept => kept.Booking.Start >= now)];
        if (ahead.Count == 0) return [];

        var span = new InstantRange(ahead.Min(kept => kept.Booking.Start), ahead.Max(kept => kept.Booking.Range.End));
        var hours = ahead.Select(kept => kept.Format).Distinct().ToDictionary(format => format, format => new OpenHours(moved, format, span));
        return
        [
            .. ahead.Select(kept => new ZoneMove(
                kept.Booking, kept.Booking.Start.InZone(moved.Zone).LocalDateTime, hours[kept.Format].Judge(kept.Booking.Range).IsFree)),
        ];
    }

    /// <summary>A client moves house: the bookings to come for which no licence of the therapist holds at the new place.</summary>
    public static IReadOnlyList<Appointment> WithoutLicence(IEnumerable<Appointment> bookings, IReadOnlyList<Licence> licences, ClientPlace place, Instant now) =>
        [.. bookings.Where(booking => booking.Start >= now && !LicenceCover.Holds(licences, place, booking.Start, booking.Range.End))];
}
