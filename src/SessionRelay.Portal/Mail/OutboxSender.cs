using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Hosting;
using SessionRelay.Portal.Data.Reminders;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Mail;

/// <summary>
/// Sends what is in the outbox, one message after another. Each is marked before the mail dialogue: a crash within it sends the message again under its first Message-ID,
/// by which mail programs know it as the same. A failure is tried again after 1, 2, 4 … minutes.
/// </summary>
internal sealed partial class OutboxSender(
    IServiceScopeFactory scopes, IMailTransport transport, OutboxBell bell, MailSettings settings, TimeProvider clock, ILogger<OutboxSender> log) : BackgroundService
{
    /// <summary>The last try is more than a day after the first: a link in it has long expired.</summary>
    private const int MostAttempts = 12;

    private const int AtOnce = 50;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(30);
    private static readonly Duration FirstPause = Duration.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!settings.IsOn) return;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await SendDueAsync(stoppingToken);
                await bell.WaitAsync(Look, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                CannotLook(failure.GetType().Name);
                await bell.WaitAsync(Look, stoppingToken);
            }
        }
    }

    internal async Task SendDueAsync(CancellationToken cancel)
    {
        await using var scope = scopes.BeginByClock("outbox");
        var work = scope.ServiceProvider.GetRequiredService<UnitOfWork>();
        var database = work.Db;
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        var due = await database.OutgoingMessages
            .Where(message => (message.State == DeliveryState.Planned || message.State == DeliveryState.Marked) && message.DueAt <= now)
            .OrderBy(message => message.DueAt)
            .Take(AtOnce)
            .ToListAsync(cancel);
        foreach (var message in due.Where(message => IsDue(message, now)))
        {
            message.State = DeliveryState.Marked;
            message.MarkedAt = now;
            message.Attempts++;
            await database.SaveChangesAsync(cancel);
            try
            {
                await transport.SendAsync(message, cancel);
                message.State = DeliveryState.Sent;
                message.SentAt = Instant.FromDateTimeOffset(clock.GetUtcNow());
                Sent(message.Kind);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                if (message.Attempts >= MostAttempts) message.State = DeliveryState.Failed;
                NotSent(message.Kind, failure.GetType().Name, message.Attempts);
            }

            await database.SaveChangesAsync(cancel);
        }
    }

    private static bool IsDue(OutgoingMessage message, Instant now) =>
        message.Attempts == 0 || message.MarkedAt is not { } marked || now >= marked + (FirstPause * (1L << Math.Min(message.Attempts - 1, 8)));

    [LoggerMessage(Level = LogLevel.Information, Message = "A message of kind {Kind} was sent")]
    private partial void Sent(string kind);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message of kind {Kind} could not be sent ({Failure}, attempt {Attempt}): is Mail:Smtp right, and does its server answer?")]
    private partial void NotSent(string kind, string failure, int attempt);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outbox can't be read: {Failure}")]
    private partial void CannotLook(string failure);
}
