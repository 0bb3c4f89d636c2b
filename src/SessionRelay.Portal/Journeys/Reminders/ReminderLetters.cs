using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Reminders;
using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Scheduling;
using SessionRelay.Portal.Journeys.Sessions;
using SessionRelay.Portal.Mail;
using SessionRelay.Portal.Practice;

namespace SessionRelay.Portal.Journeys.Reminders;

/// <summary>Writes a planned message from what is booked at this moment: the practice's name, the time in the reader's own zone, their link. Nothing else.</summary>
internal sealed class ReminderLetters(UnitOfWork work, JoinLinks links, SessionAddresses addresses, IPracticeFacts practice, MailSettings settings, ITimeWords words)
{
    private readonly BookingReaders readers = new(work);

    /// <param name="reminders">Of one letter: to one person, about one date or several that one deed was about, in order.</param>
    /// <param name="now">The moment.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>The letter, and what of it is told; null and nothing when there is nothing to tell any more, or nobody to tell it to.</returns>
    public async Task<(OutgoingMessage? Letter, IReadOnlyList<Reminder> Told)> WriteAsync(IReadOnlyList<Reminder> reminders, Instant now, CancellationToken cancel)
    {
        List<Reminder> told = [];
        List<(Booking Booking, Reader Reader)> dates = [];
        foreach (var reminder in reminders)
        {
            var booking = await work.Db.Bookings.Include(known => known.Participants).SingleAsync(known => known.Id == reminder.BookingId, cancel);
            await work.Db.Entry(booking).ReloadAsync(cancel);
            if (!IsTrue(reminder, booking, now) || await ReaderAsync(reminder, booking, cancel) is not { } reader) continue;
            told.Add(reminder);
            dates.Add((booking, reader));
        }

        if (told.Count == 0) return (null, told);
        var (first, to) = dates[0];
        var kind = told[0].Kind;
        var when = words.Full(first.Start, to.Zone, now);
        var summary = $"Appointment – {practice.Current.Name}";
        return (new OutgoingMessage
        {
            Id = reminders[0].Id, // a folder's file of this name is the same message
            Kind = "reminder",
            ClientId = first.ClientId,
            To = to.Address,
            Subject = dates.Count == 1 ? $"{Subject(kind)} {when} – {practice.Current.Name}" : $"{SubjectOfMany(kind)} {dates.Count} dates from {when} – {practice.Current.Name}",
            Text = dates.Count == 1 ? Text(kind, when, MinutesOf(first), first.Format, to) : TextOfMany(kind, dates, now),
            CalendarFile = new Sealed<string>(SessionCalendar.ForMessage(dates.ConvertAll(date => (date.Booking, (string?)date.Reader.Link)), summary, settings.From, to.Address, now)),
            MessageId = told[0].MessageId,
            DueAt = told[0].DueAt,
        }, told);
    }

    private static int MinutesOf(Booking booking) => (int)Math.Round((booking.End - booking.Start).TotalMinutes);

    /// <summary>Nothing goes out about what was cancelled or moved since it was planned.</summary>
    private static bool IsTrue(Reminder reminder, Booking booking, Instant now)
    {
        if (now >= reminder.Start) return false;
        if (reminder.Kind == ReminderKinds.Cancelled) return booking.State == BookingState.Cancelled;
        if (booking.State != BookingState.Booked || booking.Start != reminder.Start) return false;
        return !ReminderKinds.IsNews(reminder.Kind) || reminder.Kind == ReminderKinds.NewsOf(booking);
    }

    private async Task<Reader?> ReaderAsync(Reminder reminder, Booking booking, CancellationToken cancel)
    {
        if (reminder.RecipientId == booking.TherapistId)
        {
            var member = await work.Db.Staff.SingleAsync(known => known.Id == booking.TherapistId, cancel);
            var user = member.UserId is { } userId ? await work.Db.Users.SingleOrDefaultAsync(known => known.Id == userId, cancel) : null;
            var zone = ZoneData.Current.OrUtc(member.Zone);
            return user?.Email is { } staffAddress ? new Reader(staffAddress, zone, addresses.Today(), Side.Therapist) : null;
        }

        if (await readers.FindAsync(booking, reminder.RecipientId, cancel) is not { } reader) return null;
        if (reader.Place is null) return new Reader(reader.Address, reader.Zone, addresses.Bookings(), Side.Guardian);
        var own = addresses.Join(links.SecretOf(reader.Place));
        if (!reader.HasSignIn) return new Reader(reader.Address, reader.Zone, own, Side.HasLinkOnly);
        var link = reminder.Kind == ReminderKinds.Cancelled ? addresses.Bookings() : booking.Format == CareFormat.InPerson ? addresses.Client() : own;
        return new Reader(reader.Address, reader.Zone, link, Side.TakesPart);
    }

