using Microsoft.Extensions.Logging;

namespace SessionRelay;

/// <summary>The trunk: resolves its name, keeps it (OPTIONS, REGISTER), places calls. Any thread.</summary>
public sealed class PhoneLine : IAsyncDisposable
{
    private PhoneLine(PhonePrompts prompts)
    {
        Prompts = prompts;
    }

    /// <summary>Whether the trunk answers; null: not known yet.</summary>
    public bool? IsReachable { get; }

    public bool IsRegistered { get; }

    internal PhonePrompts Prompts { get; }

    public static PhoneLine Start(PhoneLineOptions options, PhonePrompts prompts, ILoggerFactory loggers, TimeProvider time) => new(prompts);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
