namespace SessionRelay.LoadTests.FrontDoor;

/// <summary>The node said no, or did not answer in time: one person's failure, not the run's.</summary>
/// <param name="code">The node's own (<c>session-full</c>), or <c>timeout</c>, <c>hub-lost</c>, <c>http-503</c>.</param>
internal sealed class RefusedException(string code, string message, Exception? cause = null) : Exception(message, cause)
{
    public string Code { get; } = code;
}
