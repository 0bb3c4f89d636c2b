using Microsoft.Extensions.DependencyInjection;
using SessionRelay.Signaling.Hub;
using SessionRelay.Signaling.Tests.Hosts;

[assembly: AssemblyFixture(typeof(SharedHost))]

namespace SessionRelay.Signaling.Tests.Hosts;

/// <summary>One host for all tests that need no clock or disk of their own: each takes a session of its own.</summary>
public sealed class SharedHost : IAsyncLifetime
{
    internal SignalingHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await SignalingHost.StartAsync(change: services =>
        services.AddSingleton(its => new EnterLimiter(its.GetRequiredService<TimeProvider>(), failuresPerMinute: 100_000))); // all tests share one address

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
