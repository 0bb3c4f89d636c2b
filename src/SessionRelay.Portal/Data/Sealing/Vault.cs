using System.Security.Cryptography;
using System.Text;
using SessionRelay.Signaling.Sealing;

namespace SessionRelay.Portal.Data.Sealing;

/// <summary>Seals, opens and hashes with the portal's keys. Any thread; a rotation swaps the keys under it.</summary>
internal sealed class Vault(PortalKeys keys)
{
    private volatile Sealer sealer = new(keys);

    public PortalKeys Keys { get; private set; } = keys;

    public byte[] Seal(string place, ReadOnlySpan<byte> text) => sealer.Seal(place, text);

    /// <exception cref="InvalidDataException">The value was not sealed by these keys for this place.</exception>
    public byte[] Open(string place, ReadOnlySpan<byte> value) => sealer.Open(place, value);

    public void Use(PortalKeys changed)
    {
        Keys = changed;
        sealer = new Sealer(changed);
    }

    /// <summary>
    /// The keyed hash by which a row is found: HMAC-SHA256 in 64 hexadecimal digits. The same text has the same hash; without the key it tells nothing.
    /// </summary>
    /// <param name="kind">What is hashed, so that a phone number never equals an address.</param>
    /// <param name="text">In its one way of writing: see <see cref="EmailHash"/> and <see cref="PhoneHash"/>.</param>
    public string Hash(string kind, string text) => Convert.ToHexStringLower(HMACSHA256.HashData(Keys.LookupKey, Encoding.UTF8.GetBytes($"{kind}\n{text}")));

    /// <summary>Case and outer spaces don't count.</summary>
    public string EmailHash(string address) => Hash("email", address.Trim().Normalize(NormalizationForm.FormKC).ToLowerInvariant());

    /// <summary>Only digits and a leading plus count.</summary>
    public string PhoneHash(string number) =>
        Hash("phone", (number.AsSpan().TrimStart().StartsWith("+") ? "+" : "") + string.Concat(number.Where(char.IsAsciiDigit)));

    /// <summary>Of a secret that stands in a link or a cookie.</summary>
    public string TokenHash(string token) => Hash("token", token);
}
