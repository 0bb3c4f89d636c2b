using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Portal.Doctor;

/// <summary>The certificate of HTTPS: the node's own, else the one that a proxy shows at <c>Node:PublicUrl</c>.</summary>
internal static class CertificateCheck
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(21); // renewals come 30 days before the end: one that has not come by then has failed
    private const int HttpsPort = 443;

    public static async Task<Finding> LookAsync(Examined examined, CancellationToken cancel)
    {
        var (tls, url) = (examined.Settings.Tls, new Uri(examined.PublicUrl));
        var isHttps = url.Scheme == Uri.UriSchemeHttps;
        var now = examined.Time.GetUtcNow();
        if (tls.CertificatePath.Length > 0)
        {
            try
            {
                return Judge("the certificate of Tls:CertificatePath", Certificate.Read(tls).Context.TargetCertificate, isHttps && examined.Settings.Node.PublicUrl.Length > 0 ? url.IdnHost : null, now);
            }
            catch (SettingsException unusable)
            {
                return Finding.Failure(unusable.Message.TrimEnd('.'), "Name the two PEM files of one certificate.");
            }
        }

        if (!isHttps) return Finding.NotApplicable("no HTTPS is set: neither Tls:CertificatePath nor an https:// address in Node:PublicUrl");
        try
        {
            using var shown = await ShownAsync(url, cancel);
            return Judge($"the certificate that {url.IdnHost} shows", shown, url.IdnHost, now);
        }
        catch (Exception unreached) when (unreached is SocketException or IOException or System.Security.Authentication.AuthenticationException)
        {
            return Finding.Warning("Node:PublicUrl could not be reached from here, so its certificate was not seen", "Start the proxy in front. If it runs, open the address in a browser outside: a router may not send back what comes from inside.");
        }
    }

    /// <param name="what">How it is called.</param>
    /// <param name="host">The name that it has to fit; null when there is none.</param>
    public static Finding Judge(string what, X509Certificate2 certificate, string? host, DateTimeOffset now)
    {
        var ends = new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
        var day = ends.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        const string Renew = "Renew it (certbot renew, or what made it); the node takes renewed files by itself.";
        if (ends <= now) return Finding.Failure($"{what} ended on {day}", Renew);
        if (certificate.NotBefore.ToUniversalTime() > now.UtcDateTime) return Finding.Failure($"{what} does not hold yet", "Look at this machine's clock, and at the certificate's dates.");
        if (host is not null && !certificate.MatchesHostname(host)) return Finding.Failure($"{what} is not for {host}", "Get one for the name in Node:PublicUrl, or correct Node:PublicUrl.");
        return ends - now < Soon
            ? Finding.Warning($"{what} ends on {day}, in {(int)(ends - now).TotalDays} days", Renew)
            : Finding.Ok($"{what} {(host is null ? "" : $"is for {host} and ")}holds until {day}");
    }

    private static async Task<X509Certificate2> ShownAsync(Uri url, CancellationToken cancel)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(url.IdnHost, url.IsDefaultPort ? HttpsPort : url.Port, cancel);
#pragma warning disable CA5359, MA0039 // whatever is shown is judged afterwards, and nothing is sent
        await using var secured = new SslStream(socket.GetStream(), leaveInnerStreamOpen: false, (_, _, _, _) => true);
#pragma warning restore CA5359, MA0039
        await secured.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = url.IdnHost }, cancel);
        return X509CertificateLoader.LoadCertificate(secured.RemoteCertificate!.Export(X509ContentType.Cert));
    }
}
