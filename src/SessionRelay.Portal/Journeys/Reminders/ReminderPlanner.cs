using Microsoft.EntityFrameworkCore;
using MimeKit.Utils;
using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Reminders;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Mail;

namespace SessionRelay.Portal.Journeys.Reminders;

/// <summary>
/// Plans who is told what: that something was booked, changed or cancelled, which each deed has stored with itself, and that a session is near. It reads what is due and nothing
/// else, however many bookings there are. Planned twice is planned once: the key on (booking, recipient, kind, start) has the last word.
/// </summary>
internal sealed class ReminderPlanner(UnitOfWork work, ScheduleReader schedules, MailSettings settings)
{
    private const int AtOnce = 100; // bookings a run

    private readonly BookingReaders readers = new(work);

    public async Task PlanAsync(CancellationToken cancel)
    {
        var now = work.Database.Clock.GetCurrentInstant();
        await PlanNewsAsync(now, cancel);
        await PlanLeadsAsync(now, cancel);
    }

    /// <summary>What deeds have left here for everybody becomes one message for each; of one deed each has one letter, however many dates it was about.</summary>
    private async Task PlanNewsAsync(Instant now, CancellationToken cancel)
    {
        var news = work.Db.Reminders.AsNoTracking().Where(news => news.RecipientId == news.BookingId && news.State == DeliveryState.Planned);
        var due = await news.FirstDueAsync(now, AtOnce, cancel);
        foreach (var deed in due.GroupBy(known => known.MessageId)) await PlanDeedAsync([.. deed.Select(known => known.Id)], now, cancel);
    }

    private async Task PlanDeedAsync(List<Guid> ids, Instant now, CancellationToken cancel)
    {
        var letters = new Dictionary<Guid, string>(); // by person: the Message-ID
        foreach (var news in await work.Db.Reminders.Where(news => ids.Contains(news.Id) && news.State == DeliveryState.Planned).ToListAsync(cancel))
        {
            var booking = await work.Db.Bookings.AsNoTracking().Include(booking => booking.Participants).SingleAsync(booking => booking.Id == news.BookingId, cancel);
            news.State = DeliveryState.Dropped; // it has done its work
            if (await IsNewsAsync(news, booking, now, cancel)) await AddAsync(booking, news.Kind, now, withTherapist: true, letters, cancel);
        }

        await SaveAsync(cancel);
    }

    private async Task<bool> IsNewsAsync(Reminder news, Booking booking, Instant now, CancellationToken cancel)
    {
        if (booking.Start <= now) return false;
        if (news.Kind != ReminderKinds.Cancelled) return booking.State == BookingState.Booked && booking.Start == news.Start && news.Kind == ReminderKinds.NewsOf(booking);
        return booking.State == BookingState.Cancelled // nobody hears that something is cancelled who had not heard of it
            && await work.Db.Reminders.AnyAsync(known => known.BookingId == booking.Id && (known.State == DeliveryState.Sent || known.State == DeliveryState.Marked), cancel);
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
                await AddAsync(booking, kind, due, withTherapist: false, [], cancel, told ? DeliveryState.Dropped : DeliveryState.Planned);
                await SaveAsync(cancel);
            }
        }
    }

    private async Task AddAsync(
        Booking booking, string kind, Instant due, bool withTherapist, Dictionary<Guid, string> letters, CancellationToken cancel, DeliveryState state = DeliveryState.Planned)
    {
        List<Guid> people = [.. await readers.OfAsync(booking, cancel)];
        if (withTherapist) people.Add(booking.TherapistId);
        var known = await work.Db.Reminders.AsNoTracking().Where(row => row.BookingId == booking.Id && row.Kind == kind && row.Start == booking.Start).Select(row => row.RecipientId).ToListAsync(cancel);
        foreach (var recipient in people.Except(known))
        {
            var person = booking.Participants.Find(participant => participant.Id == recipient)?.PersonId ?? recipient;
            if (!letters.TryGetValue(person, out var messageId))
                letters[person] = messageId = MimeUtils.GenerateMessageId(settings.From[(settings.From.IndexOf('@') + 1)..]);
            work.Db.Reminders.Add(new Reminder
            {
                BookingId = booking.Id,
                RecipientId = recipient,
                ClientId = booking.ClientId,
                Kind = kind,
                Start = booking.Start,
                DueAt = due,
                State = state,
                MessageId = messageId,
            });
        }
    }

    private async Task SaveAsync(CancellationToken cancel)
    {
        try
        {
            await work.Db.SaveChangesAsync(cancel);
        }
        catch (Exception twice) when (twice is LostRaceException || UniqueKeys.IsViolation(twice))
        {
            // Another run planned it at the same moment.
        }

        work.Db.ChangeTracker.Clear();
    }
}
