using SessionRelay.Portal.Journeys.Reminders;

namespace SessionRelay.Portal.Pages.Therapist;

/// <summary>Answers calendar programs, who know the secret address and nothing else.</summary>
internal static class FeedEndpoint
{
    private const string Path = "/calendar/";

    public static string PathOf(string secret) => $"{Path}{secret}.ics";

    public static void Map(IEndpointRouteBuilder endpoints) => endpoints.MapMethods(Path + "{secret}.ics", ["GET", "HEAD"], async (string secret, CalendarFeeds feeds, HttpContext context) =>
    {
        context.Response.Headers.CacheControl = "no-store";
        return await feeds.ReadAsync(secret, context.RequestAborted) is { } calendar ? Results.Text(calendar, "text/calendar; charset=utf-8") : Results.NotFound();
    });
}
