using SessionRelay.Portal.Tests.Data;
using SessionRelay.Portal.Tests.Pages;

[assembly: AssemblyFixture(typeof(PostgresPortal))]

namespace SessionRelay.Portal.Tests.Pages;

/// <summary>The application on PostgreSQL, shared by the page tests that run there too. Server and application start when the first of them asks.</summary>
public sealed class PostgresPortal : IAsyncDisposable
{
    private readonly Lazy<Task<PostgresServer>> server = new(async () =>
    {
        var started = new PostgresServer();
        await started.InitializeAsync();
        return started;
    });

    public PostgresPortal() => App = PortalApp.OnPostgres(async () => await (await server.Value).NewDatabaseAsync());

    internal PortalApp App { get; }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        if (server.IsValueCreated) await (await server.Value).DisposeAsync();
    }
}
