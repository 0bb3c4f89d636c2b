using SessionRelay.OpenSsl;

namespace SessionRelay.Srtp;

/// <summary>AES-128-GCM by OpenSSL's EVP: for processors without the instructions that <see cref="ProcessorAesGcm128"/> needs.</summary>
internal sealed unsafe class OpenSslAesGcm128 : AesGcm128
{
    private readonly CipherContextHandle _context;

    /// <param name="key">16 bytes.</param>
    /// <param name="encrypt">True: only <see cref="AesGcm128.Seal"/> may be called; false: only <see cref="AesGcm128.Open"/>.</param>
    public OpenSslAesGcm128(ReadOnlySpan<byte> key, bool encrypt)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, KeyLength);
        OpenSslLibrary.EnsureAvailable();
        _context = new CipherContextHandle();
        fixed (byte* k = key)
        {
            OpenSslLibrary.Require(LibCrypto.EVP_CipherInit_ex(_context.Pointer, LibCrypto.EVP_aes_128_gcm(), 0, k, null, encrypt ? 1 : 0));
        }
    }

    public override void Dispose() => _context.Dispose();

    protected override void SealChecked(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, Span<byte> data, Span<byte> tag)
    {
        var context = _context.Pointer;
        fixed (byte* n = nonce, a = associatedData, d = data, t = tag)
        {
            Run(context, n, a, associatedData.Length, d, data.Length);
            int written;
            byte none;
            OpenSslLibrary.Require(LibCrypto.EVP_CipherFinal_ex(context, &none, &written));
            OpenSslLibrary.Require(LibCrypto.EVP_CIPHER_CTX_ctrl(context, LibCrypto.GetTag, TagLength, t));
        }
    }

    protected override bool OpenChecked(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, Span<byte> data, ReadOnlySpan<byte> tag)
    {
        var context = _context.Pointer;
        fixed (byte* n = nonce, a = associatedData, d = data, t = tag)
        {
            Run(context, n, a, associatedData.Length, d, data.Length);
            OpenSslLibrary.Require(LibCrypto.EVP_CIPHER_CTX_ctrl(context, LibCrypto.SetTag, TagLength, t));
            int written;
            byte none;
            return LibCrypto.EVP_CipherFinal_ex(context, &none, &written) == 1;
        }
    }

    private static void Run(nint context, byte* nonce, byte* associatedData, int associatedLength, byte* data, int length)
    {
        int written;
        OpenSslLibrary.Require(LibCrypto.EVP_CipherInit_ex(context, 0, 0, null, nonce, -1));
        OpenSslLibrary.Require(LibCrypto.EVP_CipherUpdate(context, null, &written, associatedData, associatedLength));
        if (length > 0)
        {
            OpenSslLibrary.Require(LibCrypto.EVP_CipherUpdate(context, data, &written, data, length));
        }
    }
}
