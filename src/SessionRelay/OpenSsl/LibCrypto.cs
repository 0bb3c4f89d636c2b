using System.Runtime.InteropServices;

namespace SessionRelay.OpenSsl;

/// <summary>
/// The imports from libcrypto, under OpenSSL's names. All blittable. <c>SuppressGCTransition</c> stands at those that run per packet:
/// each takes well under a microsecond, never blocks and never calls back.
/// </summary>
internal static unsafe partial class LibCrypto
{
    /// <summary>EVP_CTRL_AEAD_GET_TAG.</summary>
    internal const int GetTag = 0x10;

    /// <summary>EVP_CTRL_AEAD_SET_TAG.</summary>
    internal const int SetTag = 0x11;

    /// <summary>OSSL_PARAM_UTF8_STRING.</summary>
    internal const uint Utf8StringParameter = 4;

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial nint EVP_aes_128_gcm();

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial nint EVP_aes_128_ctr();

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial nint EVP_CIPHER_CTX_new();

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial void EVP_CIPHER_CTX_free(nint context);

    [LibraryImport(OpenSslLibrary.Crypto)]
    [SuppressGCTransition]
    internal static partial int EVP_CipherInit_ex(nint context, nint cipher, nint engine, byte* key, byte* iv, int encrypt);

    [LibraryImport(OpenSslLibrary.Crypto)]
    [SuppressGCTransition]
    internal static partial int EVP_CipherUpdate(nint context, byte* output, int* outputLength, byte* input, int inputLength);

    [LibraryImport(OpenSslLibrary.Crypto)]
    [SuppressGCTransition]
    internal static partial int EVP_CipherFinal_ex(nint context, byte* output, int* outputLength);

    [LibraryImport(OpenSslLibrary.Crypto)]
    [SuppressGCTransition]
    internal static partial int EVP_CIPHER_CTX_ctrl(nint context, int command, int argument, byte* data);

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial nint EVP_MAC_fetch(nint library, byte* algorithm, byte* properties);

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial void EVP_MAC_free(nint mac);

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial nint EVP_MAC_CTX_new(nint mac);

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial void EVP_MAC_CTX_free(nint context);

    [LibraryImport(OpenSslLibrary.Crypto)]
    [SuppressGCTransition]
    internal static partial int EVP_MAC_init(nint context, byte* key, nuint keyLength, Parameter* parameters);

    [LibraryImport(OpenSslLibrary.Crypto)]
    [SuppressGCTransition]
    internal static partial int EVP_MAC_update(nint context, byte* data, nuint length);

    [LibraryImport(OpenSslLibrary.Crypto)]
    [SuppressGCTransition]
    internal static partial int EVP_MAC_final(nint context, byte* output, nuint* outputLength, nuint outputSize);

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial nint EVP_sha1();

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial nint EVP_sha256();

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial nint EVP_sha384();

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial nint EVP_sha512();

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial nint EVP_sha512_256();

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial int EVP_Digest(byte* data, nuint length, byte* output, uint* outputLength, nint digest, nint engine);

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial int X509_digest(nint certificate, nint digest, byte* output, uint* outputLength);

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial nint X509_STORE_CTX_get0_cert(nint context);

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial void X509_STORE_CTX_set_error(nint context, int error);

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial nint BIO_s_mem();

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial nint BIO_new(nint method);

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial void BIO_free(nint bio);

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial int BIO_write(nint bio, byte* data, int length);

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial int BIO_read(nint bio, byte* data, int length);

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial nint BIO_ctrl(nint bio, int command, nint argument, nint data);

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial nuint BIO_ctrl_pending(nint bio);

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial void ERR_clear_error();

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial nuint ERR_peek_error();

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial byte* ERR_reason_error_string(nuint error);

    /// <summary>OSSL_PARAM.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Parameter
    {
        public byte* Key;
        public uint DataType;
        public byte* Data;
        public nuint DataSize;
        public nuint ReturnSize;
    }
}
