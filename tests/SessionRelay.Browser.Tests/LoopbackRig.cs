using SessionRelay.Browser.Tests.Browsers;
using SessionRelay.Browser.Tests.Product;

namespace SessionRelay.Browser.Tests;

/// <summary>The product and Chromium on loopback, as the demo runs on a person's own machine; started once for all tests that need them.</summary>
public sealed class LoopbackRig : IAsyncLifetime
{
    private readonly Once<RunningPortal> portal = new(() => RunningPortal.StartAsync());
    private readonly Once<Chromium> chromium = new(() => Chromium.StartAsync());

    internal Task<RunningPortal> PortalAsync() => portal.GetAsync();

    internal Task<Chromium> ChromiumAsync() => chromium.GetAsync();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await chromium.DisposeAsync();
        try
        {
            if (portal.Made is { } running) await running.StopAsync();
        }
        finally
        {
            await portal.DisposeAsync();
        }
    }
}

[CollectionDefinition(Name)]
public sealed class LoopbackTests : ICollectionFixture<LoopbackRig>
{
    public const string Name = "on loopback";
}
