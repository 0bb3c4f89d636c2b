namespace SessionRelay;

/// <summary>The relay can't start on this machine. The message says what happened, why and what to do, in one line.</summary>
/// <param name="code">Stable: <c>unsupported-system</c>, <c>openssl-missing</c>, <c>port-taken</c>, <c>address-unusable</c>.</param>
/// <param name="message">One line for the person who starts the program.</param>
public sealed class RelayStartException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    public string Code { get; } = code;
}
