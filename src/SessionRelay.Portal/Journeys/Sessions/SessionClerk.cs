using SessionRelay.Portal.Data.Hosting;
using SessionRelay.Portal.Journeys.Reminders;
using SessionRelay.Portal.Mail;

namespace SessionRelay.Portal.Journeys.Sessions;

/// <summary>What happens about bookings by itself: reminders go out, sessions that are over are closed, lost time is given back. Each run does what is due and not done.</summary>
internal sealed partial class SessionClerk(IServiceScopeFactory scopes, MailSettings mail, TimeProvider time, ILogger<SessionClerk> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            do
            {
                await RunAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    /// <summary>One run. A failure is told and the next run tries again.</summary>
    internal async Task RunAsync(CancellationToken cancel)
    {
        if (mail.IsOn)
        {
            await DoAsync("reminders", its => its.GetRequiredService<ReminderPlanner>().PlanAsync(cancel));
            await DoAsync("reminders", its => its.GetRequiredService<ReminderSender>().SendDueAsync(cancel));
        }

        await DoAsync("sessions/close", its => its.GetRequiredService<LostTime>().RunAsync(cancel));
    }

    private async Task DoAsync(string why, Func<IServiceProvider, Task> deed)
    {
        try
        {
            await using var scope = scopes.BeginByClock(why);
            await deed(scope.ServiceProvider);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            Failed(why, failure.GetType().Name, failure.StackTrace ?? "");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What is due of {Why} could not be done and will be tried again: {Failure}\n{Where}")]
    private partial void Failed(string why, string failure, string where);
}
