namespace SessionRelay.Signaling.Sessions;

/// <summary>What a booking system answered when it was asked whether a session may grow.</summary>
/// <param name="EndsAt">The end that it grants; null: none.</param>
/// <param name="Reason">Why not, in its words for the host; null where it gave none.</param>
/// <param name="IsAway">It did not answer, or not in a way that can be read.</param>
internal sealed record ExtensionAnswer(DateTimeOffset? EndsAt, string? Reason = null, bool IsAway = false);

/// <summary>Asks the booking system that made a session, at <see cref="SessionPolicy.ExtendUrl"/>. Any thread.</summary>
internal interface IExtensionCalls
{
    /// <param name="url">Where.</param>
    /// <param name="sessionId">Which session.</param>
    /// <param name="minutes">By which it would grow.</param>
    /// <param name="endsAt">The end that it would have.</param>
    Task<ExtensionAnswer> AskAsync(string url, string sessionId, int minutes, DateTimeOffset endsAt);
}
