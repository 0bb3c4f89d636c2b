using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace SessionRelay.Signaling.Hosting;

/// <summary>
/// The log: compact JSON on standard output, readable text on a terminal. A request is logged by its route and the session's id, never by
/// its address, so that nothing a person typed or was sent stands in a log.
/// </summary>
internal static class NodeLog
{
    /// <summary>Replaced by one line on standard error for the operator: <see cref="Microsoft.Extensions.Hosting"/> and Kestrel log a stack for each.</summary>
    private static readonly string[] StartFailureSources =
    [
        "Microsoft.Extensions.Hosting.Internal.Host", "Microsoft.AspNetCore.Server.Kestrel", "Orleans", "Microsoft.Orleans",
    ];

    /// <summary>Writes an error for each check that is not well, at each probe.</summary>
    private static readonly string[] HealthSources = ["Microsoft.Extensions.Diagnostics.HealthChecks"];

    private static readonly (string Source, LogEventLevel Level)[] Levels =
    [
        ("Microsoft", LogEventLevel.Warning),
        ("Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher", LogEventLevel.Fatal), // an error with its stack for each refusal, as often as a stranger likes; Hub/ logs them itself
        ("Orleans", LogEventLevel.Warning),
        ("Orleans.Runtime.Silo", LogEventLevel.Error), // advises another garbage collector (docs/decisions/0003)
        ("Orleans.Runtime.SiloLifecycleSubject", LogEventLevel.Error), // tells of each stop that it was one
        ("Orleans.Runtime.Watchdog", LogEventLevel.Error), // takes a start for a stall
        ("Polly", LogEventLevel.Error), // a line for each call of a grain
    ];

    public static void AddNodeLog(this IHostApplicationBuilder builder, NodePhase phase)
    {
        builder.Services.AddSerilog(
            (_, log) =>
            {
                log.MinimumLevel.Information();
                foreach (var (source, level) in Levels) log.MinimumLevel.Override(source, level);
                log
                    .ReadFrom.Configuration(builder.Configuration) // a Serilog section may raise or lower levels
                    .Enrich.FromLogContext()
                    .Enrich.With<NoRequestPath>()
                    .Filter.ByExcluding(entry => !phase.Started && entry.Exception is not null && IsFrom(entry, StartFailureSources))
                    .Filter.ByExcluding(entry => IsLeaving(phase) && IsFrom(entry, HealthSources) && IsOfPhase(entry)); // the relay's and the store's troubles are errors all the same
                if (Console.IsOutputRedirected)
                    log.WriteTo.Console(new CompactJsonFormatter());
                else
                    log.WriteTo.Console(outputTemplate: "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}{NewLine}{Exception}");
            },
            preserveStaticLogger: true);
    }

    public static void UseRequestLog(this IApplicationBuilder app, NodePhase phase) => app.UseSerilogRequestLogging(options =>
    {
        options.Logger = app.ApplicationServices.GetRequiredService<Serilog.ILogger>();
        options.MessageTemplate = "{RequestMethod} {Route} answered {StatusCode} in {Elapsed:0} ms";
        options.GetMessageTemplateProperties = (context, _, elapsed, status) =>
        [
            new LogEventProperty("RequestMethod", new ScalarValue(MethodOf(context))),
            new LogEventProperty("Route", new ScalarValue(RouteOf(context))),
            new LogEventProperty("StatusCode", new ScalarValue(status)),
            new LogEventProperty("Elapsed", new ScalarValue(elapsed)),
        ];
        options.GetLevel = (context, _, failure) =>
            failure is not null ? LogEventLevel.Error
            // That it drains is what a probe is to be told; the log has said so once.
            : RouteOf(context) is "/readyz" && context.Response.StatusCode == StatusCodes.Status503ServiceUnavailable && IsLeaving(phase) ? LogEventLevel.Debug
            : context.Response.StatusCode >= 500 ? LogEventLevel.Error
            : RouteOf(context) is "/healthz" or "/readyz" or "/metrics" ? LogEventLevel.Debug
            : LogEventLevel.Information;
    });

    // A method is whatever the client sent; only those that exist are written.
    private static string MethodOf(HttpContext context) =>
        context.Request.Method is "GET" or "HEAD" or "POST" or "PUT" or "PATCH" or "DELETE" or "OPTIONS" or "CONNECT" ? context.Request.Method : "other";

    private static string RouteOf(HttpContext context) =>
        (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText is { } pattern ? "/" + pattern.TrimStart('/') : "(no such page)";

    private static bool IsLeaving(NodePhase phase) => phase.Draining || phase.Stopping;

    private static bool IsOfPhase(LogEvent entry) =>
        entry.Properties.TryGetValue("HealthCheckName", out var name) && name is ScalarValue { Value: NodePhase.CheckName };

    private static bool IsFrom(LogEvent entry, string[] sources) =>
        entry.Properties.TryGetValue(Constants.SourceContextPropertyName, out var source)
        && source is ScalarValue { Value: string name }
        && sources.Any(name.StartsWith);

    /// <summary>ASP.NET Core's log scope carries the address of the request into every line; the address may hold anything.</summary>
    private sealed class NoRequestPath : ILogEventEnricher
    {
        public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory) => logEvent.RemovePropertyIfPresent("RequestPath");
    }
}
