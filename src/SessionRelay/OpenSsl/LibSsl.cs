using System.Runtime.InteropServices;

namespace SessionRelay.OpenSsl;

/// <summary>The imports from libssl, under OpenSSL's names. All blittable. Those that drive a connection can call back, so none suppresses the GC transition.</summary>
internal static unsafe partial class LibSsl
{
    internal const int ErrorZeroReturn = 6; // SSL_ERROR_ZERO_RETURN: close_notify came
    internal const int ErrorWantRead = 2; // SSL_ERROR_WANT_READ

    internal const int SetLinkMtu = 120; // DTLS_CTRL_SET_LINK_MTU
    internal const int SetSessionCacheMode = 44; // SSL_CTRL_SET_SESS_CACHE_MODE
    internal const int SetMaxCertificateList = 51; // SSL_CTRL_SET_MAX_CERT_LIST
    internal const int SetGroupsList = 92; // SSL_CTRL_SET_GROUPS_LIST
    internal const int SetMinProtocol = 123; // SSL_CTRL_SET_MIN_PROTO_VERSION
    internal const int SetMaxProtocol = 124; // SSL_CTRL_SET_MAX_PROTO_VERSION
    internal const int SetMode = 33; // SSL_CTRL_MODE
    internal const int ModeReleaseBuffers = 0x10; // SSL_MODE_RELEASE_BUFFERS

    internal const int Dtls12 = 0xFEFD;
    internal const int EllipticCurveKey = 408; // EVP_PKEY_EC

    internal const ulong NoQueryMtu = 1UL << 12; // SSL_OP_NO_QUERY_MTU
    internal const ulong NoTicket = 1UL << 14; // SSL_OP_NO_TICKET
    internal const ulong NoCompression = 1UL << 17; // SSL_OP_NO_COMPRESSION
    internal const ulong ServerPreference = 1UL << 22; // SSL_OP_CIPHER_SERVER_PREFERENCE
    internal const ulong NoRenegotiation = 1UL << 30; // SSL_OP_NO_RENEGOTIATION

    internal const int VerifyPeer = 1; // SSL_VERIFY_PEER
    internal const int FailWithoutPeerCertificate = 2; // SSL_VERIFY_FAIL_IF_NO_PEER_CERT

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial nint DTLS_method();

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial nint SSL_CTX_new(nint method);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial void SSL_CTX_free(nint context);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial nint SSL_CTX_ctrl(nint context, int command, nint argument, void* data);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial ulong SSL_CTX_set_options(nint context, ulong options);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial int SSL_CTX_set_cipher_list(nint context, byte* ciphers);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial int SSL_CTX_use_certificate_ASN1(nint context, int length, byte* der);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial int SSL_CTX_use_PrivateKey_ASN1(int type, nint context, byte* der, nint length);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial void SSL_CTX_set_verify(nint context, int mode, nint callback);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial void SSL_CTX_set_cert_verify_callback(nint context, delegate* unmanaged<nint, nint, int> callback, nint argument);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial nint SSL_new(nint context);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial void SSL_free(nint ssl);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial nint SSL_ctrl(nint ssl, int command, nint argument, void* data);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial void SSL_set_bio(nint ssl, nint read, nint write);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial void SSL_set_accept_state(nint ssl);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial void SSL_set_connect_state(nint ssl);

    /// <summary>Returns 0 on success, unlike its neighbours.</summary>
    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial int SSL_set_tlsext_use_srtp(nint ssl, byte* profiles);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial void DTLS_set_timer_cb(nint ssl, delegate* unmanaged<nint, uint, uint> callback);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial int SSL_do_handshake(nint ssl);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial int SSL_read(nint ssl, byte* buffer, int length);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial int SSL_shutdown(nint ssl);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial int SSL_get_error(nint ssl, int result);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial SrtpProtectionProfile* SSL_get_selected_srtp_profile(nint ssl);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial int SSL_export_keying_material(
        nint ssl, byte* output, nuint outputLength, byte* label, nuint labelLength, byte* context, nuint contextLength, int useContext);

    /// <summary>SRTP_PROTECTION_PROFILE; the number is a C <c>unsigned long</c>, which on Linux is as wide as a pointer.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct SrtpProtectionProfile
    {
        public byte* Name;
        public nuint Id;
    }
}
