using Microsoft.Extensions.Logging;

namespace SessionRelay.Signaling.Sessions;

/// <summary>What sessions log: ids and codes only.</summary>
internal static partial class SessionLog
{
    [LoggerMessage(1, LogLevel.Information, "Session {SessionId} ended")]
    public static partial void Ended(this ILogger logger, string sessionId);

    [LoggerMessage(2, LogLevel.Information, "Participant {ParticipantId} entered session {SessionId}: {State}")]
    public static partial void Entered(this ILogger logger, string sessionId, string participantId, string state);

    [LoggerMessage(3, LogLevel.Information, "Session {SessionId} refused: {Code}")]
    public static partial void Refused(this ILogger logger, string sessionId, string code);

    [LoggerMessage(4, LogLevel.Error, "Session {SessionId} could not be stored and is loaded anew")]
    public static partial void NotStored(this ILogger logger, Exception exception, string sessionId);

    [LoggerMessage(5, LogLevel.Warning, "The media room of session {SessionId} closed by itself")]
    public static partial void RoomLost(this ILogger logger, string sessionId);

    [LoggerMessage(6, LogLevel.Warning, "The relay did not take a command of session {SessionId}")]
    public static partial void RelayFailed(this ILogger logger, Exception exception, string sessionId);

    [LoggerMessage(7, LogLevel.Warning, "Upkeep of sessions failed and is tried again")]
    public static partial void UpkeepFailed(this ILogger logger, Exception exception);

    [LoggerMessage(10, LogLevel.Error, "Session {SessionId} could not be looked at; it is left alone for ten minutes")]
    public static partial void NotWoken(this ILogger logger, Exception exception, string sessionId);

    [LoggerMessage(8, LogLevel.Information, "Session {SessionId} created, {StartsAt:O} to {EndsAt:O}")]
    public static partial void Created(this ILogger logger, string sessionId, DateTimeOffset startsAt, DateTimeOffset endsAt);

    [LoggerMessage(11, LogLevel.Information, "The phone number of participant {ParticipantId} of session {SessionId} was shown to {HostId}")]
    public static partial void NumberShown(this ILogger logger, string sessionId, string participantId, string hostId);

    [LoggerMessage(12, LogLevel.Information, "The phone of participant {ParticipantId} of session {SessionId} is dialled")]
    public static partial void Dials(this ILogger logger, string sessionId, string participantId);

    [LoggerMessage(13, LogLevel.Warning, "The relay did not take a call of session {SessionId}: {Failure}")]
    public static partial void NotDialled(this ILogger logger, string sessionId, string failure);

    [LoggerMessage(9, LogLevel.Debug, "Participant {ParticipantId} of session {SessionId} is away from the hub")]
    public static partial void Away(this ILogger logger, string sessionId, string participantId);
}
