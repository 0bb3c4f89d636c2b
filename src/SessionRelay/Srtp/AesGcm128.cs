namespace SessionRelay.Srtp;

/// <summary>
/// AES-128-GCM in place, one direction, with the key set once: per packet only the nonce changes. Nothing is allocated after construction.
/// One thread. RFC 5116 section 5.1.
/// </summary>
internal abstract class AesGcm128 : IDisposable
{
    public const int KeyLength = 16;
    public const int NonceLength = 12;
    public const int TagLength = 16;

    /// <summary>By the processor's own instructions where it has them, by OpenSSL elsewhere.</summary>
    /// <param name="key">16 bytes.</param>
    /// <param name="encrypt">True: only <see cref="Seal"/> may be called; false: only <see cref="Open"/>.</param>
    public static AesGcm128 Create(ReadOnlySpan<byte> key, bool encrypt) =>
        ProcessorAesGcm128.IsSupported ? new ProcessorAesGcm128(key) : new OpenSslAesGcm128(key, encrypt);

    /// <summary>Encrypts <paramref name="data"/> in place and writes the 16 bytes of <paramref name="tag"/>.</summary>
    /// <param name="nonce">12 bytes, never the same twice under one key.</param>
    /// <param name="associatedData">What is authenticated but not encrypted.</param>
    public void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, Span<byte> data, Span<byte> tag)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(nonce.Length, NonceLength);
        ArgumentOutOfRangeException.ThrowIfNotEqual(tag.Length, TagLength);
        SealChecked(nonce, associatedData, data, tag);
    }

    /// <summary>
    /// Decrypts <paramref name="data"/> in place. False: the tag does not fit, and what stands in <paramref name="data"/> is worthless.
    /// </summary>
    /// <param name="nonce">12 bytes.</param>
    /// <param name="tag">16 bytes.</param>
    public bool Open(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, Span<byte> data, ReadOnlySpan<byte> tag)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(nonce.Length, NonceLength);
        return tag.Length == TagLength && OpenChecked(nonce, associatedData, data, tag);
    }

    /// <summary>Forgets the key. No call may follow.</summary>
    public abstract void Dispose();

    protected abstract void SealChecked(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, Span<byte> data, Span<byte> tag);

    protected abstract bool OpenChecked(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, Span<byte> data, ReadOnlySpan<byte> tag);
}
