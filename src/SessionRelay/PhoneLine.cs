using Microsoft.Extensions.Logging;
using SessionRelay.Net;

namespace SessionRelay;

/// <summary>
/// The trunk: resolves its name, keeps it (OPTIONS, REGISTER), places calls for the rooms of any <see cref="Relay"/>. It has a thread of its own. A trunk that can't be reached
/// stops nothing. All members may be called from any thread; it is to be disposed after the relays that use it, as their legs are hung up through it.
/// </summary>
public sealed class PhoneLine : IAsyncDisposable
{
    private PhoneLine(TrunkLine trunk, PhonePrompts prompts)
    {
        Trunk = trunk;
        Prompts = prompts;
    }

    /// <summary>Whether the trunk answers; null: not known yet.</summary>
    public bool? IsReachable => Trunk.IsReachable;

    /// <summary>Always false where no registration is wanted.</summary>
    public bool IsRegistered => Trunk.IsRegistered;

    internal TrunkLine Trunk { get; }

    internal PhonePrompts Prompts { get; }

    /// <summary>Begins to look for the trunk and returns at once.</summary>
    /// <exception cref="ArgumentException"><see cref="PhoneLineOptions.Server"/> is no host or host:port, or SRTP is required without TLS.</exception>
    public static PhoneLine Start(PhoneLineOptions options, PhonePrompts prompts, ILoggerFactory loggers, TimeProvider time) =>
        new(new TrunkLine(options, new MonotonicClock(time), loggers.CreateLogger<PhoneLine>()), prompts);

    /// <summary>Hangs up all calls, takes the registration back and ends the thread; at most some 3 s.</summary>
    public ValueTask DisposeAsync() => Trunk.DisposeAsync();
}
