using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SessionRelay.Signaling.Sessions.Store;

namespace SessionRelay.Signaling.Sessions;

/// <summary>
/// Once a second while anybody is in a session: the node's heartbeat, from which gaps are counted after a crash. Every half minute: wakes sessions
/// whose end has passed with nobody there, so that what was said in them is erased.
/// </summary>
internal sealed class SessionUpkeep(ISessionStore store, SessionMetrics metrics, IGrainFactory grains, TimeProvider time, ILogger<SessionUpkeep> logger) : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1); // protocol.md: a crash loses at most this much of the ledger
    private const int BeatsPerSweep = 30;
    private const int SweepLimit = 100; // sessions a sweep: the rest is due at the next
    private static readonly TimeSpan LeaveAlone = TimeSpan.FromMinutes(10); // a session that can't be woken: long enough not to fill the log, soon enough for a disk that came back

    private readonly Dictionary<string, DateTimeOffset> leftAlone = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Beat, time);
        for (var beat = 1; await NextAsync(timer, stoppingToken); beat++)
        {
            try
            {
                if (metrics.Sessions > 0) await store.HeartbeatAsync(time.GetUtcNow());
                if (beat % BeatsPerSweep == 0) await SweepAsync();
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.UpkeepFailed(e);
            }
        }
    }

    internal async Task SweepAsync()
    {
        var now = time.GetUtcNow();
        foreach (var (sessionId, until) in leftAlone)
        {
            if (until <= now) leftAlone.Remove(sessionId);
        }

        foreach (var sessionId in await store.DueAsync(now, SweepLimit + leftAlone.Count))
        {
            if (!leftAlone.ContainsKey(sessionId)) await WakeAsync(sessionId, now);
        }
    }

    /// <summary>One session that can't be read must not keep the others from ending.</summary>
    private async Task WakeAsync(string sessionId, DateTimeOffset now)
    {
        try
        {
            await grains.GetGrain<ISessionGrain>(sessionId).Wake();
        }
        catch (Exception e)
        {
            leftAlone[sessionId] = now + LeaveAlone;
            logger.NotWoken(e, sessionId);
        }
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
