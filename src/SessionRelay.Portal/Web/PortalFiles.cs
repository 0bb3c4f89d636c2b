using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;

namespace SessionRelay.Portal.Web;

/// <summary>
/// Style and script of the pages, as the build put them into this assembly. Their address has a hash of their content, so a browser keeps
/// them for good and never shows a page with the style of another version.
/// </summary>
internal sealed class PortalFiles
{
    private const string ResourcePrefix = "client/";
    private const string Folder = "/portal/";

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
    }.ToFrozenDictionary();

    private readonly FrozenDictionary<string, PortalFile> byName;
    private readonly FrozenDictionary<string, PortalFile> byAddress;

    public PortalFiles()
    {
        var assembly = typeof(PortalFiles).Assembly;
        byName = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(ResourcePrefix) && Types.ContainsKey(Path.GetExtension(name)))
            .ToFrozenDictionary(name => name[ResourcePrefix.Length..], name => Read(assembly.GetManifestResourceStream(name)!, name[ResourcePrefix.Length..]));
        byAddress = byName.Values.ToFrozenDictionary(file => file.Address);
    }

    /// <summary>The address of a file: <c>portal.css</c>, <c>portal.js</c>.</summary>
    /// <returns>Without its file (a build with SkipClient=true): an address that answers 404, and pages work without it.</returns>
    public string Url(string name) => byName.TryGetValue(name, out var file) ? file.Address : Folder + name;

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapMethods(Folder + "{file}", ["GET", "HEAD"], Answer);

    private Task Answer(HttpContext context)
    {
        var response = context.Response;
        if (!byAddress.TryGetValue(context.Request.Path.Value ?? "", out var file))
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        response.Headers.CacheControl = "public, max-age=31536000, immutable";
        response.Headers.Vary = "Accept-Encoding";
        response.ContentType = file.Type;
        var isSmall = context.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal);
        if (isSmall) response.Headers.ContentEncoding = "br";
        var body = isSmall ? file.Brotli : file.Bytes;
        response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(body).AsTask();
    }

    private static PortalFile Read(Stream source, string name)
    {
        using var plain = new MemoryStream();
        using (source) source.CopyTo(plain);
        using var small = new MemoryStream();
        using (var brotli = new BrotliStream(small, CompressionLevel.Optimal, leaveOpen: true))
            brotli.Write(plain.GetBuffer().AsSpan(0, (int)plain.Length));
        var bytes = plain.ToArray();
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8));
        var extension = Path.GetExtension(name);
        return new PortalFile($"{Folder}{Path.GetFileNameWithoutExtension(name)}-{hash}{extension}", bytes, small.ToArray(), Types[extension]);
    }

    private sealed record PortalFile(string Address, byte[] Bytes, byte[] Brotli, string Type);
}
