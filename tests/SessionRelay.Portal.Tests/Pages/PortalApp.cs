using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.DependencyInjection;
using SessionRelay.Portal.Accounts;
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
    private readonly Dictionary<string, string?> more = [];
    private Action<IServiceCollection> change = _ => { };
    private Func<Task<string>>? postgres;
    private readonly SemaphoreSlim starting = new(1);
    private WebApplication? app;

    /// <summary>An application of one test's own, with settings besides the usual ones.</summary>
    internal static PortalApp With(params (string Key, string Value)[] settings)
    {
        var app = new PortalApp();
        foreach (var (key, value) in settings) app.more[key] = value;
        return app;
    }

    /// <summary>An application of one test's own, with services that are other than usual.</summary>
    internal static PortalApp With(Action<IServiceCollection> change, params (string Key, string Value)[] settings)
    {
        var app = With(settings);
        app.change = change;
        return app;
    }

    /// <summary>An application on PostgreSQL.</summary>
    /// <param name="database">Makes an empty database, when the application starts, and gives its connection string.</param>
    internal static PortalApp OnPostgres(Func<Task<string>> database) => new() { postgres = database };

    /// <summary>Another application, of one test's own, on the same kind of database.</summary>
    internal PortalApp Another(params (string Key, string Value)[] settings)
    {
        var another = With(settings);
        another.postgres = postgres;
        return another;
    }

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

    /// <summary>Does something with the application's own services, as a program of the practice would.</summary>
    internal async Task<T> WithAsync<T>(Func<IServiceProvider, Task<T>> deed)
    {
        await StartAsync();
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<UnitOfWork>().Person = ActingPerson.Program("test");
        return await deed(scope.ServiceProvider);
    }

    internal Task<PortalUser> AddUserAsync(string role) => WithAsync(async services =>
    {
        var users = services.GetRequiredService<UserManager<PortalUser>>();
        var user = new PortalUser { Roles = PortalRoles.Parse(role), EmailConfirmed = true };
        user.Email = $"{role}-{user.Id:N}@example.org";
        (await users.CreateAsync(user)).Succeeded.ShouldBeTrue();
        return user;
    });

    /// <summary>The database is gone from one moment to the next. For an application of one test's own.</summary>
    internal async Task BreakDatabaseAsync()
    {
        await using var scope = Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<PortalContext>().Database.EnsureDeletedAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
    }

    /// <summary>A piece of work on the application's own database.</summary>
    internal async Task<T> InDatabaseAsync<T>(Func<UnitOfWork, Task<T>> deed)
    {
        await StartAsync();
        await using var work = Services.GetRequiredService<PortalDatabase>().Begin(ActingPerson.Program("test"));
        return await deed(work);
    }

    internal string Link<TPage>(object? values = null)
        where TPage : PageModel => Links.To<TPage>(values);

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
        {
            await app.StopAsync(); // what works in the background lets go of the folder
            await app.DisposeAsync();
        }

        starting.Dispose();
        folder.Dispose();
    }

    /// <summary>Once; who comes first waits for it.</summary>
    internal async Task StartAsync()
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
            if (postgres is not null) settings["Data:Postgres"] = await postgres();
            foreach (var (key, value) in more) settings[key] = value;
            var built = PortalHost.Build(new StartArguments(false, settings), null, builder => change(builder.Services));
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
