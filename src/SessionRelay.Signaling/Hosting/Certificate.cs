using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SessionRelay.Signaling.Hosting;

/// <summary>A certificate with its key and chain, read once from two PEM files.</summary>
/// <param name="Context">What TLS connections use.</param>
/// <param name="Expiry">When it ends.</param>
/// <param name="Fingerprint">SHA-256 of both files: the same as long as neither changes.</param>
public sealed record Certificate(SslStreamCertificateContext Context, DateTimeOffset Expiry, string Fingerprint)
{
    /// <exception cref="SettingsException">A file can't be read, or the key is not the certificate's.</exception>
    public static Certificate Read(TlsOptions options)
    {
        try
        {
            var (chainPem, keyPem) = (File.ReadAllText(options.CertificatePath), File.ReadAllText(options.KeyPath));
            using var pair = X509Certificate2.CreateFromPem(chainPem, keyPem);
            // SslStream wants a key that it can hand to OpenSSL: the pair once through PKCS#12.
            var leaf = X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(chainPem);
            return new Certificate(
                SslStreamCertificateContext.Create(leaf, chain, offline: true),
                new DateTimeOffset(leaf.NotAfter.ToUniversalTime()),
                FingerprintOf(chainPem + keyPem));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"Tls:CertificatePath or Tls:KeyPath can't be read: {unreadable.Message} Make both files readable for the user that runs this program.", unreadable);
        }
        catch (Exception unusable) when (unusable is CryptographicException or ArgumentException)
        {
            throw new SettingsException("Tls:CertificatePath and Tls:KeyPath are no pair: a PEM certificate (with its chain) and the PEM key that belongs to it are needed.", unusable);
        }
    }

    /// <summary>The fingerprint of what the files hold now; null when they can't be read.</summary>
    public static string? FingerprintOf(TlsOptions options)
    {
        try
        {
            return FingerprintOf(File.ReadAllText(options.CertificatePath) + File.ReadAllText(options.KeyPath));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string FingerprintOf(string pem) => Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(pem)));
}
