using Microsoft.Extensions.Logging;

namespace SessionRelay.Signaling.Hub;

/// <summary>What the hub logs: method names, ids and codes only.</summary>
internal static partial class HubLog
{
    [LoggerMessage(20, LogLevel.Error, "Hub call {Method} failed")]
    public static partial void CallFailed(this ILogger logger, Exception exception, string method);

    /// <summary>By its type alone: the messages of time-outs and of the grain framework print the call, arguments and all.</summary>
    [LoggerMessage(23, LogLevel.Error, "Hub call {Method} failed: {Failure}")]
    public static partial void CallLost(this ILogger logger, string method, string failure);

    [LoggerMessage(21, LogLevel.Information, "Enter refused: {Code}")]
    public static partial void EnterRefused(this ILogger logger, string code);

    [LoggerMessage(22, LogLevel.Information, "Connection {ConnectionId} did not take what it was sent and is closed")]
    public static partial void TooSlow(this ILogger logger, string connectionId);
}
