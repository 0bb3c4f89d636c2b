using Microsoft.AspNetCore.Diagnostics;

namespace SessionRelay.Portal.Web;

/// <summary>A refusal or failure becomes a page in plain words, for people; programs (API, hub, files) get what they always got.</summary>
internal static class StatusPages
{
    private const string Page = "/status/code/{0}";
    private static readonly string[] ForPrograms = ["/api", "/relay", "/portal", "/metrics", "/healthz", "/readyz"];

    public static void UseStatusPages(this WebApplication app) => app.UseWhen(IsForPeople, people =>
    {
        people.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandlingPath = "/status/code/500", AllowStatusCode404Response = true });
        people.UseStatusCodePagesWithReExecute(Page);
    });

    private static bool IsForPeople(HttpContext context) =>
        !ForPrograms.Any(start => context.Request.Path.StartsWithSegments(start, StringComparison.OrdinalIgnoreCase));
}
