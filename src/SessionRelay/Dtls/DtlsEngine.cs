using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using SessionRelay.OpenSsl;
using SessionRelay.Srtp;

namespace SessionRelay.Dtls;

/// <summary>What a step of the handshake led to.</summary>
internal enum DtlsProgress : byte
{
    Pending = 0,
    Done = 1,
    Closed = 2,
    Failed = 3,
}

/// <summary>
/// OpenSSL's side of one connection: an <c>SSL</c> between two memory BIOs. It knows neither time nor datagrams' fate: one datagram goes in
/// at a time, and what OpenSSL writes comes out as a run of records. One thread.
/// </summary>
internal sealed unsafe class DtlsEngine : IDisposable
{
    private const int ResetBio = 1; // BIO_CTRL_RESET
    private const int CertificateRejected = 28; // X509_V_ERR_CERT_REJECTED, which becomes the alert bad_certificate
    private const int LargestDigest = 64; // EVP_MAX_MD_SIZE
    private const uint OneHourInMicroseconds = 3_600_000_000;

    /// <summary>Whose handshake runs on this thread: the certificate callback comes from inside it.</summary>
    [ThreadStatic]
    private static DtlsEngine? t_current;

    private readonly SslHandle _ssl;
    private readonly nint _input;
    private readonly nint _output;
    private readonly DtlsFingerprint[] _expected;

    /// <param name="expected">At least one; all of one hash.</param>
    public DtlsEngine(SslContextHandle context, DtlsRole role, DtlsFingerprint[] expected, ReadOnlySpan<SrtpProfile> profiles)
    {
        _expected = expected;
        _ssl = new SslHandle(context.Pointer);
        _input = LibCrypto.BIO_new(LibCrypto.BIO_s_mem());
        _output = LibCrypto.BIO_new(LibCrypto.BIO_s_mem());
        if (_input == 0 || _output == 0)
        {
            LibCrypto.BIO_free(_input);
            LibCrypto.BIO_free(_output);
            _ssl.Dispose();
            throw new CryptographicException("OpenSSL is out of memory.");
        }

        var ssl = _ssl.Pointer;
        LibSsl.SSL_set_bio(ssl, _input, _output);
        LibSsl.SSL_ctrl(ssl, LibSsl.SetLinkMtu, DtlsSettings.Mtu, null);
        LibSsl.DTLS_set_timer_cb(ssl, &TimerInAnHour);
        fixed (byte* names = ProfileNames(profiles))
        {
            if (LibSsl.SSL_set_tlsext_use_srtp(ssl, names) != 0)
            {
                LibCrypto.ERR_clear_error();
                _ssl.Dispose();
                throw new CryptographicException("OpenSSL on this machine was built without SRTP.");
            }
        }

        if (role == DtlsRole.Client)
        {
            LibSsl.SSL_set_connect_state(ssl);
        }
        else
        {
            LibSsl.SSL_set_accept_state(ssl);
        }
    }

    /// <summary>The peer's certificate was seen and is the expected one.</summary>
    public bool PeerVerified { get; private set; }

    /// <summary>The peer's certificate was seen and is another.</summary>
    public bool PeerRejected { get; private set; }

    /// <summary>OpenSSL's words for the failure, for a log; holds nothing of what the peer sent. Empty unless <see cref="DtlsProgress.Failed"/>.</summary>
    public string FailureDetail { get; private set; } = "";

    /// <summary>Bytes of records that wait in <see cref="TakeOutput"/>.</summary>
    public int OutputLength => (int)LibCrypto.BIO_ctrl_pending(_output);

    /// <summary>Goes on with the handshake, with one datagram (or none: the client's first step).</summary>
    public DtlsProgress Handshake(ReadOnlySpan<byte> datagram)
    {
        Feed(datagram);
        t_current = this;
        try
        {
            return Judge(LibSsl.SSL_do_handshake(_ssl.Pointer));
        }
        finally
        {
            t_current = null;
        }
    }

    /// <summary>After the handshake: reads one record, of which only alerts matter. Application data is thrown away.</summary>
    public DtlsProgress Read(ReadOnlySpan<byte> record)
    {
        Feed(record);
        var buffer = stackalloc byte[DtlsTransport.MaxDatagramLength];
        var result = LibSsl.SSL_read(_ssl.Pointer, buffer, DtlsTransport.MaxDatagramLength);
        var progress = Judge(result);
        return progress == DtlsProgress.Done ? DtlsProgress.Pending : progress;
    }

    /// <summary>Writes a close_notify, when the handshake is done.</summary>
    public void Shutdown()
    {
        LibCrypto.ERR_clear_error();
        _ = LibSsl.SSL_shutdown(_ssl.Pointer);
        LibCrypto.ERR_clear_error();
    }

    /// <summary>Takes records that OpenSSL wrote; returns how many bytes.</summary>
    public int TakeOutput(Span<byte> destination)
    {
        fixed (byte* d = destination)
        {
            return Math.Max(0, LibCrypto.BIO_read(_output, d, destination.Length));
        }
    }

