using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Data.Bookings;

/// <summary>Takes time for a booking and gives it back, in the transaction that is open. The unique key has the last word.</summary>
internal sealed class TakenTime(UnitOfWork work)
{
    private const int LockSpace = 0x424f_4f4b; // of PostgreSQL's advisory locks: one a therapist

    /// <summary>Lets one deed at a time judge and book a therapist's calendar. SQLite has one writer anyway.</summary>
    public async Task QueueAsync(Guid therapistId, CancellationToken cancel)
    {
        if (!work.Database.IsPostgres) return;
        var key = BitConverter.ToInt32(therapistId.ToByteArray(), 8); // random bits of the id; two therapists with one key only wait for each other
        await work.Db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({LockSpace}, {key})", cancel);
    }

    public void Take(Booking booking, IReadOnlyList<Guid> people) => Take(booking, people, booking.CalendarMinutes);

    /// <param name="booking">For whose sake.</param>
    /// <param name="people">Who takes part.</param>
    /// <param name="minutes">Other than the booking's own, while a session is extended; whole units.</param>
    public void Take(Booking booking, IReadOnlyList<Guid> people, int minutes)
    {
        var (units, spans) = RowsOf(booking, people, minutes);
        work.Db.BookingUnits.AddRange(units);
        work.Db.BookingSpans.AddRange(spans);
    }

    /// <summary>The rows that keep a booking's time.</summary>
    public static (IReadOnlyList<BookingUnit> Units, IReadOnlyList<BookingSpan> Spans) RowsOf(Booking booking, IReadOnlyList<Guid> people, int minutes)
    {
        var appointment = booking.AsAppointment() with { Minutes = minutes };
        var units = FiveMinuteUnits.Of(appointment, booking.TherapistId.ToString(), [.. people.Select(person => person.ToString())], booking.RoomId?.ToString());
        return (
            [.. units.Select(unit => new BookingUnit { Kind = unit.Resource.Kind, ResourceId = Guid.Parse(unit.Resource.Id), Unit = unit.Unit, BookingId = booking.Id })],
            [
                .. units.Select(unit => unit.Resource).Distinct().Select(resource => new BookingSpan
                {
                    Kind = resource.Kind,
                    ResourceId = Guid.Parse(resource.Id),
                    BookingId = booking.Id,
                    Start = booking.Start,
                    Minutes = minutes,
                    BufferMinutes = resource.Kind == ResourceKind.Therapist ? booking.BufferMinutes : 0,
                }),
            ]);
    }

    public async Task GiveBackAsync(Guid bookingId, CancellationToken cancel)
    {
        // Rows of this booking that the context still knows would stand in the way of the same ones taken anew.
        foreach (var unit in work.Db.ChangeTracker.Entries<BookingUnit>().Where(unit => unit.Entity.BookingId == bookingId).ToList()) unit.State = EntityState.Detached;
        foreach (var span in work.Db.ChangeTracker.Entries<BookingSpan>().Where(span => span.Entity.BookingId == bookingId).ToList()) span.State = EntityState.Detached;
        await work.Db.BookingUnits.Where(unit => unit.BookingId == bookingId).ExecuteDeleteAsync(cancel);
        await work.Db.BookingSpans.Where(span => span.BookingId == bookingId).ExecuteDeleteAsync(cancel);
    }

    public async Task ReleaseHoldsAsync(string holder, CancellationToken cancel)
    {
        var now = work.Database.Clock.GetCurrentInstant();
        await work.Db.BookingHolds.Where(hold => hold.Holder == holder || hold.Until <= now).ExecuteDeleteAsync(cancel);
    }
}
