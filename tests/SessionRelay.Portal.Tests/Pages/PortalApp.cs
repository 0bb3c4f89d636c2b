using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.DependencyInjection;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Hosting;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Start;
using SessionRelay.Portal.Tests.Pages;
using SessionRelay.Portal.Web;

[assembly: AssemblyFixture(typeof(PortalApp))]

namespace SessionRelay.Portal.Tests.Pages;

/// <summary>The whole application in this process, on a free port and a folder of its own: started when the first test asks for it, shared by all page tests.</summary>
public sealed class PortalApp : IAsyncDisposable
{
    private readonly TestFolder folder = new();
    private readonly SemaphoreSlim starting = new(1);
    private WebApplication? app;

    /// <summary>Settings besides the usual ones, for an application of one test's own.</summary>
    internal Dictionary<string, string?> More { get; } = [];

    internal IServiceProvider Services => app!.Services;

    internal PageLinks Links => Services.GetRequiredService<PageLinks>();

    internal Uri Address { get; private set; } = null!;

    /// <summary>Somebody who is not signed in, with cookies of their own.</summary>
    internal async Task<Person> VisitorAsync()
    {
        await StartAsync();
        return new Person(this);
    }

    /// <summary>Somebody new of this role, signed in; <see cref="PageCase.Visitor"/> is nobody.</summary>
    internal async Task<Person> SignedInAsync(string role)
    {
        var person = await VisitorAsync();
        if (role == PageCase.Visitor) return person;
        var user = await AddUserAsync(role);
        await person.SignInAsync(user);
        return person;
    }

    internal async Task<PortalUser> AddUserAsync(string role)
    {
        await StartAsync();
        await using var scope = Services.GetRequiredService<IServiceScopeFactory>().BeginAsProgram("test");
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        var user = new PortalUser { Roles = PortalRoles.Parse(role), EmailConfirmed = true };
        user.Email = $"{role}-{user.Id:N}@example.org";
        (await users.CreateAsync(user)).Succeeded.ShouldBeTrue();
        return user;
    }

    /// <summary>The database is gone from one moment to the next. For an application of one test's own.</summary>
    internal async Task BreakDatabaseAsync()
    {
        await using var scope = Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<PortalContext>().Database.EnsureDeletedAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
    }

    internal string Link<TPage>(object? values = null)
        where TPage : PageModel => Links.To<TPage>(values);

    public async ValueTask DisposeAsync()
    {
        if (app is not null) await app.DisposeAsync();
        starting.Dispose();
        folder.Dispose();
    }

    private async Task StartAsync()
    {
        await starting.WaitAsync();
        try
        {
            if (app is not null) return;
            var settings = new Dictionary<string, string?>
            {
                ["urls"] = "http://127.0.0.1:0",
                ["Relay:UdpPort"] = "0",
                ["Relay:PublicAddress"] = "127.0.0.1",
                ["Data:Path"] = folder.Path,
            };
            foreach (var (name, value) in More) settings[name] = value;
            var built = PortalHost.Build(new StartArguments(false, settings), null);
            TestSignIn.Map(built);
            await built.StartAsync();
            Address = new Uri(built.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
            app = built;
        }
        finally
        {
            starting.Release();
        }
    }
}
