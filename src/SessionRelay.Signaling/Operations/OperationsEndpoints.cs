using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Prometheus;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Signaling.Operations;

/// <summary>What an operator asks a node: <c>/healthz</c> (does it live), <c>/readyz</c> (may it get sessions), <c>/metrics</c>.</summary>
internal static class OperationsEndpoints
{
    public static void AddOperations(this IServiceCollection services)
    {
        services.AddSingleton<NodeMetrics>();
        services.AddSingleton<Drain>();
        services.AddHealthChecks()
            .AddCheck<PhaseCheck>(NodePhase.CheckName)
            .AddCheck<RelayCheck>("relay")
            .AddCheck<StoreCheck>("store");
    }

    public static void MapOperations(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealthChecks("/healthz", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync });
        endpoints.MapHealthChecks("/readyz", new HealthCheckOptions { ResponseWriter = WriteAsync });
        endpoints.MapMetrics("/metrics", endpoints.ServiceProvider.GetRequiredService<NodeMetrics>().Registry);
    }

    /// <summary>With <c>Node:ManagementUrl</c>, metrics are answered there alone, and nothing but metrics and health is answered there.</summary>
    public static void UseManagementAddress(this IApplicationBuilder app, string managementUrl)
    {
        if (managementUrl.Length == 0) return;
        var port = new Uri(managementUrl).Port;
        app.Use((context, next) =>
        {
            // The port that the connection came in on: a Host header can say anything.
            var isManagement = context.Connection.LocalPort == port;
            var path = context.Request.Path;
            var isAllowed = path.StartsWithSegments("/metrics") ? isManagement
                : !isManagement || path.StartsWithSegments("/healthz") || path.StartsWithSegments("/readyz");
            if (isAllowed) return next(context);
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
    }

    /// <summary>One word a line: what is not well, or that all is.</summary>
    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        var reasons = report.Entries.Where(entry => entry.Value.Status != HealthStatus.Healthy)
            .Select(entry => $"{entry.Key}: {entry.Value.Description ?? "failed"}\n");
        return context.Response.WriteAsync(report.Status == HealthStatus.Healthy ? "ok\n" : string.Concat(reasons));
    }
}
