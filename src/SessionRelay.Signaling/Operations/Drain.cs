using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SessionRelay.Signaling.Hosting;
using SessionRelay.Signaling.Sessions;

namespace SessionRelay.Signaling.Operations;

/// <summary>
/// Ends the node without cutting anybody off: nobody begins a session from now on, those that run are awaited, up to <see cref="NodeOptions.DrainSeconds"/>.
/// Everything else goes on meanwhile. Any thread.
/// </summary>
internal sealed partial class Drain(NodePhase phase, NodeSettings settings, SessionMetrics sessions, IHostApplicationLifetime host, TimeProvider time, ILogger<Drain> log)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250); // as often as a session looks at its people
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(30); // also when nothing has changed: somebody may be watching the log

    private int begun;

    /// <returns>False when it had begun already.</returns>
    public bool TryBegin()
    {
        if (Interlocked.Exchange(ref begun, 1) != 0) return false;
        phase.SetDraining();
        _ = RunAsync();
        return true;
    }

    private async Task RunAsync()
    {
        try
        {
            await WaitAsync(TimeSpan.FromSeconds(settings.Node.DrainSeconds));
        }
        catch (OperationCanceledException)
        {
            // Told to end at once.
        }
        finally
        {
            host.StopApplication();
        }
    }

    private async Task WaitAsync(TimeSpan most)
    {
        var begin = time.GetTimestamp();
        var left = most;
        var (told, toldAt) = (sessions.RunningSessions, TimeSpan.Zero);
        if (told > 0) Begins(told, settings.Node.DrainSeconds);
        using var timer = new PeriodicTimer(LookEvery, time);
        while (sessions.RunningSessions is > 0 and var running && left > TimeSpan.Zero)
        {
            if (running != told || most - left - toldAt >= TellEvery)
            {
                (told, toldAt) = (running, most - left);
                var seconds = (int)Math.Ceiling(left.TotalSeconds);
                GoesOn(running, seconds);
            }

            await timer.WaitForNextTickAsync(host.ApplicationStopping);
            left = most - time.GetElapsedTime(begin);
        }

        if (sessions.RunningSessions is > 0 and var cut) CutsOff(cut);
        else Done();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Draining: nobody new comes in. Sessions that run and are awaited: {Running}, for {Seconds} s at most. A second SIGTERM, or SIGINT, ends at once")]
    private partial void Begins(int running, int seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "Draining: sessions that still run: {Running}. They are awaited for {Seconds} s more at most")]
    private partial void GoesOn(int running, int seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "Draining is done: no session runs any more")]
    private partial void Done();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Draining is over by Node:DrainSeconds: sessions that are interrupted: {Running}. Their people come back by themselves when a node runs again")]
    private partial void CutsOff(int running);
}
