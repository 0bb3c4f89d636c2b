using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SessionRelay.OpenSsl;

namespace SessionRelay.Dtls;

/// <summary>
/// The relay's identity towards its peers: an ECDSA P-256 key and a self-signed certificate (RFC 8827 section 6.5), made at start and never
/// stored. Peers trust its <see cref="Fingerprint"/>, which signaling brings them. It carries the settings that all its connections share.
/// Any thread; dispose it after the last <see cref="DtlsTransport"/> was made.
/// </summary>
internal sealed class DtlsCertificate : IDisposable
{
    // Nobody looks at the dates, only at the fingerprint; a fixed span tells nothing about the machine.
    private static readonly DateTimeOffset s_notBefore = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_notAfter = new(2049, 12, 31, 23, 59, 59, TimeSpan.Zero); // the last year of X.509's short form

    private readonly byte[] _encoded;

    private DtlsCertificate(SslContextHandle context, byte[] encoded)
    {
        Context = context;
        _encoded = encoded;
        Fingerprint = DtlsFingerprint.Of(encoded);
    }

    /// <summary>SHA-256, for <c>a=fingerprint</c>.</summary>
    public DtlsFingerprint Fingerprint { get; }

    /// <summary>DER, as peers see it.</summary>
    public ReadOnlySpan<byte> Encoded => _encoded;

    internal SslContextHandle Context { get; }

    /// <summary>Makes a key and a certificate with a random subject. Throws <see cref="RelayStartException"/> without OpenSSL 3.</summary>
    public static DtlsCertificate Create()
    {
        OpenSslLibrary.EnsureAvailable();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = new X500DistinguishedNameBuilder();
        subject.Add(Oids.SerialNumber, Convert.ToHexString(RandomNumberGenerator.GetBytes(8)), System.Formats.Asn1.UniversalTagNumber.PrintableString);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(s_notBefore, s_notAfter);
        var privateKey = key.ExportECPrivateKey();
        try
        {
            return new DtlsCertificate(DtlsSettings.CreateContext(certificate.RawData, privateKey), certificate.RawData);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(privateKey);
        }
    }

    public void Dispose() => Context.Dispose();

    private static class Oids
    {
        public const string SerialNumber = "2.5.4.5"; // a name attribute, RFC 4519 section 2.31
    }
}
