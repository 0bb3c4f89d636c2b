using System.Runtime.InteropServices;
using System.Security.Cryptography;
using SessionRelay.OpenSsl;

namespace SessionRelay.Dtls;

/// <summary>
/// What all connections under one certificate share: an <c>SSL_CTX</c> for DTLS 1.2 as WebRTC uses it (RFC 8827 section 6.5), without tickets,
/// session cache, compression and renegotiation.
/// </summary>
internal static unsafe class DtlsSettings
{
    /// <summary>Largest datagram that is sent, bytes: with IPv6 and UDP headers it stays under IPv6's least MTU of 1,280.</summary>
    public const int Mtu = 1200;

    /// <summary>Bytes of a peer's certificate message; an RSA-4096 certificate of a browser takes about 1,500.</summary>
    private const int MaxPeerCertificates = 8 * 1024;

    private static ReadOnlySpan<byte> Ciphers =>
        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384\0"u8;

    private static ReadOnlySpan<byte> Groups => "X25519:P-256\0"u8;

    /// <summary>Throws <see cref="CryptographicException"/> when OpenSSL's own configuration forbids what is needed here.</summary>
    public static SslContextHandle CreateContext(ReadOnlySpan<byte> certificate, ReadOnlySpan<byte> privateKey)
    {
        var handle = new SslContextHandle(LibSsl.DTLS_method());
        var context = handle.Pointer;
        fixed (byte* ciphers = Ciphers, groups = Groups, der = certificate, key = privateKey)
        {
            Require(handle, LibSsl.SSL_CTX_ctrl(context, LibSsl.SetMinProtocol, LibSsl.Dtls12, null) == 1, "DTLS 1.2");
            Require(handle, LibSsl.SSL_CTX_ctrl(context, LibSsl.SetMaxProtocol, LibSsl.Dtls12, null) == 1, "DTLS 1.2");
            Require(handle, LibSsl.SSL_CTX_set_cipher_list(context, ciphers) == 1, "AES-128-GCM with ECDHE");
            Require(handle, LibSsl.SSL_CTX_ctrl(context, LibSsl.SetGroupsList, 0, groups) == 1, "X25519 and P-256");
            Require(handle, LibSsl.SSL_CTX_use_certificate_ASN1(context, certificate.Length, der) == 1, "an ECDSA P-256 certificate");
            Require(handle, LibSsl.SSL_CTX_use_PrivateKey_ASN1(LibSsl.EllipticCurveKey, context, key, privateKey.Length) == 1, "an ECDSA P-256 key");
        }

        LibSsl.SSL_CTX_set_options(
            context, LibSsl.NoQueryMtu | LibSsl.NoTicket | LibSsl.NoCompression | LibSsl.ServerPreference | LibSsl.NoRenegotiation);
        LibSsl.SSL_CTX_ctrl(context, LibSsl.SetSessionCacheMode, 0, null);
        LibSsl.SSL_CTX_ctrl(context, LibSsl.SetMode, LibSsl.ModeReleaseBuffers, null);
        LibSsl.SSL_CTX_ctrl(context, LibSsl.SetMaxCertificateList, MaxPeerCertificates, null);
        LibSsl.SSL_CTX_set_verify(context, LibSsl.VerifyPeer | LibSsl.FailWithoutPeerCertificate, 0);
        LibSsl.SSL_CTX_set_cert_verify_callback(context, &VerifyPeer, 0);
        return handle;
    }

    /// <summary>In place of a chain of trust, the fingerprint decides. Runs inside <c>SSL_do_handshake</c>, on its thread.</summary>
    [UnmanagedCallersOnly]
    private static int VerifyPeer(nint store, nint argument) => DtlsEngine.VerifyPeer(store) ? 1 : 0;

    private static void Require(SslContextHandle handle, bool done, string what)
    {
        if (!done)
        {
            LibCrypto.ERR_clear_error();
            handle.Dispose();
            throw new CryptographicException($"OpenSSL on this machine refuses {what}: look at its configuration (openssl.cnf).");
        }
    }
}
