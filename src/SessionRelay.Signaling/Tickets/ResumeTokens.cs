using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace SessionRelay.Signaling.Tickets;

/// <summary>What a resume token says: who returns, under which admission, and how often the token was renewed.</summary>
/// <param name="Admission">The seat's admission; a removal changes it, so older tokens lapse.</param>
/// <param name="Generation">Counts renewals from 1.</param>
[GenerateSerializer, Immutable]
internal sealed record ResumeClaims(string SessionId, string ParticipantId, int Admission, int Generation);

/// <summary>
/// Writes and reads resume tokens: the claims in clear and an HMAC-SHA256 over them, base64url. The token carries no name and no time;
/// whether it still holds is the session's to say.
/// </summary>
internal sealed class ResumeTokens(NodeKeys keys)
{
    private const byte Version = 1;
    private const int TagLength = 32; // bytes of HMAC-SHA256
    private const int HeadLength = 1 + 4 + 4 + 1 + 1; // version, admission, generation, two lengths
    private const int MaxBytes = HeadLength + (2 * TicketLimits.IdLength) + TagLength;
    private const int MaxCharacters = ((MaxBytes + 2) / 3) * 4; // base64

    public string Write(ResumeClaims claims)
    {
        Span<byte> bytes = stackalloc byte[MaxBytes];
        bytes[0] = Version;
        BinaryPrimitives.WriteInt32BigEndian(bytes[1..], claims.Admission);
        BinaryPrimitives.WriteInt32BigEndian(bytes[5..], claims.Generation);
        bytes[9] = (byte)claims.SessionId.Length;
        bytes[10] = (byte)claims.ParticipantId.Length;
        var length = HeadLength;
        length += Encoding.ASCII.GetBytes(claims.SessionId, bytes[length..]);
        length += Encoding.ASCII.GetBytes(claims.ParticipantId, bytes[length..]);
        HMACSHA256.HashData(keys.ResumeKey, bytes[..length], bytes[length..]);
        return Base64Url.EncodeToString(bytes[..(length + TagLength)]);
    }

    /// <summary>Null for whatever this node did not write. Never throws.</summary>
    public ResumeClaims? Read(string? token)
    {
        if (token is null || token.Length is < HeadLength or > MaxCharacters || !Base64Url.IsValid(token)) return null;
        Span<byte> bytes = stackalloc byte[MaxCharacters];
        if (!Base64Url.TryDecodeFromChars(token, bytes, out var length) || length < HeadLength + 2 + TagLength) return null;
        var signed = bytes[..(length - TagLength)];
        Span<byte> expected = stackalloc byte[TagLength];
        HMACSHA256.HashData(keys.ResumeKey, signed, expected);
        if (!CryptographicOperations.FixedTimeEquals(expected, bytes[(length - TagLength)..length])) return null;
        if (signed[0] != Version || signed.Length != HeadLength + signed[9] + signed[10]) return null;
        var ids = signed[HeadLength..];
        return new ResumeClaims(
            Encoding.ASCII.GetString(ids[..signed[9]]),
            Encoding.ASCII.GetString(ids[signed[9]..]),
            BinaryPrimitives.ReadInt32BigEndian(signed[1..]),
            BinaryPrimitives.ReadInt32BigEndian(signed[5..]));
    }
}
