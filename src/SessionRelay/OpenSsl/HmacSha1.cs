using System.Security.Cryptography;

namespace SessionRelay.OpenSsl;

/// <summary>
/// HMAC-SHA1 with the key set once: starting again without a key keeps its padded blocks. Nothing is allocated on the managed heap after construction.
/// One thread. RFC 2104.
/// </summary>
internal sealed unsafe class HmacSha1 : IDisposable
{
    public const int Length = 20;

    private readonly MacContextHandle _context;

    /// <param name="key">Any length from 1 byte; SRTP's is 20.</param>
    public HmacSha1(ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfZero(key.Length);
        OpenSslLibrary.EnsureAvailable();
        _context = Create();
        fixed (byte* k = key, name = "digest\0"u8, digest = "SHA1\0"u8)
        {
            var parameters = stackalloc LibCrypto.Parameter[2];
            parameters[0] = new() { Key = name, DataType = LibCrypto.Utf8StringParameter, Data = digest, DataSize = 4 };
            parameters[1] = default;
            OpenSslLibrary.Require(LibCrypto.EVP_MAC_init(_context.Pointer, k, (nuint)key.Length, parameters));
        }
    }

    /// <summary>Writes the 20 bytes of the MAC over <paramref name="first"/> followed by <paramref name="second"/>.</summary>
    public void Compute(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, Length);
        var context = _context.Pointer;
        fixed (byte* f = first, s = second, d = destination)
        {
            nuint written;
            OpenSslLibrary.Require(LibCrypto.EVP_MAC_init(context, null, 0, null));
            OpenSslLibrary.Require(LibCrypto.EVP_MAC_update(context, f, (nuint)first.Length));
            if (!second.IsEmpty)
            {
                OpenSslLibrary.Require(LibCrypto.EVP_MAC_update(context, s, (nuint)second.Length));
            }

            OpenSslLibrary.Require(LibCrypto.EVP_MAC_final(context, d, &written, Length));
        }
    }

    public void Dispose() => _context.Dispose();

    private static MacContextHandle Create()
    {
        fixed (byte* name = "HMAC\0"u8)
        {
            var mac = LibCrypto.EVP_MAC_fetch(0, name, null);
            if (mac == 0)
            {
                throw new CryptographicException("OpenSSL has no HMAC: its configuration disables the default provider.");
            }

            var context = new MacContextHandle(mac);
            LibCrypto.EVP_MAC_free(mac);
            return context;
        }
    }
}
