using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Signaling.Tests.Hosting;

/// <summary>A renewed certificate is taken without a restart; half a renewal changes nothing.</summary>
public sealed class CertificateRenewalTests : IDisposable
{
    private static readonly DateTimeOffset FirstEnd = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset RenewedEnd = new(2031, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("sessionrelay-test-");

    private TlsOptions Files => new() { CertificatePath = Path.Combine(folder.FullName, "cert.pem"), KeyPath = Path.Combine(folder.FullName, "key.pem") };

    [Fact]
    public void A_renewed_pair_is_taken()
    {
        Write(FirstEnd);
        using var watch = Watch();
        watch.Expiry.ShouldBe(FirstEnd);

        Write(RenewedEnd);
        watch.Look();

        watch.Expiry.ShouldBe(RenewedEnd);
    }

    [Fact]
    public void Half_a_renewal_changes_nothing_until_it_is_whole()
    {
        Write(FirstEnd);
        using var watch = Watch();

        var newKey = Write(RenewedEnd, keyToo: false);
        watch.Look();
        watch.Expiry.ShouldBe(FirstEnd);

        File.WriteAllText(Files.KeyPath, newKey);
        watch.Look();
        watch.Expiry.ShouldBe(RenewedEnd);
    }

    [Fact]
    public void Files_that_are_gone_for_a_moment_change_nothing()
    {
        Write(FirstEnd);
        using var watch = Watch();

        File.Delete(Files.KeyPath);
        watch.Look();

        watch.Expiry.ShouldBe(FirstEnd);
    }

    [Fact]
    public void A_pair_that_is_none_is_a_bad_setting()
    {
        Write(FirstEnd);
        Write(RenewedEnd, keyToo: false);

        Should.Throw<SettingsException>(() => Certificate.Read(Files)).Message.ShouldContain("are no pair");
    }

    public void Dispose() => folder.Delete(recursive: true);

    private CertificateWatch Watch() => new(Files, TimeProvider.System, NullLogger<CertificateWatch>.Instance);

    private string Write(DateTimeOffset end, bool keyToo = true)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=video.practice.example", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(end.AddYears(-2), end);
        File.WriteAllText(Files.CertificatePath, certificate.ExportCertificatePem());
        var pem = key.ExportPkcs8PrivateKeyPem();
        if (keyToo) File.WriteAllText(Files.KeyPath, pem);
        return pem;
    }
}
