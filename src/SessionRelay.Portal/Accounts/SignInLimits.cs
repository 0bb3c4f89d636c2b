using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace SessionRelay.Portal.Accounts;

/// <summary>How often an address may try to sign in. What one account may take is Identity's lock-out, and <see cref="LinkRequests"/> for links.</summary>
internal static class SignInLimits
{
    /// <summary>For <c>[EnableRateLimiting]</c>: only posts count.</summary>
    public const string Policy = "sign-in";

    /// <summary>A minute. A practice's people may share one address.</summary>
    private const int MostTries = 60;

    public static void AddSignInLimits(this IServiceCollection services) => services.AddRateLimiter(options =>
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.AddPolicy(Policy, context => HttpMethods.IsPost(context.Request.Method)
            ? RateLimitPartition.GetFixedWindowLimiter(Network(context.Connection.RemoteIpAddress), _ => new FixedWindowRateLimiterOptions { PermitLimit = MostTries, Window = TimeSpan.FromMinutes(1) })
            : RateLimitPartition.GetNoLimiter(""));
    });

    /// <summary>One household has a whole IPv6 network of 64 bits: its addresses are free to make up.</summary>
    internal static string Network(IPAddress? address)
    {
        if (address is null) return "";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)) : address.ToString();
    }
}
