using SessionRelay.Browser.Tests.Browsers;
using SessionRelay.Browser.Tests.Network;
using SessionRelay.Browser.Tests.Product;

namespace SessionRelay.Browser.Tests;

/// <summary>The product in one network namespace, over HTTPS, with Firefox and Chromium in another; started once for all tests that need them.</summary>
public sealed class NamespaceRig : IAsyncLifetime
{
    private readonly string? obstacle = VirtualNetwork.Obstacle();
    private readonly Once<RunningPortal> portal;
    private readonly Once<RunningPortal> tcpPortal;
    private readonly Once<Firefox> firefox;
    private readonly Once<Chromium> chromium;
    private VirtualNetwork? network;
    private TestAuthority? authority;

    public NamespaceRig()
    {
        portal = new(() => RunningPortal.StartAsync(Network, Authority));
        tcpPortal = new(() => RunningPortal.StartAsync(Network, Authority, 5444, "--Relay:Tcp:Port=0"));
        firefox = new(() => Firefox.StartAsync(Network, Authority));
        chromium = new(() => Chromium.StartAsync(new ChromiumOptions { Network = Network, Authority = Authority }));
    }

    internal VirtualNetwork Network => network!;

    internal TestAuthority Authority => authority!;

    internal Task<RunningPortal> PortalAsync() => portal.GetAsync();

    /// <summary>Another one, that takes media over TCP as well.</summary>
    internal Task<RunningPortal> TcpPortalAsync() => tcpPortal.GetAsync();

    internal Task<Firefox> FirefoxAsync() => firefox.GetAsync();

    internal Task<Chromium> ChromiumAsync() => chromium.GetAsync();

    /// <summary>Skips the test, with the reason, where the machine allows no namespaces.</summary>
    public void Need() => Assert.SkipWhen(obstacle is not null, obstacle ?? "");

    public ValueTask InitializeAsync()
    {
        if (obstacle is null)
        {
            network = VirtualNetwork.Create();
            authority = new TestAuthority(VirtualNetwork.ServerAddress, VirtualNetwork.WebName, VirtualNetwork.TurnName);
        }

        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await firefox.DisposeAsync();
        await chromium.DisposeAsync();
        try
        {
            if (portal.Made is { } running) await running.StopAsync();
            if (tcpPortal.Made is { } other) await other.StopAsync();
        }
        finally
        {
            await tcpPortal.DisposeAsync();
            await portal.DisposeAsync();
            network?.Dispose();
            authority?.Dispose();
        }
    }
}

[CollectionDefinition(Name)]
public sealed class NamespaceTests : ICollectionFixture<NamespaceRig>
{
    public const string Name = "in a network namespace";
}
