using System.Reflection;

namespace SessionRelay.Portal.Pages;

/// <summary>The page at <c>/</c>: says what this is to somebody who came without a link.</summary>
internal static class FrontPage
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        MapFile(endpoints, "/", "front.html", "text/html; charset=utf-8");
        MapFile(endpoints, "/portal/front.css", "front.css", "text/css; charset=utf-8");
    }

    private static void MapFile(IEndpointRouteBuilder endpoints, string path, string file, string type)
    {
        using var source = Assembly.GetExecutingAssembly().GetManifestResourceStream("pages/" + file)!;
        using var copy = new MemoryStream();
        source.CopyTo(copy);
        var bytes = copy.ToArray();
        endpoints.MapGet(path, () => Results.Bytes(bytes, type));
    }
}