    /// <summary>The negotiated keys (RFC 5764 section 4.2); null when no profile was agreed on.</summary>
    public SrtpKeys? ExportKeys(DtlsRole role)
    {
        var selected = LibSsl.SSL_get_selected_srtp_profile(_ssl.Pointer);
        if (selected == null || !((SrtpProfile)selected->Id).IsKnown())
        {
            return null;
        }

        var profile = (SrtpProfile)selected->Id;
        const int key = SrtpProfileFacts.KeyLength;
        var salt = profile.SaltLength();
        Span<byte> material = stackalloc byte[2 * (key + salt)];
        fixed (byte* m = material, label = "EXTRACTOR-dtls_srtp"u8)
        {
            if (LibSsl.SSL_export_keying_material(_ssl.Pointer, m, (nuint)material.Length, label, 19, null, 0, 0) != 1)
            {
                LibCrypto.ERR_clear_error();
                return null;
            }
        }

        var clientKey = material[..key];
        var serverKey = material.Slice(key, key);
        var clientSalt = material.Slice(2 * key, salt);
        var serverSalt = material.Slice(2 * key + salt, salt);
        var keys = role == DtlsRole.Client
            ? new SrtpKeys(profile, clientKey, clientSalt, serverKey, serverSalt)
            : new SrtpKeys(profile, serverKey, serverSalt, clientKey, clientSalt);
        CryptographicOperations.ZeroMemory(material);
        return keys;
    }

    public void Dispose() => _ssl.Dispose();

    internal static bool VerifyPeer(nint store)
    {
        if (t_current is not { } engine)
        {
            return false;
        }

        var certificate = LibCrypto.X509_STORE_CTX_get0_cert(store);
        engine.PeerVerified = certificate != 0 && engine.IsExpected(certificate);
        engine.PeerRejected = !engine.PeerVerified;
        LibCrypto.X509_STORE_CTX_set_error(store, engine.PeerVerified ? 0 : CertificateRejected);
        return engine.PeerVerified;
    }

    private static ReadOnlySpan<byte> ProfileNames(ReadOnlySpan<SrtpProfile> profiles) => profiles switch
    {
        [SrtpProfile.AeadAes128Gcm, SrtpProfile.AesCm128HmacSha1_80] => "SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80\0"u8,
        [SrtpProfile.AesCm128HmacSha1_80, SrtpProfile.AeadAes128Gcm] => "SRTP_AES128_CM_SHA1_80:SRTP_AEAD_AES_128_GCM\0"u8,
        [SrtpProfile.AeadAes128Gcm] => "SRTP_AEAD_AES_128_GCM\0"u8,
        [SrtpProfile.AesCm128HmacSha1_80] => "SRTP_AES128_CM_SHA1_80\0"u8,
        _ => throw new ArgumentException("The profiles are one or both of those known, each once.", nameof(profiles)),
    };

    /// <summary>OpenSSL's own retransmission reads the real clock: it is put out of the way. One that is always due would storm.</summary>
    [UnmanagedCallersOnly]
    private static uint TimerInAnHour(nint ssl, uint last) => OneHourInMicroseconds;

    private bool IsExpected(nint certificate)
    {
        var digest = _expected[0].Hash switch
        {
            FingerprintHash.Sha1 => LibCrypto.EVP_sha1(),
            FingerprintHash.Sha256 => LibCrypto.EVP_sha256(),
            FingerprintHash.Sha384 => LibCrypto.EVP_sha384(),
            _ => LibCrypto.EVP_sha512(),
        };
        var value = stackalloc byte[LargestDigest];
        uint length;
        if (LibCrypto.X509_digest(certificate, digest, value, &length) != 1)
        {
            return false;
        }

        foreach (var fingerprint in _expected)
        {
            if (CryptographicOperations.FixedTimeEquals(new ReadOnlySpan<byte>(value, (int)length), fingerprint.Value))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A memory BIO keeps no boundaries, so it must be empty before the next datagram goes in.</summary>
    private void Feed(ReadOnlySpan<byte> datagram)
    {
        if (LibCrypto.BIO_ctrl_pending(_input) > 0)
        {
            LibCrypto.BIO_ctrl(_input, ResetBio, 0, 0);
        }

        if (!datagram.IsEmpty)
        {
            fixed (byte* d = datagram)
            {
                _ = LibCrypto.BIO_write(_input, d, datagram.Length);
            }
        }

        // SSL_get_error reads the thread's error queue, which .NET's own use of OpenSSL shares.
        LibCrypto.ERR_clear_error();
    }

    private DtlsProgress Judge(int result)
    {
        if (result > 0)
        {
            return DtlsProgress.Done;
        }

        switch (LibSsl.SSL_get_error(_ssl.Pointer, result))
        {
            case LibSsl.ErrorWantRead:
                LibCrypto.ERR_clear_error();
                return DtlsProgress.Pending;
            case LibSsl.ErrorZeroReturn:
                return DtlsProgress.Closed;
            default:
                var reason = LibCrypto.ERR_reason_error_string(LibCrypto.ERR_peek_error());
                FailureDetail = reason == null ? "unknown" : Encoding.ASCII.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(reason));
                LibCrypto.ERR_clear_error();
                return DtlsProgress.Failed;
        }
    }
}
