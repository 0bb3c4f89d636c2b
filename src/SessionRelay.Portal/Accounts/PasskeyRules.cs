using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Portal.Accounts;

/// <summary>For which site a passkey is good, and from which page it is taken.</summary>
internal static class PasskeyRules
{
    public static void Apply(IdentityPasskeyOptions options, IOptions<NodeOptions> node)
    {
        // Without a name of its own a node has that of the request: a person at the machine itself, at localhost.
        if (Uri.TryCreate(node.Value.PublicUrl, UriKind.Absolute, out var site) && site.HostNameType == UriHostNameType.Dns) options.ServerDomain = site.Host;
        options.UserVerificationRequirement = "required"; // the finger, face or PIN is the second factor
        options.ResidentKeyRequirement = "required"; // so that nobody need type an address
        options.ValidateOrigin = context => ValueTask.FromResult(!context.CrossOrigin && IsThisSite(context));
    }

    /// <summary>The page that asked is one of this host; plain HTTP is good at the machine itself alone, as browsers hold it too.</summary>
    private static bool IsThisSite(PasskeyOriginValidationContext context)
    {
        var request = context.HttpContext.Request;
        return Uri.TryCreate(context.Origin, UriKind.Absolute, out var origin)
            && string.Equals(origin.Authority, Authority(request), StringComparison.OrdinalIgnoreCase)
            && (origin.Scheme == Uri.UriSchemeHttps || origin.Host == "localhost");
    }

    private static string Authority(HttpRequest request) => new Uri($"{request.Scheme}://{request.Host}").Authority;
}
