using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SessionRelay.Signaling.Hosting;

/// <summary>
/// Starts the relay before anything listens for people, so that a machine that can't carry media says so at once.
/// The service provider disposes the relay, after the sessions and the web server have stopped.
/// </summary>
internal sealed partial class RelayStart(IServiceProvider services, ILogger<RelayStart> log) : IHostedService
{
    /// <param name="reachKey">What a trial of its ports has to prove.</param>
    public static Relay Start(RelaySettings settings, byte[] reachKey, ILoggerFactory loggers, TimeProvider time) =>
        Relay.Start(settings.AsOptions(reachKey), loggers, time);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = services.GetService(typeof(Relay));
        Up();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Information, Message = "The relay is up")]
    private partial void Up();
}
