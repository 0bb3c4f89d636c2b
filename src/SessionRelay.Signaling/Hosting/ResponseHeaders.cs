using Microsoft.AspNetCore.Builder;

namespace SessionRelay.Signaling.Hosting;

/// <summary>Headers that tell a browser what pages of this node may do: only what the room page needs.</summary>
internal static class ResponseHeaders
{
    public static HeaderPolicyCollection Policy(string publicUrl) => new HeaderPolicyCollection()
        .AddContentTypeOptionsNoSniff()
        .AddReferrerPolicyNoReferrer()
        .AddCrossOriginOpenerPolicy(policy => policy.SameOrigin())
        .AddCrossOriginResourcePolicy(policy => policy.SameOrigin())
        .AddStrictTransportSecurityMaxAge() // sent over HTTPS alone
        .RemoveServerHeader()
        .AddContentSecurityPolicy(policy =>
        {
            policy.AddDefaultSrc().Self();
            policy.AddScriptSrc().Self();
            policy.AddStyleSrc().Self();
            policy.AddWorkerSrc().Self();
            policy.AddImgSrc().Self().Data();
            policy.AddMediaSrc().Self().Blob();
            // Safari before 15.4 does not take 'self' for WebSockets.
            var connect = policy.AddConnectSrc().Self();
            if (publicUrl.Length > 0) connect.From("ws" + publicUrl["http".Length..]);
            policy.AddObjectSrc().None();
            policy.AddBaseUri().None();
            policy.AddFormAction().Self();
            policy.AddFrameAncestors().None();
        })
        .AddPermissionsPolicy(policy =>
        {
            policy.AddCamera().Self();
            policy.AddMicrophone().Self();
            policy.AddCustomFeature("display-capture").Self();
            policy.AddCustomFeature("speaker-selection").Self();
            policy.AddCustomFeature("screen-wake-lock").Self();
            policy.AddFullscreen().Self();
            policy.AddGeolocation().None();
            policy.AddPayment().None();
            policy.AddUsb().None();
        });
}
