using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using SessionRelay.Portal.Accounts;

namespace SessionRelay.Portal.Journeys.FirstContact;

/// <summary>How many requests an address may send: a household sends one, a machine thousands.</summary>
internal static class ContactLimits
{
    public const string Policy = "first-contact";

    /// <summary>A minute. A school or a clinic may share one address.</summary>
    private const int Most = 60;

    public static void Add(RateLimiterOptions options) => options.AddPolicy(Policy, context => HttpMethods.IsPost(context.Request.Method)
        ? RateLimitPartition.GetFixedWindowLimiter(SignInLimits.Network(context.Connection.RemoteIpAddress), _ => new FixedWindowRateLimiterOptions { PermitLimit = Most, Window = TimeSpan.FromMinutes(1) })
        : RateLimitPartition.GetNoLimiter(""));
}
