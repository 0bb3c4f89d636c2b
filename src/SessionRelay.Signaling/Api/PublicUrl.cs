using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Signaling.Api;

/// <summary>The address in links: <c>Node:PublicUrl</c>, else the first that the server listens on. Any thread.</summary>
internal sealed class PublicUrl(IOptions<NodeOptions> options, IServer server)
{
    /// <summary>Without a trailing slash.</summary>
    public string Value
    {
        get
        {
            if (options.Value.PublicUrl.Length > 0) return options.Value.PublicUrl.TrimEnd('/');
            foreach (var address in server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []) return address.TrimEnd('/');
            return "http://127.0.0.1:5080";
        }
    }
}
