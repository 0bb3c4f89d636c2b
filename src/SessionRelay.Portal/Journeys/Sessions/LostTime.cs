using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Reminders;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Scheduling;
using SessionRelay.Signaling.Api;
using SessionRelay.Signaling.Sessions;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Portal.Journeys.Sessions;

/// <summary>How a session at the relay looks; null when nobody has come yet.</summary>
internal delegate Task<SessionLook?> LookAtSession(string sessionId);

/// <summary>
/// Closes sessions that are over and gives lost time back: what was lost less what came back by an extension is owed, and goes to the client's next booking
/// with this therapist that can take it, or with the one who has them in care since. Each step is one transaction whose unique entry makes a second run do nothing; what a crash leaves undone, the next run does.
/// </summary>
internal sealed class LostTime(UnitOfWork work, LookAtSession lookAt, ScheduleReader schedules)
{
    /// <summary>A booking whose room may have opened already keeps its length: people have it on their clocks.</summary>
    private static readonly Duration NotSoon = Duration.FromMinutes(15);

    private const int MostTried = 12; // bookings ahead: a quarter of a year of weekly sessions

    private readonly CalendarGrowth growth = new(work);

    /// <summary>For tests: told before and after each step, and may throw as a crash would.</summary>
    internal Action<string> AtStep { get; set; } = _ => { };

    private Instant Now => work.Database.Clock.GetCurrentInstant();

