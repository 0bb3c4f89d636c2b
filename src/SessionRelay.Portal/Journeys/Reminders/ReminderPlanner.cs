using Microsoft.EntityFrameworkCore;
using MimeKit.Utils;
using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Reminders;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Mail;

namespace SessionRelay.Portal.Journeys.Reminders;

/// <summary>
/// Finds what is to be told and isn't planned yet: that something was booked, changed or cancelled, and that it is near. It looks at what is stored and not at who did it,
/// so nothing is forgotten by whoever books. Planned twice is planned once: the key on (booking, recipient, kind, start) has the last word.
/// </summary>
internal sealed class ReminderPlanner(UnitOfWork work, ScheduleReader schedules, MailSettings settings)
{
    private const int AtOnce = 100; // bookings a run

    private readonly BookingReaders readers = new(work);

    public async Task PlanAsync(CancellationToken cancel)
    {
        var now = work.Database.Clock.GetCurrentInstant();
        var reminders = work.Db.Reminders;
        var news = await work.Db.Bookings.AsNoTracking().Include(booking => booking.Participants)
            .Where(booking => booking.State == BookingState.Booked && booking.Start > now
                && !reminders.Any(known => known.BookingId == booking.Id && known.Start == booking.Start
                    && known.Kind == (booking.Sequence == 0 ? ReminderKinds.Booked : ReminderKinds.ChangedStart + booking.Sequence)))
            .OrderBy(booking => booking.Start).Take(AtOnce).ToListAsync(cancel);
        foreach (var booking in news) await AddAsync(booking, ReminderKinds.NewsOf(booking), now, withTherapist: true, cancel);

        var cancelled = await work.Db.Bookings.AsNoTracking().Include(booking => booking.Participants)
            .Where(booking => booking.State == BookingState.Cancelled && booking.Start > now
                && reminders.Any(known => known.BookingId == booking.Id && (known.State == DeliveryState.Sent || known.State == DeliveryState.Marked))
                && !reminders.Any(known => known.BookingId == booking.Id && known.Kind == ReminderKinds.Cancelled))
            .Take(AtOnce).ToListAsync(cancel);
        foreach (var booking in cancelled) await AddAsync(booking, ReminderKinds.Cancelled, now, withTherapist: true, cancel);

        await PlanLeadsAsync(now, cancel);
    }

    /// <summary>Of several leads that are due at once (nobody ran for a while) the nearest one goes out.</summary>
    private async Task PlanLeadsAsync(Instant now, CancellationToken cancel)
    {
        var leads = (await schedules.PolicyAsync(cancel)).ReminderLeads.OrderDescending().ToList();
        for (var i = 0; i < leads.Count; i++)
        {
            var (kind, until) = (ReminderKinds.Of(leads[i]), now + leads[i]);
            var from = i + 1 < leads.Count ? now + leads[i + 1] : now;
            var near = await work.Db.Bookings.AsNoTracking().Include(booking => booking.Participants)
                .Where(booking => booking.State == BookingState.Booked && booking.Start > from && booking.Start <= until
                    && !work.Db.Reminders.Any(known => known.BookingId == booking.Id && known.Start == booking.Start && known.Kind == kind))
                .OrderBy(booking => booking.Start).Take(AtOnce).ToListAsync(cancel);
            foreach (var booking in near)
            {
                // Who has just been told of this time needs no reminder of it: it is kept as dropped, so that nobody asks again.
                var due = booking.Start - leads[i];
                var told = await work.Db.Reminders.AnyAsync(known => known.BookingId == booking.Id && known.Start == booking.Start && known.DueAt > due, cancel);
                await AddAsync(booking, kind, due, withTherapist: false, cancel, told ? DeliveryState.Dropped : DeliveryState.Planned);
            }
        }
    }

    private async Task AddAsync(Booking booking, string kind, Instant due, bool withTherapist, CancellationToken cancel, DeliveryState state = DeliveryState.Planned)
    {
        List<Guid> people = [.. await readers.OfAsync(booking, cancel)];
        if (withTherapist) people.Add(booking.TherapistId);
        var known = await work.Db.Reminders.AsNoTracking().Where(row => row.BookingId == booking.Id && row.Kind == kind && row.Start == booking.Start).Select(row => row.RecipientId).ToListAsync(cancel);
        foreach (var recipient in people.Except(known))
        {
            work.Db.Reminders.Add(new Reminder
            {
                BookingId = booking.Id,
                RecipientId = recipient,
                ClientId = booking.ClientId,
                Kind = kind,
                Start = booking.Start,
                DueAt = due,
                State = state,
                MessageId = MimeUtils.GenerateMessageId(settings.From[(settings.From.IndexOf('@') + 1)..]),
            });
        }

        try
        {
            await work.Db.SaveChangesAsync(cancel);
        }
        catch (Exception twice) when (UniqueKeys.IsViolation(twice))
        {
            // Another run planned it at the same moment.
        }

        work.Db.ChangeTracker.Clear();
    }
}
