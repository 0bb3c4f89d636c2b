using System.Security.Cryptography;
using System.Text;

namespace SessionRelay.Signaling.Sealing;

/// <summary>
/// Seals what a store keeps: AES-256-GCM with a fresh nonce each time. Layout: key id (1 byte), nonce (12), tag (16), text.
/// A value is bound to its place: moved to another row, it does not open. Any thread.
/// </summary>
public sealed class Sealer(ISealingKeys keys)
{
    private const int NonceLength = 12; // bytes: NIST SP 800-38D section 5.2.1.1
    private const int TagLength = 16; // bytes
    private const int Overhead = 1 + NonceLength + TagLength;

    /// <param name="place">Where the value is kept: it opens for this place alone.</param>
    /// <param name="text">What to seal.</param>
    public byte[] Seal(string place, ReadOnlySpan<byte> text)
    {
        var value = new byte[Overhead + text.Length];
        value[0] = keys.SealingKeyId;
        RandomNumberGenerator.Fill(value.AsSpan(1, NonceLength));
        using var cipher = new AesGcm(keys.SealingKeys[keys.SealingKeyId], TagLength);
        cipher.Encrypt(value.AsSpan(1, NonceLength), text, value.AsSpan(Overhead), value.AsSpan(1 + NonceLength, TagLength), Encoding.UTF8.GetBytes(place));
        return value;
    }

    /// <exception cref="InvalidDataException">The value was not sealed by these keys for this place.</exception>
    public byte[] Open(string place, ReadOnlySpan<byte> value)
    {
        if (value.Length < Overhead || !keys.SealingKeys.TryGetValue(value[0], out var key)) throw Damaged();
        var text = new byte[value.Length - Overhead];
        using var cipher = new AesGcm(key, TagLength);
        try
        {
            cipher.Decrypt(value.Slice(1, NonceLength), value[Overhead..], value.Slice(1 + NonceLength, TagLength), text, Encoding.UTF8.GetBytes(place));
        }
        catch (CryptographicException)
        {
            throw Damaged();
        }

        return text;
    }

    /// <summary>The id of the key that sealed a value; null for something that is no sealed value.</summary>
    public static byte? KeyIdOf(ReadOnlySpan<byte> value) => value.Length < Overhead ? null : value[0];

    private static InvalidDataException Damaged() => new("A stored value can't be opened: the database and the key file don't belong together, or it was changed.");
}