    /// <summary>Closes what is over, then gives back what is owed.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        var now = Now;
        var begun = await work.Db.Bookings.AsNoTracking().Include(booking => booking.Participants)
            .Where(booking => booking.State == BookingState.Booked && booking.Start < now)
            .ToListAsync(cancel);
        foreach (var booking in begun) await CloseAsync(booking, cancel);
        await GiveBackAsync(cancel);
    }

    /// <summary>The same for one booking, while somebody waits to see what came of it.</summary>
    public async Task RunForAsync(Booking booking, CancellationToken cancel)
    {
        await CloseAsync(booking, cancel);
        await GiveBackAsync(cancel);
    }

    /// <summary>Writes into the ledger what was lost, and that the session was held, together.</summary>
    public async Task CloseAsync(Booking begun, CancellationToken cancel)
    {
        var look = await lookAt(begun.Id.ToString("N"));
        if (!IsOver(begun, look, await JoinTarget.GraceAsync(work, cancel))) return;
        var booking = await work.Db.Bookings.SingleAsync(known => known.Id == begun.Id, cancel);
        if (booking.State != BookingState.Booked) return;
        var lost = (int)(look?.LostSeconds ?? 0);
        var extended = ExtendedSeconds(booking, look);
        if (lost > 0) work.Db.CreditEntries.Add(Entry(booking, CreditKind.Lost, lost));
        if (lost > 0 && extended > 0) work.Db.CreditEntries.Add(Entry(booking, CreditKind.Extended, -Math.Min(lost, extended)));
        var came = look?.People.Any(person => person.Role == ParticipantRole.Guest) == true || (booking.Format != CareFormat.Video && look?.CalledInVain != true);
        booking.State = came ? BookingState.Held : BookingState.NoShow;
        AtStep("closing");
        try
        {
            await work.Db.SaveChangesAsync(cancel);
        }
        catch (Exception lostRace) when (lostRace is LostRaceException || UniqueKeys.IsViolation(lostRace))
        {
            work.Db.ChangeTracker.Clear(); // another run was first
        }

        AtStep("closed");
    }

    /// <summary>Whole seconds after the booked end in which the session still went on, of those by which it was extended: what was ended before gave nothing back.</summary>
    private static int ExtendedSeconds(Booking booking, SessionLook? look)
    {
        if (look is null) return 0;
        var end = look.EndedAt is { } ended && ended < look.EndsAt ? ended : look.EndsAt;
        return (int)Math.Max(0, (Instant.FromDateTimeOffset(end) - booking.End).TotalSeconds);
    }

    /// <summary>What is owed to each client by each therapist, in seconds. What a booking was to give back that never took place is owed again.</summary>
    public async Task<IReadOnlyList<(Guid ClientId, Guid TherapistId, int Seconds)>> OwedAsync(CancellationToken cancel)
    {
        var sums = await work.Db.CreditEntries
            .Join(work.Db.Bookings, entry => entry.BookingId, booking => booking.Id, (entry, booking) => new
            {
                entry.ClientId,
                entry.TherapistId,
                Seconds = entry.Kind == CreditKind.Used && booking.State == BookingState.Cancelled ? 0 : entry.Seconds,
            })
            .GroupBy(entry => new { entry.ClientId, entry.TherapistId })
            .Select(group => new { group.Key.ClientId, group.Key.TherapistId, Seconds = group.Sum(entry => entry.Seconds) })
            .Where(sum => sum.Seconds > 0)
            .ToListAsync(cancel);
        return sums.ConvertAll(sum => (sum.ClientId, sum.TherapistId, sum.Seconds));
    }

    private async Task GiveBackAsync(CancellationToken cancel)
    {
        foreach (var (clientId, therapistId, _) in await OwedAsync(cancel))
        {
            var soon = Now + NotSoon;
            var present = await work.Db.Clients.Where(client => client.Id == clientId).Select(client => client.TherapistId).SingleAsync(cancel) ?? therapistId;
            var coming = await work.Db.Bookings.AsNoTracking()
                .Where(booking => booking.ClientId == clientId && (booking.TherapistId == therapistId || booking.TherapistId == present) && booking.State == BookingState.Booked && booking.Start > soon && booking.CreditSeconds == 0)
                .OrderBy(booking => booking.Start).Take(MostTried).Select(booking => booking.Id).ToListAsync(cancel);
            foreach (var id in coming)
            {
                if (await CreditAsync(id, therapistId, cancel)) break;
            }
        }
    }

    /// <summary>The booking grows by all that is owed for sessions with this therapist, in one transaction with the entry that says so.</summary>
    private async Task<bool> CreditAsync(Guid bookingId, Guid owing, CancellationToken cancel)
    {
        work.Db.ChangeTracker.Clear();
        try
        {
            await using var transaction = await work.Db.Database.BeginTransactionAsync(cancel);
            var booking = await work.Db.Bookings.Include(known => known.Participants).SingleAsync(known => known.Id == bookingId, cancel);
            await growth.QueueAsync(booking.TherapistId, cancel);
            await work.Db.Entry(booking).ReloadAsync(cancel);
            var owed = (await OwedAsync(cancel)).FirstOrDefault(sum => sum.ClientId == booking.ClientId && sum.TherapistId == owing).Seconds;
            if (owed <= 0) return true;
            if (booking.State != BookingState.Booked || booking.CreditSeconds != 0) return false;
            booking.CreditSeconds = owed;
            booking.Sequence++;
            if (!await IsWithinHoursAsync(booking, cancel) || !await growth.GrowAsync(booking, booking.CalendarMinutes, cancel))
            {
                work.Db.ChangeTracker.Clear();
                return false;
            }

            work.Db.CreditEntries.Add(Entry(booking, CreditKind.Used, -owed, owing));
            work.Db.Reminders.Add(Reminder.ToEverybody(booking, Guid.CreateVersion7(), work.Database.Clock.GetCurrentInstant()));
            AtStep("crediting");
            await work.Db.SaveChangesAsync(cancel);
            AtStep("credited");
            await transaction.CommitAsync(cancel);
            AtStep("committed");
            return true;
        }
        catch (Exception taken) when (taken is LostRaceException || UniqueKeys.IsViolation(taken))
        {
            work.Db.ChangeTracker.Clear();
            return false; // somebody has the time after it: a later booking may have room
        }
    }

    private async Task<bool> IsWithinHoursAsync(Booking booking, CancellationToken cancel)
    {
        var range = InstantRange.Of(booking.Start, booking.CalendarMinutes);
        var schedule = await schedules.ScheduleAsync(booking.TherapistId, await schedules.PolicyAsync(cancel), cancel);
        return new OpenHours(schedule, booking.Format, range).Judge(range).IsFree;
    }

    private bool IsOver(Booking booking, SessionLook? look, Duration grace)
    {
        if (look?.State == SessionState.Ended) return true;
        var end = look is null ? booking.End : Instant.Max(booking.End, Instant.FromDateTimeOffset(look.EndsAt));
        return Now >= end + grace;
    }

    private CreditEntry Entry(Booking booking, CreditKind kind, int seconds, Guid? owing = null) =>
        new() { ClientId = booking.ClientId, TherapistId = owing ?? booking.TherapistId, BookingId = booking.Id, Kind = kind, Seconds = seconds, At = Now };
}
