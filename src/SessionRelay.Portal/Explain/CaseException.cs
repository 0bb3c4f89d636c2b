namespace SessionRelay.Portal.Explain;

/// <summary>A case that can't be explained; the message is one line that names the field and says what it needs.</summary>
internal sealed class CaseException(string message) : Exception(message);
