using MimeKit.Utils;
using NodaTime;
using SessionRelay.Portal.Data.Reminders;
using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Mail;

/// <summary>Takes messages in: what is here is in the database, and goes out also after a crash.</summary>
internal sealed class Outbox(UnitOfWork work, OutboxBell bell, MailSettings settings, TimeProvider clock)
{
    /// <summary>Adds it to the unit of work that is under way: it goes out when that is stored, and not at all when it isn't.</summary>
    public void Add(Letter letter)
    {
        if (!settings.IsOn) return;
        work.Db.OutgoingMessages.Add(new OutgoingMessage
        {
            Kind = letter.Kind,
            ClientId = letter.ClientId,
            To = new Sealed<string>(letter.To),
            Subject = new Sealed<string>(letter.Subject),
            Text = new Sealed<string>(letter.Text),
            CalendarFile = letter.CalendarFile is { } file ? new Sealed<string>(file) : null,
            MessageId = MimeUtils.GenerateMessageId(settings.From[(settings.From.IndexOf('@') + 1)..]),
            DueAt = Instant.FromDateTimeOffset(clock.GetUtcNow()),
        });
    }

    public async Task AddAsync(Letter letter, CancellationToken cancel)
    {
        Add(letter);
        await work.Db.SaveChangesAsync(cancel);
        bell.Ring();
    }
}

/// <summary>Wakes whoever sends: there is something new.</summary>
internal sealed class OutboxBell : IDisposable
{
    private readonly SemaphoreSlim rung = new(0);

    public void Ring() => rung.Release();

    /// <returns>When it rang, or after a while.</returns>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancel)
    {
        await rung.WaitAsync(atMost, cancel);
        while (rung.CurrentCount > 0 && await rung.WaitAsync(0, cancel)) continue;
    }

    public void Dispose() => rung.Dispose();
}
