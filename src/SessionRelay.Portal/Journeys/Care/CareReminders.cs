using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Hosting;
using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Journeys.Intake;
using SessionRelay.Portal.Mail;

namespace SessionRelay.Portal.Journeys.Care;

/// <summary>Reminds the practice by mail, once for each, of referrals to ask after and of steps that wait too long. Marks and mails are stored together.</summary>
internal sealed partial class CareReminders(IServiceScopeFactory scopes, TimeProvider clock, ILogger<CareReminders> log) : BackgroundService
{
    /// <summary>Of the notices that mark what was told; they are done from the beginning, and shown to nobody.</summary>
    public const string MarkKind = "care-waits";

    private static readonly TimeSpan AfterStart = TimeSpan.FromMinutes(2); // a start has enough to do
    private static readonly TimeSpan Between = TimeSpan.FromHours(1);

    /// <returns>How many were told of.</returns>
    internal async Task<int> RemindAsync(CancellationToken cancel)
    {
        await using var scope = scopes.BeginByClock("care-waits");
        var its = scope.ServiceProvider;
        if (!its.GetRequiredService<MailSettings>().IsOn) return 0; // told once there is mail
        var work = its.GetRequiredService<UnitOfWork>();
        var waits = await its.GetRequiredService<CareWaits>().FindAsync(cancel);
        if (waits.Count == 0) return 0;
        var about = waits.Select(wait => (Guid?)wait.ClientId).Distinct().ToList();
        var told = (await work.Db.StaffNotices.AsNoTracking().Where(notice => notice.Kind == MarkKind && about.Contains(notice.ClientId)).ToListAsync(cancel))
            .Select(notice => notice.Details?.Value).ToHashSet();
        var fresh = waits.Where(wait => !told.Contains(wait.Mark)).ToList();
        if (fresh.Count == 0) return 0;
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        foreach (var wait in fresh)
            work.Db.StaffNotices.Add(new StaffNotice { Kind = MarkKind, ClientId = wait.ClientId, Details = new Sealed<string>(wait.Mark), At = now, DoneAt = now });
        var outbox = its.GetRequiredService<Outbox>();
        var letter = its.GetRequiredService<JourneyMail>().WaitsInCare();
        foreach (var address in await its.GetRequiredService<IntakeStaff>().AddressesAsync(cancel)) outbox.Add(new Letter("care-waits", address, letter.Subject, letter.Text));
        await work.Db.SaveChangesAsync(cancel);
        its.GetRequiredService<OutboxBell>().Ring();
        return fresh.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(AfterStart, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                timer.Period = Between;
                await TryAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node stops.
        }
    }

    private async Task TryAsync(CancellationToken cancel)
    {
        try
        {
            await RemindAsync(cancel);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            Failed(failure.GetType().Name); // next hour it is tried again
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What waits in care could not be looked at: {Failure}")]
    private partial void Failed(string failure);
}
