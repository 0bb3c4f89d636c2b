using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SessionRelay.Portal.Tests;

/// <summary>HTTPS by two PEM files, and what a proxy may say about the connection in front of it.</summary>
public sealed class HttpsTests
{
    [Fact]
    public async Task Serves_the_configured_certificate_and_tells_when_it_ends()
    {
        using var folder = new TestFolder();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(10));
        var url = $"https://127.0.0.1:{PortalProcess.FreePort()}";
        await using var portal = PortalProcess.Start(
            "--urls", url, "--Relay:UdpPort=0", "--Data:Path=" + Path.Combine(folder.Path, "data"),
            "--Tls:CertificatePath=" + folder.File("cert.pem", certificate.ExportCertificatePem()),
            "--Tls:KeyPath=" + folder.File("key.pem", key.ExportPkcs8PrivateKeyPem()));
        await portal.ListeningAsync();
#pragma warning disable MA0039 // exactly this certificate, which no authority has signed
        using var handler = new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, served, _, _) => served!.RawData.AsSpan().SequenceEqual(certificate.RawData),
        };
#pragma warning restore MA0039
        using var http = new HttpClient(handler);

        using var answer = await http.GetAsync(url + "/healthz");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);

        var expiry = (await http.GetStringAsync(url + "/metrics")).Split('\n').Single(line => line.StartsWith("sessionrelay_certificate_expiry_seconds "));
        double.Parse(expiry.Split(' ')[1]).ShouldBe(TimeSpan.FromDays(10).TotalSeconds, TimeSpan.FromMinutes(5).TotalSeconds);
    }
}
