using Prometheus;
using SessionRelay.Signaling.Continuity;
using SessionRelay.Signaling.Sessions;

namespace SessionRelay.Signaling.Operations;

/// <summary>The metrics of sessions and people: <see cref="SessionMetrics"/> under the protocol's names.</summary>
internal sealed class SessionMetricsExport(MetricFactory make, SessionMetrics source)
{
    private static readonly string[] WebhookResults = ["ok", "failed", "expired", "overflow", "unknown-receiver"]; // all there from the start, so that a rate can be asked for

    private static readonly string[] PhoneResults =
        ["ok", "busy", "declined", "no-answer", "unreachable", "wrong-number", "failed", "hung-up", "node", "too-many-calls", "number-not-allowed"];

    private readonly Gauge sessions = make.CreateGauge("sessionrelay_sessions", "Sessions that are open on this node.");
    private readonly Gauge participants = make.CreateGauge("sessionrelay_participants", "People in them, by state.", "state");
    private readonly Gauge paused = make.CreateGauge(
        "sessionrelay_paused_pictures", "Pictures that somebody would see now and does not, for want of bandwidth: on the viewer's way down or the sender's way up.", "way");
    private readonly Counter tickets = make.CreateCounter("sessionrelay_tickets_total", "Tickets redeemed (ok) or refused (the refusal's code).", "result");
    private readonly Counter lost = make.CreateCounter("sessionrelay_lost_seconds_total", "Lost time of all sessions.");
    private readonly Counter reconnects = make.CreateCounter("sessionrelay_reconnects_total", "Ends of interruptions, by cause, result and how the person came back.", "cause", "result", "step");
    private readonly Histogram joins = make.CreateHistogram(
        "sessionrelay_join_seconds", "From being let in to the first packet.",
        new HistogramConfiguration { Buckets = [0.1, 0.25, 0.5, 1, 2, 5, 10, 30] });

    private readonly Histogram gaps = make.CreateHistogram(
        "sessionrelay_media_gap_seconds", "Interruptions of a person's media that ended.",
        ["cause"], new HistogramConfiguration { Buckets = [0.25, 0.5, 1, 2, 3, 5, 10, 20, 60, 300] });

    private readonly Histogram reminders = make.CreateHistogram(
        "sessionrelay_reminder_lag_seconds", "How much later than due a reminder went out.",
        new HistogramConfiguration { Buckets = [1, 5, 15, 30, 60, 120, 300, 900, 3600] });

    private readonly Histogram webhookLags = make.CreateHistogram(
        "sessionrelay_webhook_lag_seconds", "From an event to the answer of a receiver that took it.",
        new HistogramConfiguration { Buckets = [0.1, 0.5, 1, 2, 5, 15, 60, 300, 900, 3600, 14400, 86400] });

    private readonly Counter webhooks = make.CreateCounter(
        "sessionrelay_webhook_deliveries_total", "Events that receivers took (ok), attempts that failed (failed), events given up (the other results).", "result");

    private readonly Counter phoneCalls = make.CreateCounter(
        "sessionrelay_phone_calls_total", "Calls to people's phones: somebody was let in (ok), how it ended without that, or why it was refused.", "result");

    public void Fetch()
    {
        sessions.Set(source.Sessions);
        foreach (var state in Enum.GetValues<ParticipantState>())
            participants.WithLabels(Word(state.ToString())).Set(source.ParticipantsIn(state));
        var (down, up) = source.PausedPictures;
        paused.WithLabels("down").Set(down);
        paused.WithLabels("up").Set(up);
        tickets.WithLabels("ok").IncTo(0); // there before the first person comes, so that a rate can be asked for
        foreach (var (result, count) in source.Tickets) tickets.WithLabels(result).IncTo(count);
        lost.IncTo(source.LostSeconds);
        foreach (var (key, count) in source.Reconnects) reconnects.WithLabels(Word(key.Cause), key.Result, key.Step).IncTo(count);
        foreach (var seconds in source.DrainJoinSeconds()) joins.Observe(seconds);
        foreach (var seconds in source.DrainReminderLagSeconds()) reminders.Observe(seconds);
        foreach (var seconds in source.DrainWebhookLagSeconds()) webhookLags.Observe(seconds);
        foreach (var result in WebhookResults) webhooks.WithLabels(result).IncTo(source.Webhooks.GetValueOrDefault(result));
        foreach (var result in PhoneResults) phoneCalls.WithLabels(result).IncTo(source.PhoneCalls.GetValueOrDefault(result));
        foreach (var (cause, seconds) in source.DrainMediaGapSeconds()) gaps.WithLabels(Word(cause)).Observe(seconds);
    }

    private static string Word(GapCause cause) => Word(cause.ToString());

    private static string Word(string name) => name.ToLowerInvariant();
}
