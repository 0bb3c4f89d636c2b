using System.Buffers.Binary;
using System.Security.Cryptography;

namespace SessionRelay.Ice;

/// <summary>
/// One side's username fragment and password for one ICE generation (RFC 8445 section 5.3): 4 to 256 and 22 to 256 ice-chars (letters, digits, + and /).
/// </summary>
internal readonly record struct IceCredentials(string Ufrag, string Password)
{
    // 64 characters, so that each carries 6 bits: 48 of the ufrag tell peers apart, 144 of the password guard (RFC 8445 asks for 24 and 128).
    private const string IceChars = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private const int UfragLength = 8; // makes TryGetKey one 64-bit number
    private const int PasswordLength = 24;

    /// <summary>Fresh ones from the system's cryptographic generator. Any thread; allocates.</summary>
    public static IceCredentials Create() =>
        new(RandomNumberGenerator.GetString(IceChars, UfragLength), RandomNumberGenerator.GetString(IceChars, PasswordLength));

    /// <summary>
    /// A ufrag that <see cref="Create"/> made, as a number: what a shard looks its peers up by, without allocation. False for any other length.
    /// </summary>
    public static bool TryGetKey(ReadOnlySpan<byte> ufrag, out ulong key)
    {
        key = 0;
        return ufrag.Length == UfragLength && BinaryPrimitives.TryReadUInt64BigEndian(ufrag, out key);
    }

    /// <summary>Without the password: this may end in a log.</summary>
    public override string ToString() => $"ufrag {Ufrag}";
}
