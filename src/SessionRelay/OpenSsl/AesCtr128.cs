namespace SessionRelay.OpenSsl;

/// <summary>
/// AES-128 in counter mode in place, with the key set once: per packet only the first counter block changes. Encrypting is decrypting.
/// Nothing is allocated after construction. One thread. RFC 3711 section 4.1.1.
/// </summary>
internal sealed unsafe class AesCtr128 : IDisposable
{
    public const int KeyLength = 16;
    public const int BlockLength = 16;

    private readonly CipherContextHandle _context;

    /// <param name="key">16 bytes.</param>
    public AesCtr128(ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, KeyLength);
        OpenSslLibrary.EnsureAvailable();
        _context = new CipherContextHandle();
        fixed (byte* k = key)
        {
            OpenSslLibrary.Require(LibCrypto.EVP_CipherInit_ex(_context.Pointer, LibCrypto.EVP_aes_128_ctr(), 0, k, null, 1));
        }
    }

    /// <summary>XORs the key stream that starts at <paramref name="counter"/> (16 bytes) into <paramref name="data"/>.</summary>
    public void Apply(ReadOnlySpan<byte> counter, Span<byte> data)
    {
        if (data.IsEmpty)
        {
            return;
        }

        var context = _context.Pointer;
        fixed (byte* c = counter, d = data)
        {
            int written;
            OpenSslLibrary.Require(LibCrypto.EVP_CipherInit_ex(context, 0, 0, null, c, -1));
            OpenSslLibrary.Require(LibCrypto.EVP_CipherUpdate(context, d, &written, d, data.Length));
        }
    }

    public void Dispose() => _context.Dispose();
}
