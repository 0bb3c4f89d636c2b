using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SessionRelay.Signaling.Api;
using SessionRelay.Signaling.Hosting;
using SessionRelay.Signaling.Operations;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling;

/// <summary>
/// A node: relay, signaling and what an operator needs around them, in one web application. An executable calls
/// <see cref="AddRelayNode"/> on its builder and <see cref="UseRelayNode"/> on the application, and adds pages of its own.
/// </summary>
public static partial class RelayNode
{
    /// <summary>Sessions and sockets get this long to say goodbye; a stop takes 5 s at most.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(4);

    /// <summary>The configuration's sections that are this product's own: <c>Node</c>, <c>Tls</c>, <c>Relay</c> …</summary>
    public static IReadOnlyList<string> Sections => SettingsCatalog.Sections;

    /// <summary>Reads and checks the settings, and adds the services of a node.</summary>
    /// <param name="isDemo">Whether the data folder must be a demo's.</param>
    /// <exception cref="SettingsException">A setting can't be used.</exception>
    /// <exception cref="DataFolderException">The data folder can't be used.</exception>
    public static NodePhase AddRelayNode(this WebApplicationBuilder builder, bool isDemo)
    {
        var settings = NodeSettings.Read((IConfigurationRoot)builder.Configuration);
        var folder = DataFolder.Open(settings.Data.Path, isDemo);
        settings.Data.Path = folder.Path;

        var phase = new NodePhase { IsDemo = isDemo, HasPortal = settings.HasPortal };
        var services = builder.Services;
        services.AddSingleton(phase);
        services.AddSingleton(settings);
        services.AddSingleton(_ => folder); // made by a factory, so that it is disposed with the rest
        services.AddFixedOptions(settings.Node);
        services.AddFixedOptions(settings.Relay);
        services.AddFixedOptions(settings.Data);
        services.AddFixedOptions(settings.Tls);
        services.AddFixedOptions(settings.Webhooks);
        services.AddFixedOptions(settings.Phone);
        services.TryAddSingleton(TimeProvider.System);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        services.Configure<ForwardedHeadersOptions>(forwarded => Believe(forwarded, settings.Node.KnownProxies));
        builder.AddNodeLog(phase);

        PhoneStart.Add(services, settings.Phone); // before the relay: what is made first is disposed last, and the relay hangs up through it
        services.AddSingleton(provider => RelayStart.Start(
            settings.Relay, provider.GetRequiredService<NodeKeys>().ReachKey, provider.GetRequiredService<ILoggerFactory>(), provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService<RelayStart>(); // before all that is for people, so it starts before
        builder.UseSessionSilo();
        builder.AddSessions();
        services.AddSingleton<ClientFiles>();
        services.AddOperations();
        services.Replace(ServiceDescriptor.Singleton<IHostLifetime, NodeLifetime>()); // the host's own ends on SIGTERM at once
        Listen(builder, settings);
        return phase;
    }

    /// <summary>What the node of this data folder answers a trial of its relay's ports to; empty when there is no key yet, or this user can't read it.</summary>
    public static byte[] ReadReachKey(string dataPath) => NodeKeys.TryRead(dataPath)?.ReachKey ?? [];

    /// <summary>Puts the node's middleware and endpoints into the application. Endpoints of the executable's own go after it.</summary>
    public static void UseRelayNode(this WebApplication app)
    {
        var settings = app.Services.GetRequiredService<NodeSettings>();
        var phase = app.Services.GetRequiredService<NodePhase>();
        _ = app.Services.GetRequiredService<DataFolder>(); // held from here to the end
        app.Lifetime.ApplicationStarted.Register(() => Started(app, settings, phase));
        app.Lifetime.ApplicationStopping.Register(phase.SetStopping);

        app.UseForwardedHeaders();
        app.UseRequestLog(phase);
        app.UseSecurityHeaders(ResponseHeaders.Policy(settings.Node.PublicUrl));
        app.UseManagementAddress(settings.Node.ManagementUrl);
        app.Use(RefuseHubWhileStopping(app.Lifetime));
        app.UseWebSockets();
        app.UseRouting();
        app.MapOperations();
        app.MapSessions();
        app.Services.GetRequiredService<ClientFiles>().Map(app);
        app.MapGet("/relay/info.json", () => Results.Json(new { demo = phase.IsDemo }));
        if (!phase.HasPortal) app.MapFallback(NoSuchPage); // the portal has pages of its own for that
    }

    private static IResult NoSuchPage() => Results.Text(
        "There is no such page. A session opens by its whole link, exactly as it was sent to you: it begins with this address, then /room#ticket=",
        "text/plain; charset=utf-8", statusCode: StatusCodes.Status404NotFound);

    private static void Listen(WebApplicationBuilder builder, NodeSettings settings)
    {
        string[] all = settings.Node.ManagementUrl.Length == 0 ? [.. settings.Urls] : [.. settings.Urls, settings.Node.ManagementUrl];
        builder.WebHost.UseUrls(all);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        if (settings.Tls.CertificatePath.Length == 0) return;

        // Read here, so that files that are no pair are a bad setting and not a failure of the web server.
        _ = Certificate.Read(settings.Tls);
        builder.Services.AddSingleton(provider => ActivatorUtilities.CreateInstance<CertificateWatch>(provider, settings.Tls));
        builder.Services.AddHostedService(provider => provider.GetRequiredService<CertificateWatch>());
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(
            https => kestrel.ApplicationServices.GetRequiredService<CertificateWatch>().Configure(https)));
    }

    /// <summary>
    /// Clients whose hub connection was closed by the stop return at once, while the web server still listens: they would hold up the stop until its time-out.
    /// </summary>
    private static Func<HttpContext, RequestDelegate, Task> RefuseHubWhileStopping(IHostApplicationLifetime lifetime) => (context, next) =>
    {
        if (!lifetime.ApplicationStopping.IsCancellationRequested || !context.Request.Path.StartsWithSegments("/relay/hub")) return next(context);
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Task.CompletedTask;
    };

    /// <summary>Loopback is believed by default: a proxy on the same machine. Everybody else's word for who they are is ignored.</summary>
    private static void Believe(ForwardedHeadersOptions forwarded, IList<string> proxies)
    {
        forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        foreach (var proxy in proxies)
        {
            if (System.Net.IPAddress.TryParse(proxy, out var address)) forwarded.KnownProxies.Add(address);
            else forwarded.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
        }
    }

    private static void Started(WebApplication app, NodeSettings settings, NodePhase phase)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        if (settings.Node.PublicUrl.Length == 0 && addresses.FirstOrDefault() is { } first)
            settings.Node.PublicUrl = ListenAddresses.AsLink(first);
        phase.SetStarted();

        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("SessionRelay.Node");
        foreach (var address in addresses) ListensAt(log, address, phase.IsDemo);
        if (settings.Urls.Any(url => !ListenAddresses.IsHttps(url) && !ListenAddresses.IsLoopback(url)))
            PlainHttp(log);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The node listens at {Address} (demo: {IsDemo})")]
    private static partial void ListensAt(ILogger log, string address, bool isDemo);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Plain HTTP is open beyond this machine: browsers give camera and microphone to pages over HTTPS only, so put a proxy in front or set Tls:CertificatePath")]
    private static partial void PlainHttp(ILogger log);
}
