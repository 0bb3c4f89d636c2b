namespace SessionRelay.Signaling.Tickets;

/// <summary>What a valid ticket says. Lengths are within <see cref="TicketLimits"/>.</summary>
/// <param name="SessionId"><c>sid</c>.</param>
/// <param name="ParticipantId"><c>sub</c>.</param>
/// <param name="Name">The display name; never logged.</param>
/// <param name="TicketId"><c>jti</c>.</param>
/// <param name="IssuedAt"><c>iat</c>; null when the issuer gave none.</param>
[GenerateSerializer, Immutable]
internal sealed record TicketClaims(
    string SessionId,
    string ParticipantId,
    string Name,
    ParticipantRole Role,
    Permissions Can,
    string TicketId,
    DateTimeOffset? IssuedAt) : Discreet;

/// <summary>Bounds of what tickets carry, so that nothing from outside grows without end.</summary>
internal static class TicketLimits
{
    public const int IdLength = 64; // characters of sid and sub: opaque ids, they become keys in the store
    public const int NameLength = 100; // characters: what fits a tile's label twice over
    public const int NoticeLength = 200; // characters: two lines beside a button
    public const int TicketIdLength = 128; // characters of jti: a UUID has 36
    public const int TicketLength = 4096; // characters of the whole JWT: ES256 with the longest name stays under 2,000

    /// <summary>An id is 1 to 64 of <c>A-Z a-z 0-9 . _ -</c> and <c>~</c>: it stands in addresses and logs as it is.</summary>
    public static bool IsId(string? id)
    {
        if (id is not { Length: >= 1 and <= IdLength }) return false;
        foreach (var c in id)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-' or '~')) return false;
        }

        return id is not ("." or ".."); // path segments that address parsers swallow
    }

    /// <summary>A name is 1 to 100 characters with something to see in it and no control characters.</summary>
    public static bool IsName(string? name) => IsLine(name, NameLength);

    /// <summary>As a name, of 1 to 200 characters.</summary>
    public static bool IsNotice(string? notice) => IsLine(notice, NoticeLength);

    /// <summary>What is entered on a phone: 6 to 12 digits.</summary>
    public static bool IsPin(string? pin) => pin is { Length: >= 6 and <= 12 } && !pin.AsSpan().ContainsAnyExceptInRange('0', '9');

    private static bool IsLine(string? text, int longest)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > longest) return false;
        foreach (var c in text)
        {
            if (char.IsControl(c)) return false;
        }

        return true;
    }
}
