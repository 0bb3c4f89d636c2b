using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Reminders;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Mail;
using SessionRelay.Signaling.Sessions;

namespace SessionRelay.Portal.Journeys.Reminders;

/// <summary>
/// Sends planned messages. Each is looked at again before each try (what was cancelled or moved meanwhile is dropped), marked, then sent: a crash within the mail
/// dialogue sends it again under its first Message-ID.
/// </summary>
internal sealed partial class ReminderSender(
    UnitOfWork work, ReminderLetters letters, IMailTransport transport, SessionMetrics metrics, ILogger<ReminderSender> log)
{
    private const int AtOnce = 50;
    private const int MostAttempts = 12;
    private static readonly Duration FirstPause = Duration.FromMinutes(1);

    public async Task SendDueAsync(CancellationToken cancel)
    {
        var now = work.Database.Clock.GetCurrentInstant();
        var open = work.Db.Reminders.Where(reminder => (reminder.State == DeliveryState.Planned || reminder.State == DeliveryState.Marked) && reminder.RecipientId != reminder.BookingId);
        var due = await open.FirstDueAsync(now, AtOnce, cancel);
        foreach (var letter in due.GroupBy(reminder => reminder.MessageId).Select(letter => letter.OrderBy(reminder => reminder.Start).ToList()).Where(letter => IsDue(letter[0], now)))
        {
            try
            {
                await SendAsync(letter, now, cancel);
            }
            catch (LostRaceException)
            {
                foreach (var reminder in letter) work.Db.Entry(reminder).State = EntityState.Detached; // somebody else sends it
            }
        }
    }

    /// <summary>One letter, about one date or several: all of it is marked together, and sent together.</summary>
    private async Task SendAsync(List<Reminder> reminders, Instant now, CancellationToken cancel)
    {
        var (letter, told) = await letters.WriteAsync(reminders, now, cancel);
        foreach (var reminder in reminders.Except(told)) reminder.State = DeliveryState.Dropped;
        foreach (var reminder in told)
        {
            (reminder.State, reminder.MarkedAt) = (DeliveryState.Marked, now);
            reminder.Attempts++;
        }

        await work.Db.SaveChangesAsync(cancel);
        if (letter is null) return;
        try
        {
            await transport.SendAsync(letter, cancel);
            foreach (var reminder in told) (reminder.State, reminder.SentAt) = (DeliveryState.Sent, work.Database.Clock.GetCurrentInstant());
            metrics.ReminderSent((now - told[0].DueAt).ToTimeSpan());
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            foreach (var reminder in told.Where(reminder => reminder.Attempts >= MostAttempts)) reminder.State = DeliveryState.Failed;
            NotSent(failure.GetType().Name, told[0].Attempts);
        }

        await work.Db.SaveChangesAsync(cancel);
    }

    private static bool IsDue(Reminder reminder, Instant now) =>
        reminder.Attempts == 0 || reminder.MarkedAt is not { } marked || now >= marked + (FirstPause * (1L << Math.Min(reminder.Attempts - 1, 8)));

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message about a booking could not be sent ({Failure}, attempt {Attempt}): is Mail:Smtp right, and does its server answer?")]
    private partial void NotSent(string failure, int attempt);
}
