using SessionRelay.Signaling.Continuity;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Signaling.Sessions;

/// <content>
/// What booking systems are told. Each event comes with the change of what is kept that it tells of, so both are stored or neither.
/// </content>
internal sealed partial class Session
{
    private void Happened(string type, DateTimeOffset at, Seat? seat, object data) =>
        changes.Events.Add(new SessionEvent(type, at, Record.Id, seat?.Id, Record.StartsAt, Record.EndsAt, LostMillisecondsAt(at) / 1000, data));

    private void HasReconnected(Seat seat, Gap gap) =>
        Happened(WebhookEvents.ParticipantReconnected, gap.To!.Value, seat, new { gap.From, gap.To, gap.Cause });

    private void HasEnded(DateTimeOffset at)
    {
        var told = Math.Min(ledger.Gaps.Count, SessionLimits.EventGaps);
        Happened(WebhookEvents.SessionEnded, at, null, new { gaps = ledger.Gaps.Take(told).ToArray(), moreGaps = ledger.Gaps.Count - told });
    }
}
