using Microsoft.Extensions.Logging;

namespace SessionRelay.Signaling.Webhooks;

/// <summary>Receivers appear by their number in the settings: an address may hold a secret.</summary>
internal static partial class WebhookLog
{
    [LoggerMessage(1, LogLevel.Warning, "Webhooks:{Receiver} takes no event ({Trouble}); they are kept and tried again for a day")]
    public static partial void TakesNothing(this ILogger logger, int receiver, string trouble);

    [LoggerMessage(2, LogLevel.Information, "Webhooks:{Receiver} takes events again")]
    public static partial void TakesAgain(this ILogger logger, int receiver);

    [LoggerMessage(3, LogLevel.Debug, "Webhooks:{Receiver} did not take event {EventId} of session {SessionId}: {Trouble}")]
    public static partial void NotTaken(this ILogger logger, int receiver, string eventId, string sessionId, string trouble);

    [LoggerMessage(4, LogLevel.Warning, "Webhooks:{Receiver} did not take event {EventId} of session {SessionId} for a day; it is given up: {Trouble}")]
    public static partial void GivenUp(this ILogger logger, int receiver, string eventId, string sessionId, string trouble);

    [LoggerMessage(5, LogLevel.Warning, "{Count} events waited for receivers that Webhooks no longer names; they are dropped")]
    public static partial void Orphaned(this ILogger logger, int count);

    [LoggerMessage(6, LogLevel.Error, "The outbox of webhooks could not be read or written and is tried again")]
    public static partial void OutboxFailed(this ILogger logger, Exception exception);
}
