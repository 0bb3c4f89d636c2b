using Microsoft.Extensions.Diagnostics.HealthChecks;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Signaling.Operations;

/// <summary>Whether the node takes sessions: it has started and is not going away.</summary>
internal sealed class PhaseCheck(NodePhase phase) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        phase.Stopping ? HealthCheckResult.Unhealthy("draining")
        : phase.Started ? HealthCheckResult.Healthy()
        : HealthCheckResult.Unhealthy("starting"));
}

/// <summary>Whether the shards run: one that has died reports no share of its time.</summary>
internal sealed class RelayCheck(Relay relay) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            _ = relay.ReadCounters();
            return Task.FromResult(HealthCheckResult.Healthy());
        }
        catch (Exception down) when (down is ObjectDisposedException or InvalidOperationException)
        {
            return Task.FromResult(HealthCheckResult.Unhealthy("relay down"));
        }
    }
}
