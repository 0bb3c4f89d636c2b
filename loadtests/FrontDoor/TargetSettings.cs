using System.Net.Security;

namespace SessionRelay.LoadTests.FrontDoor;

/// <summary>Where the node is and how it is asked.</summary>
/// <param name="MetricsUrl">The whole address of <c>/metrics</c>: a node with <c>Node:ManagementUrl</c> answers it there alone.</param>
/// <param name="TrustAnyCertificate">For a node with a certificate of its own making.</param>
/// <param name="HubBy">Makes the hub's connections, for a node that is reached in a way of its own; null: as usual.</param>
internal sealed record TargetSettings(Uri Url, string ApiKey, Uri MetricsUrl, bool TrustAnyCertificate, HttpMessageInvoker? HubBy = null)
{
    public HttpMessageHandler CreateHandler()
    {
        var handler = new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            MaxConnectionsPerServer = 32, // a storm is made by people, not by the booking system's connections
            ConnectTimeout = TimeSpan.FromSeconds(5),
        };
        if (TrustAnyCertificate)
            handler.SslOptions.RemoteCertificateValidationCallback = AcceptAny;
        return handler;
    }

    /// <summary>Only for <c>--insecure</c>.</summary>
#pragma warning disable CA5359 // an operator asks for it, for a node whose certificate nobody has signed
    public static RemoteCertificateValidationCallback AcceptAny { get; } = static (_, _, _, _) => true;
#pragma warning restore CA5359
}
