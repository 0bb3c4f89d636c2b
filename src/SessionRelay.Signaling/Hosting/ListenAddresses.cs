namespace SessionRelay.Signaling.Hosting;

/// <summary>The addresses of <c>--urls</c>: several are separated by a semicolon, as everywhere in ASP.NET Core.</summary>
public static class ListenAddresses
{
    /// <exception cref="SettingsException">One of them is no address to listen at.</exception>
    public static IReadOnlyList<string> Read(string? urls)
    {
        var list = (string.IsNullOrWhiteSpace(urls) ? NodeSettings.DefaultUrl : urls)
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var url in list)
        {
            if (!IsListen(url))
                throw new SettingsException($"--urls has \"{url}\", but addresses like http://127.0.0.1:5080 are needed, with a semicolon between them.");
        }

        return list;
    }

    public static bool IsHttps(string url) => url.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    public static bool IsLoopback(string url) => AsUri(url)?.IsLoopback == true;

    /// <summary>The port that is asked for; 0 means any.</summary>
    public static int PortOf(string url) => AsUri(url)?.Port ?? 0;

    /// <summary>What a link begins with when nobody said: an address that means "every interface" becomes this machine's name for itself.</summary>
    public static string AsLink(string url)
    {
        var uri = AsUri(url)!;
        var host = uri.Host is "0.0.0.0" or "[::]" or "any-interface.invalid" ? "localhost" : uri.Host;
        return uri.IsDefaultPort ? $"{uri.Scheme}://{host}" : $"{uri.Scheme}://{host}:{uri.Port}";
    }

    private static bool IsListen(string url) =>
        AsUri(url) is { } uri && uri.Scheme is "http" or "https" && uri.AbsolutePath == "/" && uri.Query.Length == 0 && uri.UserInfo.Length == 0;

    // Kestrel takes http://*:5080 and http://+:5080, which are no URIs.
    private static Uri? AsUri(string url) =>
        Uri.TryCreate(url.Replace("://*", "://any-interface.invalid").Replace("://+", "://any-interface.invalid"), UriKind.Absolute, out var uri) ? uri : null;
}
