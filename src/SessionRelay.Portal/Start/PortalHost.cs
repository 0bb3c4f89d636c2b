using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Hosting;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Demo;
using SessionRelay.Portal.Pages;
using SessionRelay.Portal.Practice;
using SessionRelay.Portal.Web;
using SessionRelay.Signaling;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Portal.Start;

/// <summary>Runs the node with the portal's pages until it is asked to stop.</summary>
internal static class PortalHost
{
    /// <returns>The process's exit code; a failure has been told on standard error in one line.</returns>
    public static async Task<int> RunAsync(Func<StartArguments> read)
    {
        try
        {
            RelayMachine.Require();
            var arguments = read();
            using var demo = arguments.IsDemo ? new DemoFolder() : null;
            await using var app = Build(arguments, demo);
            await RunAsync(app, demo);
            return (int)ExitCode.Done;
        }
        catch (Exception failure)
        {
            return Fail(failure);
        }
    }

    private static async Task RunAsync(WebApplication app, DemoFolder? demo)
    {
        try
        {
            await app.StartAsync();
            app.Services.GetRequiredService<Relay>().PutMediaFirst();
            if (app.Services.GetRequiredService<NodePhase>().HasPortal) await InviteAsync(app, demo);
            if (demo is not null) await DemoSession.OpenAsync(app.Services, demo.ApiKey, Console.Out);
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return; // asked to stop while it started
        }

        await app.WaitForShutdownAsync();
    }

    private static async Task InviteAsync(WebApplication app, DemoFolder? demo)
    {
        var links = app.Services.GetRequiredService<PageLinks>();
        var cancel = app.Lifetime.ApplicationStopping;
        if (demo is not null)
        {
            await DemoPractice.FillAsync(app.Services, cancel);
            await app.Services.GetRequiredService<IPracticeFacts>().RefreshAsync(cancel);
            // The demo's intake clinician has clients of their own as well, and would land on Today: who presses this link wants to see intake.
            string Link(PortalRole role, string token) => links.Absolute<EnterModel>(new { token, then = role == PortalRole.Intake ? links.To<Pages.Intake.IndexModel>() : null });
            DemoText.WritePeople(Console.Out, await DemoPeople.InviteAsync(app.Services, Link, cancel));
        }
        else if (await FirstOwner.InviteAsync(app.Services, cancel) is { } token)
        {
            Console.Out.WriteLine($"Nobody owns this practice yet. Set it up with this link, which works once, within 7 days:\nowner-setup: {links.Absolute<EnterModel>(new { token })}");
        }
    }

    public static int Fail(Exception failure)
    {
        var (code, _) = StartFailure.From(failure);
        Console.Error.WriteLine("SessionRelay can't start. " + StartFailure.From(failure).OneLine);
        return (int)code;
    }

    /// <param name="change">For tests: services that are other than usual, such as the clock.</param>
    public static WebApplication Build(StartArguments arguments, DemoFolder? demo, Action<WebApplicationBuilder>? change = null)
    {
        var builder = Builder();
        demo?.AddSettings(builder.Configuration, arguments.Settings);
        builder.Configuration.AddInMemoryCollection(arguments.Settings);
        if (arguments.IsDemo) DemoFolder.RefuseProduction(builder.Configuration);
        var node = builder.AddRelayNode(arguments.IsDemo);
        if (node.HasPortal)
        {
            PortalDatabase.WarmUp(!string.IsNullOrEmpty(builder.Configuration["Data:Postgres"]));
            builder.Services.AddPortalData();
            builder.AddPortalPages(arguments.IsDemo);
        }

        change?.Invoke(builder);

        var app = builder.Build();
        app.UseRelayNode();
        if (node.HasPortal) app.UsePortalPages();
        return app;
    }

    /// <summary>The settings of a start, without one.</summary>
    public static IConfiguration Configure(Dictionary<string, string?> arguments)
    {
        var configuration = Builder().Configuration;
        configuration.AddInMemoryCollection(arguments);
        return configuration;
    }

    private static WebApplicationBuilder Builder()
    {
        try
        {
            return WebApplication.CreateBuilder(new WebApplicationOptions
            {
                ApplicationName = typeof(PortalHost).Assembly.GetName().Name, // whose pages they are, whoever started it
                ContentRootPath = Directory.GetCurrentDirectory(),
                // Settings don't change while the node runs. Else the folder is watched with all below it: a data folder there would tell of each write of its databases.
                Args = ["--hostBuilder:reloadConfigOnChange=false"],
            });
        }
        catch (InvalidDataException unreadable)
        {
            throw new SettingsException($"appsettings.json can't be read: {(unreadable.InnerException ?? unreadable).Message}", unreadable);
        }
    }
}
