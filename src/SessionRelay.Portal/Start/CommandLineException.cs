namespace SessionRelay.Portal.Start;

/// <summary>An argument that the program doesn't know; the message is one line for the person who typed it.</summary>
internal sealed class CommandLineException(string message) : Exception(message);
