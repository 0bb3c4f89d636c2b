using SessionRelay.Portal.Demo;
using SessionRelay.Portal.Pages;
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
            if (demo is not null) await DemoSession.OpenAsync(app.Services, demo.ApiKey, Console.Out);
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return; // asked to stop while it started
        }

        await app.WaitForShutdownAsync();
    }

    public static int Fail(Exception failure)
    {
        var (code, _) = StartFailure.From(failure);
        Console.Error.WriteLine("SessionRelay can't start. " + StartFailure.From(failure).OneLine);
        return (int)code;
    }

    private static WebApplication Build(StartArguments arguments, DemoFolder? demo)
    {
        var builder = Builder();
        demo?.AddSettings(builder.Configuration, arguments.Settings);
        builder.Configuration.AddInMemoryCollection(arguments.Settings);
        if (arguments.IsDemo) DemoFolder.RefuseProduction(builder.Configuration);
        builder.AddRelayNode(arguments.IsDemo);

        var app = builder.Build();
        app.UseRelayNode();
        FrontPage.Map(app);
        return app;
    }

    private static WebApplicationBuilder Builder()
    {
        try
        {
            return WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = Directory.GetCurrentDirectory() });
        }
        catch (InvalidDataException unreadable)
        {
            throw new SettingsException($"appsettings.json can't be read: {(unreadable.InnerException ?? unreadable).Message}", unreadable);
        }
    }
}