    private static string Subject(string kind) => kind switch
    {
        ReminderKinds.Booked => "Your appointment:",
        ReminderKinds.Cancelled => "Cancelled:",
        _ when ReminderKinds.IsNews(kind) => "Changed:",
        _ => "Reminder:",
    };

    private static string SubjectOfMany(string kind) => kind switch
    {
        ReminderKinds.Booked => "Your appointments:",
        ReminderKinds.Cancelled => "Cancelled:",
        _ => "Changed:",
    };

    /// <summary>What one deed did to several dates: each on lines of its own, with its own link where links differ.</summary>
    private string TextOfMany(string kind, List<(Booking Booking, Reader Reader)> dates, Instant now)
    {
        var reader = dates[0].Reader;
        var (isGuardian, isCancelled) = (reader.Side == Side.Guardian, kind == ReminderKinds.Cancelled);
        var whose = isGuardian ? "appointments of the young person in your care" : isCancelled ? "these appointments" : "your appointments";
        var first = kind switch
        {
            ReminderKinds.Booked => $"{whose} are booked:",
            ReminderKinds.Cancelled => $"{whose} are cancelled:",
            _ => $"{whose} have changed. They are now:",
        };
        var hasOwnLinks = dates.Exists(date => date.Reader.Link != reader.Link);
        var lines = dates.Select(date => $"{words.Full(date.Booking.Start, date.Reader.Zone, now)}\n{MinutesOf(date.Booking)} minutes{(hasOwnLinks ? "\n" + date.Reader.Link : "")}");
        var how = hasOwnLinks
            ? isCancelled ? "Each link opens your page for that appointment." : "These links are yours alone. Each opens your page for that appointment, and we send it again before."
            : $"{How(kind, dates[0].Booking.Format, reader)}\n\n{reader.Link}";
        return $"Hello,\n\n{first}\n\n{string.Join("\n\n", lines)}\n\n{how}\n\n{practice.Current.Name}\n".ReplaceLineEndings();
    }

    private static string How(string kind, CareFormat format, Reader reader) => (reader.Side, format) switch
    {
        (Side.HasLinkOnly, _) when kind == ReminderKinds.Cancelled => "Your page for this appointment is here:",
        _ when kind == ReminderKinds.Cancelled => "Your page has the others, and free times:",
        (Side.Therapist, _) => "Your day is here:",
        (Side.Guardian, _) => "Only they have the link to go in. What you need to know is on your page:",
        (_, CareFormat.Video) => "This link is yours alone. It opens your page for this appointment, from which you go in:",
        (_, CareFormat.Phone) => "We call you. What you need to know is here:",
        _ => "You come to us. What you need to know is here:",
    };

    private string Text(string kind, string when, int minutes, CareFormat format, Reader reader)
    {
        var whose = reader.Side == Side.Guardian ? "an appointment of the young person in your care" : "your appointment";
        var first = kind switch
        {
            ReminderKinds.Booked => $"{whose} is booked:",
            ReminderKinds.Cancelled => $"{(reader.Side == Side.Guardian ? whose : "this appointment")} is cancelled:",
            _ when ReminderKinds.IsNews(kind) => $"{whose} has changed. It is now:",
            _ => $"{whose} is near:",
        };
        return $"""
            Hello,

            {first}

            {when}
            {minutes} minutes

            {How(kind, format, reader)}

            {reader.Link}

            {practice.Current.Name}
            """;
    }

    private enum Side
    {
        TakesPart,

        /// <summary>Takes part, and has no sign-in: all they are told leads to their own page of the booking.</summary>
        HasLinkOnly,
        Guardian,
        Therapist,
    }

    private sealed record Reader(string Address, DateTimeZone Zone, string Link, Side Side);
}

/// <summary>Times in words, as pages write them: one way for mails and pages.</summary>
internal interface ITimeWords
{
    string Full(Instant moment, DateTimeZone zone, Instant now);
}
