namespace SessionRelay.Portal.Web;

/// <summary>
/// The addresses that the node answers beside the portal: API, hub, metrics, health. They judge by keys and tickets of their own. What pages need around them (a unit of work on the database,
/// the cookie, who reads) is left out: a hub connection would hold it for the whole session, and hundreds come at once at the full hour.
/// </summary>
internal static class NodePaths
{
    private static readonly string[] Starts = ["/api", "/relay", "/metrics", "/healthz", "/readyz"];

    public static bool IsOn(HttpContext context)
    {
        var path = context.Request.Path;
        foreach (var start in Starts)
        {
            if (path.StartsWithSegments(start, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }
}
