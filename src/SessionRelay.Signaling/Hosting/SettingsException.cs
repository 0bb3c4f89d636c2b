namespace SessionRelay.Signaling.Hosting;

/// <summary>A setting that this node can't start with. The message is one line for the operator: which key, what is wrong, what is needed. It holds no secret.</summary>
public sealed class SettingsException(string message, Exception? inner = null) : Exception(message, inner);
