using Microsoft.AspNetCore.SignalR;

namespace SessionRelay.Signaling.Hub;

/// <summary>
/// Ends hub connections that hold no seat: who never enters, or stays connected after leaving, would keep one open for ever. Any thread.
/// </summary>
internal sealed class SeatDeadline(TimeProvider time)
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(15); // an Enter takes the client 10 s at most, the longest that it waits for one

    private static readonly object TimerKey = new();

    /// <summary>The connection has no seat from now on: it gets one in time, or ends.</summary>
    public void Start(HubCallerContext connection)
    {
        Stop(connection);
        connection.Items[TimerKey] = time.CreateTimer(static state => ((HubCallerContext)state!).Abort(), connection, Limit, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The connection has a seat, or is over.</summary>
    public void Stop(HubCallerContext connection)
    {
        if (connection.Items.TryGetValue(TimerKey, out var timer)) (timer as ITimer)?.Dispose();
        connection.Items[TimerKey] = null;
    }
}
