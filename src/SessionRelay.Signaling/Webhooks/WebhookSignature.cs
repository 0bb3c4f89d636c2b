using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SessionRelay.Signaling.Webhooks;

/// <summary>
/// How a receiver knows that a body comes from us, is whole, and is not an old one sent again: the header holds the time of the attempt and an HMAC-SHA256
/// over it and the body. docs/webhooks.md has the other side.
/// </summary>
internal static class WebhookSignature
{
    public const string Header = "SessionRelay-Signature";

    /// <summary><c>t=</c>Unix seconds<c>,v1=</c>hexadecimal HMAC over <c>t</c>, a dot and the body's bytes, with the UTF-8 bytes of the secret as key.</summary>
    public static string Of(string secret, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        var seconds = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.UTF8.GetBytes(seconds + "."));
        hmac.AppendData(body);
        return $"t={seconds},v1={Convert.ToHexStringLower(hmac.GetHashAndReset())}";
    }
}
