using Microsoft.Extensions.Logging;

namespace SessionRelay.Signaling.Api;

internal static partial class ApiLog
{
    [LoggerMessage(40, LogLevel.Error, "An API call failed")]
    public static partial void CallFailed(this ILogger logger, Exception exception);
}
