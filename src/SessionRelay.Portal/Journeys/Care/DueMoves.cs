using NodaTime;
using SessionRelay.Portal.Data.Hosting;

namespace SessionRelay.Portal.Journeys.Care;

/// <summary>Looks every hour whether somebody who told of a move lives elsewhere from today on.</summary>
internal sealed partial class DueMoves(IServiceScopeFactory scopes, TimeProvider time, ILogger<DueMoves> log) : BackgroundService
{
    private static readonly Duration Every = Duration.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every.ToTimeSpan(), time);
        try
        {
            do await LookAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node stops.
        }
    }

    private async Task LookAsync(CancellationToken cancel)
    {
        try
        {
            await using var scope = scopes.BeginByClock("moving-house");
            await scope.ServiceProvider.GetRequiredService<ClientPlaces>().ApplyDueAsync(cancel);
        }
        catch (Exception failure) when (!cancel.IsCancellationRequested)
        {
            Failed(log, failure.GetType().Name); // next hour it is tried again
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Moves that are due could not be applied: {Failure}")]
    private static partial void Failed(ILogger log, string failure);
}
