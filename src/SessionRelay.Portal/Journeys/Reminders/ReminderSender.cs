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
        var due = await work.Db.Reminders
            .Where(reminder => (reminder.State == DeliveryState.Planned || reminder.State == DeliveryState.Marked) && reminder.DueAt <= now)
            .OrderBy(reminder => reminder.DueAt).Take(AtOnce).ToListAsync(cancel);
        foreach (var reminder in due.Where(reminder => IsDue(reminder, now)))
        {
            try
            {
                await SendAsync(reminder, now, cancel);
            }
            catch (LostRaceException)
            {
                work.Db.Entry(reminder).State = EntityState.Detached; // somebody else sends it
            }
        }
    }

    private async Task SendAsync(Reminder reminder, Instant now, CancellationToken cancel)
    {
        if (await letters.WriteAsync(reminder, now, cancel) is not { } letter)
        {
            reminder.State = DeliveryState.Dropped;
            await work.Db.SaveChangesAsync(cancel);
            return;
        }

        (reminder.State, reminder.MarkedAt) = (DeliveryState.Marked, now);
        reminder.Attempts++;
        await work.Db.SaveChangesAsync(cancel);
        try
        {
            await transport.SendAsync(letter, cancel);
            (reminder.State, reminder.SentAt) = (DeliveryState.Sent, work.Database.Clock.GetCurrentInstant());
            metrics.ReminderSent((now - reminder.DueAt).ToTimeSpan());
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            if (reminder.Attempts >= MostAttempts) reminder.State = DeliveryState.Failed;
            NotSent(failure.GetType().Name, reminder.Attempts);
        }

        await work.Db.SaveChangesAsync(cancel);
    }

    private static bool IsDue(Reminder reminder, Instant now) =>
        reminder.Attempts == 0 || reminder.MarkedAt is not { } marked || now >= marked + (FirstPause * (1L << Math.Min(reminder.Attempts - 1, 8)));

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message about a booking could not be sent ({Failure}, attempt {Attempt}): is Mail:Smtp right, and does its server answer?")]
    private partial void NotSent(string failure, int attempt);
}
