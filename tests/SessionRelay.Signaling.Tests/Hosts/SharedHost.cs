using SessionRelay.Signaling.Tests.Hosts;

[assembly: AssemblyFixture(typeof(SharedHost))]

namespace SessionRelay.Signaling.Tests.Hosts;

/// <summary>One host for all tests that need no clock or disk of their own: each takes a session of its own.</summary>
public sealed class SharedHost : IAsyncLifetime
{
    internal SignalingHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await SignalingHost.StartAsync();

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
