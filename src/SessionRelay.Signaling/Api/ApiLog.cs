using Microsoft.Extensions.Logging;

namespace SessionRelay.Signaling.Api;

internal static partial class ApiLog
{
    /// <summary>By its type alone: the messages of time-outs and of the grain framework print the call, arguments and all.</summary>
    [LoggerMessage(40, LogLevel.Error, "An API call failed: {Failure}")]
    public static partial void CallLost(this ILogger logger, string failure);
}
