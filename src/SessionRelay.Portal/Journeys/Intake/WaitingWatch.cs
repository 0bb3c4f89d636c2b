using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Data.FirstContact;
using SessionRelay.Portal.Data.Hosting;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Mail;

namespace SessionRelay.Portal.Journeys.Intake;

/// <summary>Reminds the practice by mail, once, of a request that waits longer than <see cref="Domain.Policies.WaitingRules"/> allow. The mark and the mails are stored together.</summary>
internal sealed partial class WaitingWatch(IServiceScopeFactory scopes, TimeProvider clock, ILogger<WaitingWatch> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, clock);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await timer.WaitForNextTickAsync(stoppingToken)) return;
                await LookAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (LostRaceException)
            {
                // somebody works on that request right now: the next look tells
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                CannotLook(failure.GetType().Name);
            }
        }
    }

    /// <returns>How many requests were reminded of.</returns>
    internal async Task<int> LookAsync(CancellationToken cancel)
    {
        await using var scope = scopes.BeginByClock("waiting-requests");
        var work = scope.ServiceProvider.GetRequiredService<UnitOfWork>();
        var now = work.Database.Clock.GetCurrentInstant();
        var unreminded = await work.Db.ContactRequests
            .Where(request => (request.State == RequestState.Waiting || request.State == RequestState.Assigned) && request.RemindedAt == null)
            .ToListAsync(cancel);
        var late = unreminded.Where(request => RequestQueue.IsTooLong(request, now)).ToList();
        if (late.Count == 0) return 0;
        foreach (var request in late) request.RemindedAt = now;
        var outbox = scope.ServiceProvider.GetRequiredService<Outbox>();
        var letter = scope.ServiceProvider.GetRequiredService<JourneyMail>().WaitsTooLong();
        foreach (var address in await scope.ServiceProvider.GetRequiredService<IntakeStaff>().AddressesAsync(cancel))
            outbox.Add(new Letter("waiting-request", address, letter.Subject, letter.Text));
        await work.Db.SaveChangesAsync(cancel);
        scope.ServiceProvider.GetRequiredService<OutboxBell>().Ring();
        return late.Count;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What waits in intake can't be looked at: {Failure}")]
    private partial void CannotLook(string failure);
}
