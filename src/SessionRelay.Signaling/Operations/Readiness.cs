using Microsoft.Extensions.Diagnostics.HealthChecks;
using SessionRelay.Signaling.Hosting;
using SessionRelay.Signaling.Sessions.Store;

namespace SessionRelay.Signaling.Operations;

/// <summary>Whether the node takes sessions: it has started and is not going away.</summary>
internal sealed class PhaseCheck(NodePhase phase) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        phase.Draining || phase.Stopping ? HealthCheckResult.Unhealthy("draining")
        : phase.Started ? HealthCheckResult.Healthy()
        : HealthCheckResult.Unhealthy("starting"));
}

/// <summary>Whether the relay's shards run.</summary>
internal sealed class RelayCheck(Relay relay) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(relay.IsRunning ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("relay down"));
}

/// <summary>Whether what a session must not forget reaches the disk.</summary>
internal sealed class StoreCheck(SqliteSessionStore store) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(store.Healthy ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("can't write"));
}
