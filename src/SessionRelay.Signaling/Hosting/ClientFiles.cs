using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace SessionRelay.Signaling.Hosting;

/// <summary>
/// The browser client, as the build put it into this assembly: <c>/room</c> and the files below <c>/relay/</c>. All of it is in memory (some
/// hundred kilobytes), compressed once, and answered with an ETag that changes with the file.
/// </summary>
internal sealed class ClientFiles
{
    private const string ResourcePrefix = "client/";
    private const string RoomPage = "room.html";

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".map"] = "application/json",
        [".json"] = "application/json",
        [".ts"] = "text/plain; charset=utf-8", // the library's types
        [".txt"] = "text/plain; charset=utf-8", // licences of what is bundled
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
        [".ico"] = "image/x-icon",
        [".woff2"] = "font/woff2",
        [".mp3"] = "audio/mpeg",
        [".wav"] = "audio/wav",
    }.ToFrozenDictionary();

    private readonly FrozenDictionary<string, ClientFile> files;

    public ClientFiles()
    {
        var assembly = typeof(ClientFiles).Assembly;
        files = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(ResourcePrefix) && Types.ContainsKey(Path.GetExtension(name)))
            .ToFrozenDictionary(name => name[ResourcePrefix.Length..], name => Read(assembly.GetManifestResourceStream(name)!, name));
    }

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/room", ["GET", "HEAD"], context => Answer(context, RoomPage));
        endpoints.MapMethods("/relay/{**file}", ["GET", "HEAD"], context => Answer(context, (string?)context.GetRouteValue("file") ?? ""));
    }

    private Task Answer(HttpContext context, string name)
    {
        var response = context.Response;
        if (!files.TryGetValue(name, out var file))
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            response.ContentType = "text/plain; charset=utf-8";
            return response.WriteAsync(name == RoomPage
                ? "The room page is not part of this build, as it was made with SkipClient=true. Build again without it."
                : "There is no such file.");
        }

        response.Headers.CacheControl = "no-cache"; // kept, but asked about each time: page and script belong together
        response.Headers.ETag = file.ETag;
        response.Headers.Vary = "Accept-Encoding";
        if (context.Request.Headers.IfNoneMatch.ToString() == file.ETag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = file.Type;
        var isSmall = file.Brotli.Length < file.Bytes.Length
            && context.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal);
        if (isSmall) response.Headers.ContentEncoding = "br";
        var body = isSmall ? file.Brotli : file.Bytes;
        response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(body).AsTask();
    }

    private static ClientFile Read(Stream source, string name)
    {
        using var plain = new MemoryStream();
        using (source) source.CopyTo(plain);
        using var small = new MemoryStream();
        using (var brotli = new BrotliStream(small, CompressionLevel.Optimal, leaveOpen: true))
            brotli.Write(plain.GetBuffer().AsSpan(0, (int)plain.Length));
        var bytes = plain.ToArray();
        var tag = new EntityTagHeaderValue('"' + Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 12)) + '"').ToString();
        return new ClientFile(bytes, small.ToArray(), tag, Types[Path.GetExtension(name)]);
    }

    private sealed record ClientFile(byte[] Bytes, byte[] Brotli, string ETag, string Type);
}
