using Microsoft.Extensions.Hosting;

namespace SessionRelay.Signaling.Tickets;

/// <summary>Has the ticket keys made when the host starts, so that one that can't be used ends the start and not the first entry.</summary>
internal sealed class TicketKeysStart(TicketKeyRing keys) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = keys;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
