using System.Collections.Concurrent;
using SessionRelay.Signaling.Continuity;

namespace SessionRelay.Signaling.Sessions;

/// <summary>
/// What sessions count, for whoever exports it. Totals only rise; gauges are sums over the sessions that are active here. Durations are drained: each is
/// read once. No value holds a person, a session or an address. Any thread.
/// </summary>
public sealed class SessionMetrics
{
    private const int KeptDurations = 4096; // between two scrapes; beyond it the oldest go

    private readonly ConcurrentDictionary<string, (int[] Counts, (int Down, int Up) Paused, bool Runs)> sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> tickets = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(GapCause Cause, string Result, string Step), long> reconnects = new();
    private readonly ConcurrentQueue<double> joins = new();
    private readonly ConcurrentQueue<(GapCause Cause, double Seconds)> gaps = new();
    private readonly ConcurrentQueue<double> reminderLags = new();
    private readonly ConcurrentQueue<double> webhookLags = new();
    private readonly ConcurrentDictionary<string, long> webhooks = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> phoneCalls = new(StringComparer.Ordinal);
    private long lostMilliseconds;

    /// <summary>Sessions that are open and active on this node.</summary>
    public int Sessions => sessions.Count;

    /// <summary>Those of them with somebody connected.</summary>
    public int RunningSessions
    {
        get
        {
            var sum = 0;
            foreach (var (_, (_, _, runs)) in sessions)
            {
                if (runs) sum++;
            }

            return sum;
        }
    }

    /// <summary>Whole seconds of lost time in all sessions.</summary>
    public double LostSeconds => Interlocked.Read(ref lostMilliseconds) / 1000.0;

    /// <summary>Entries by result: <c>ok</c> or the refusal's code.</summary>
    public IReadOnlyDictionary<string, long> Tickets => tickets;

    /// <summary>Returns to a live path. <c>Step</c>: <c>ice</c> on the same peer connection, <c>peer</c> on a fresh one, <c>tcp</c> on either over TCP, <c>turn</c> on either by the TURN server, <c>phone</c> by phone; <c>hub</c> with the result <c>ok</c> on a fresh hub connection while media went on, with <c>failed</c> not at all.</summary>
    public IReadOnlyDictionary<(GapCause Cause, string Result, string Step), long> Reconnects => reconnects;

    /// <summary>Webhook deliveries by result: <c>ok</c>, <c>failed</c> (tried again later), <c>expired</c>, <c>overflow</c>, <c>unknown-receiver</c> (all three given up).</summary>
    public IReadOnlyDictionary<string, long> Webhooks => webhooks;

    /// <summary>Calls to people's phones: <c>ok</c> when somebody was let in by one, else how it ended or the refusal's code.</summary>
    public IReadOnlyDictionary<string, long> PhoneCalls => phoneCalls;

    /// <summary>People now, by state.</summary>
    public int ParticipantsIn(ParticipantState state)
    {
        var sum = 0;
        foreach (var (counts, _, _) in sessions.Values) sum += counts[(int)state];
        return sum;
    }

    /// <summary>Pictures that somebody would see now and does not, for want of bandwidth on the viewer's way down, or on the sender's way up.</summary>
    public (int Down, int Up) PausedPictures
    {
        get
        {
            var (down, up) = (0, 0);
            foreach (var (_, paused, _) in sessions.Values) (down, up) = (down + paused.Down, up + paused.Up);
            return (down, up);
        }
    }

    /// <summary>Takes the seconds from being let in to the first packet, since the last call.</summary>
    public IReadOnlyList<double> DrainJoinSeconds() => Drain(joins);

    /// <summary>Takes the lengths of gaps that were closed since the last call.</summary>
    public IReadOnlyList<(GapCause Cause, double Seconds)> DrainMediaGapSeconds() => Drain(gaps);

    /// <summary>Takes by how much later than due reminders went out, since the last call.</summary>
    public IReadOnlyList<double> DrainReminderLagSeconds() => Drain(reminderLags);

    /// <summary>Takes the seconds from an event to its receiver's answer, since the last call.</summary>
    public IReadOnlyList<double> DrainWebhookLagSeconds() => Drain(webhookLags);

    /// <summary>A booking system in the same process sent a reminder.</summary>
    /// <param name="late">How much later than due; less than nothing counts as nothing.</param>
    public void ReminderSent(TimeSpan late) => Add(reminderLags, Math.Max(0, late.TotalSeconds));

    internal void WebhookTaken(TimeSpan lag)
    {
        Add(webhookLags, Math.Max(0, lag.TotalSeconds));
        WebhookResult("ok");
    }

    internal void WebhookResult(string result, int times = 1) => webhooks.AddOrUpdate(result, static (_, more) => more, static (_, count, more) => count + more, times);

    internal void PhoneCall(string result) => phoneCalls.AddOrUpdate(result, 1, static (_, count) => count + 1);

    internal void TicketRedeemed(string result) => tickets.AddOrUpdate(result, 1, static (_, count) => count + 1);

    internal void Joined(TimeSpan took) => Add(joins, Math.Max(0, took.TotalSeconds));

    internal void GapClosed(GapCause cause, TimeSpan length, string result, string step)
    {
        Add(gaps, (cause, Math.Max(0, length.TotalSeconds)));
        reconnects.AddOrUpdate((cause, result, step), 1, static (_, count) => count + 1);
    }

    /// <summary>Somebody's hub connection broke and is there again; their media did not break.</summary>
    internal void ReturnedToHub() => reconnects.AddOrUpdate((GapCause.Network, "ok", "hub"), 1, static (_, count) => count + 1);

    internal void Lost(long milliseconds) => Interlocked.Add(ref lostMilliseconds, milliseconds);

    /// <summary>Replaces what a session contributes to the gauges.</summary>
    /// <param name="runs">Whether somebody is connected.</param>
    internal void Report(string sessionId, int[] counts, (int Down, int Up) paused, bool runs) => sessions[sessionId] = (counts, paused, runs);

    /// <summary>Takes a session out of the gauges.</summary>
    internal void Forget(string sessionId) => sessions.TryRemove(sessionId, out _);

    private static void Add<T>(ConcurrentQueue<T> queue, T value)
    {
        queue.Enqueue(value);
        while (queue.Count > KeptDurations) queue.TryDequeue(out _);
    }

    private static List<T> Drain<T>(ConcurrentQueue<T> queue)
    {
        var drained = new List<T>();
        while (queue.TryDequeue(out var value)) drained.Add(value);
        return drained;
    }
}
