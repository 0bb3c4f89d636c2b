using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SessionRelay.Browser.Tests.Network;

/// <summary>A certificate authority that lives as long as the test, and the certificate of the product's address and names that it signed.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly X509Certificate2 root;

    public TestAuthority(string address, params string[] alsoNamed)
    {
        var from = TimeProvider.System.GetUtcNow().AddDays(-1);
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var rootRequest = new CertificateRequest("CN=SessionRelay test authority", rootKey, HashAlgorithmName.SHA256);
        rootRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        rootRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        rootRequest.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(rootRequest.PublicKey, critical: false));
        root = rootRequest.CreateSelfSigned(from, from.AddDays(10));

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + address, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Parse(address));
        foreach (var name in alsoNamed) names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false)); // server authentication
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(root, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        using var certificate = request.Create(root, from, from.AddDays(9), RandomNumberGenerator.GetBytes(8));

        RootPath = Write("root.pem", root.ExportCertificatePem());
        CertificatePath = Write("certificate.pem", certificate.ExportCertificatePem());
        KeyPath = Write("key.pem", key.ExportPkcs8PrivateKeyPem());
    }

    public string RootPath { get; }

    public string CertificatePath { get; }

    public string KeyPath { get; }

    /// <summary>Makes the programs that read this NSS database (a Firefox profile, a home folder's <c>.pki/nssdb</c>) trust the authority.</summary>
    public void TrustIn(string database)
    {
        Directory.CreateDirectory(database);
        if (Command.Find("certutil") is null) throw new InvalidOperationException("`certutil` is missing: install libnss3-tools.");
        Command.Run("certutil", "-N", "-d", "sql:" + database, "--empty-password");
        Command.Run("certutil", "-A", "-d", "sql:" + database, "-n", "SessionRelay test authority", "-t", "C,,", "-i", RootPath);
    }

    public bool Accepts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null || (errors & SslPolicyErrors.RemoteCertificateNameMismatch) != 0) return false;
        using var ours = new X509Chain { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck } };
        ours.ChainPolicy.CustomTrustStore.Add(root);
        return ours.Build((X509Certificate2)certificate);
    }

    public void Dispose()
    {
        root.Dispose();
        folder.Dispose();
    }

    private string Write(string name, string pem)
    {
        File.WriteAllText(folder.File(name), pem);
        return folder.File(name);
    }
}
