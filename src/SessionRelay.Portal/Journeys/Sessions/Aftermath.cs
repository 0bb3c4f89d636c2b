using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Signaling.Api;
using SessionRelay.Signaling.Continuity;
using SessionRelay.Signaling.Sessions;

namespace SessionRelay.Portal.Journeys.Sessions;

/// <summary>What stays of a session for the two who had it.</summary>
/// <param name="IsRunning">It goes on: nothing is settled yet.</param>
/// <param name="LostSeconds">In which somebody had no connection.</param>
/// <param name="ReturnedSeconds">Of them the therapist gave back by extending.</param>
/// <param name="Breaks">When it was interrupted, oldest first.</param>
/// <param name="OwedSeconds">Of all sessions with this therapist, still to be given back.</param>
/// <param name="NextWithCredit">A coming booking that lost time went to.</param>
internal sealed record Aftermath(
    bool IsRunning, int LostSeconds, int ReturnedSeconds, IReadOnlyList<Break> Breaks, int OwedSeconds, Booking? NextWithCredit)
{
    /// <summary>Of what was lost and not yet given back.</summary>
    public int OpenSeconds => LostSeconds - ReturnedSeconds;
}

/// <summary>A stretch in which somebody had no connection.</summary>
internal sealed record Break(Instant From, int Seconds);

/// <summary>Reads it: from the ledger when the session is closed there, else from the session itself.</summary>
internal sealed class Aftermaths(UnitOfWork work, SessionAdministration sessions, LostTime lostTime)
{
    public async Task<Aftermath> OfAsync(Booking booking, CancellationToken cancel)
    {
        var look = await sessions.LookAsync(booking.Id.ToString("N"));
        if (look?.State == SessionState.Ended && booking.State == BookingState.Booked)
        {
            await lostTime.RunForAsync(booking, cancel); // not only with the clerk's next run: they look now
        }

        var entries = await work.Db.CreditEntries.AsNoTracking().Where(entry => entry.BookingId == booking.Id).ToListAsync(cancel);
        var isClosed = look is null || look.State == SessionState.Ended;
        var lost = isClosed ? entries.Where(entry => entry.Kind == CreditKind.Lost).Sum(entry => entry.Seconds) : (int)look!.LostSeconds;
        var returned = -entries.Where(entry => entry.Kind == CreditKind.Extended).Sum(entry => entry.Seconds);
        var now = work.Database.Clock.GetCurrentInstant();
        var credited = await work.Db.CreditEntries.AsNoTracking()
            .Where(entry => entry.ClientId == booking.ClientId && entry.TherapistId == booking.TherapistId && entry.Kind == CreditKind.Used)
            .Join(work.Db.Bookings.AsNoTracking(), entry => entry.BookingId, next => next.Id, (_, next) => next)
            .Where(next => next.State == BookingState.Booked && next.Start > booking.Start)
            .OrderBy(next => next.Start).FirstOrDefaultAsync(cancel);
        var owed = (await lostTime.OwedAsync(cancel)).FirstOrDefault(sum => sum.ClientId == booking.ClientId && sum.TherapistId == booking.TherapistId).Seconds;
        return new Aftermath(look is { State: SessionState.Open } && now < booking.End + await JoinTarget.GraceAsync(work, cancel), lost, returned, BreaksOf(look, now), owed, credited);
    }

    private static IReadOnlyList<Break> BreaksOf(SessionLook? look, Instant now) =>
    [
        .. (look?.Gaps ?? [])
            .Select(gap => new Break(Instant.FromDateTimeOffset(gap.From), SecondsOf(gap, now)))
            .Where(its => its.Seconds > 0)
            .OrderBy(its => its.From),
    ];

    private static int SecondsOf(Gap gap, Instant now) => (int)((gap.To ?? now.ToDateTimeOffset()) - gap.From).TotalSeconds;
}
