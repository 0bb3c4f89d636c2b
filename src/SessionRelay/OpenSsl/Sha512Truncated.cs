namespace SessionRelay.OpenSsl;

/// <summary>SHA-512/256 (FIPS 180-4 section 5.3.6.2), which .NET doesn't have. Any thread.</summary>
internal static unsafe class Sha512Truncated
{
    /// <summary>Bytes of the result.</summary>
    public const int Length = 32;

    /// <summary>Throws <see cref="InvalidOperationException"/> when this OpenSSL can't.</summary>
    public static byte[] Hash(ReadOnlySpan<byte> data)
    {
        var result = new byte[Length];
        uint length = 0;
        fixed (byte* input = data, output = result)
        {
            if (LibCrypto.EVP_Digest(input, (nuint)data.Length, output, &length, LibCrypto.EVP_sha512_256(), 0) != 1 || length != Length)
                throw new InvalidOperationException("OpenSSL has no SHA-512/256.");
        }

        return result;
    }
}
