namespace SessionRelay.Signaling.Sessions;

/// <summary>
/// Asked before a session grows: a booking system with a calendar takes the time there first. Without one in the host, the session's policy alone decides.
/// Must not call the session back.
/// </summary>
public interface IExtensionGuard
{
    /// <param name="sessionId">Which one.</param>
    /// <param name="endsAt">The end that it would have.</param>
    /// <returns>False: the time isn't free. Asked again for the same end, the answer is the same and nothing is taken twice.</returns>
    Task<bool> AllowAsync(string sessionId, DateTimeOffset endsAt);
}
