using System.Globalization;
using System.Net;

namespace SessionRelay.Signaling.Hosting;

/// <summary>What a single value can be held against without knowing any other.</summary>
internal static class SettingChecks
{
    private static readonly System.Buffers.SearchValues<char> PhoneCharacters = System.Buffers.SearchValues.Create("0123456789 ()./-");

    private static readonly System.Buffers.SearchValues<char> SipUserCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~-+*#");

    public static string? Text(string text) => text.Length <= 65_536 ? null : "a text of at most 65,536 characters";

    public static SettingCheck Whole(int least, int most) => text =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? null
            : $"a whole number from {least} to {most}";

    public static SettingCheck OneOf(params string[] words) => text =>
        words.Contains(text, StringComparer.OrdinalIgnoreCase) ? null : "one of " + string.Join(", ", words);

    /// <summary>An origin: scheme, host and port, as a link begins with.</summary>
    public static string? Origin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.AbsolutePath == "/"
            && uri.Query.Length == 0 && uri.Fragment.Length == 0 && uri.UserInfo.Length == 0
            ? null
            : "an address like https://video.practice.example, without a path";

    public static string? Listen(string text) =>
        Origin(text) is null && new Uri(text).Port > 0 ? null : "an address with a port, like http://127.0.0.1:9090";

    public static string? Address(string text) => IPAddress.TryParse(text, out _) ? null : "IP addresses, like 203.0.113.7 or 2001:db8::7";

    public static string? AddressOrNetwork(string text) =>
        IPAddress.TryParse(text, out _) || IPNetwork.TryParse(text, out _) ? null : "IP addresses or networks, like 10.0.0.2 or 10.0.0.0/8";

    public static string? File(string text) => System.IO.File.Exists(text) ? null : "a file that exists";

    public static string? Sha256(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigit) ? null : "64 hexadecimal digits: the SHA-256 of the key";

    public static string? TurnUrl(string text) =>
        text.StartsWith("turn:", StringComparison.OrdinalIgnoreCase) || text.StartsWith("turns:", StringComparison.OrdinalIgnoreCase)
            ? null
            : "addresses like turns:turn.practice.example:443?transport=tcp";

    /// <summary>A mail server: <c>smtp://</c> begins with STARTTLS, <c>smtps://</c> with TLS.</summary>
    public static string? SmtpUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "smtp" or "smtps" && uri.Host.Length > 0 && uri.AbsolutePath is "" or "/"
            ? null
            : "an address like smtp://user:password@mail.practice.example:587 or smtps://…:465 (special characters of user and password as %40)";

    /// <summary>Plain HTTP would show who was in a session when, and let anybody between change it; on the machine itself there is nobody between.</summary>
    public static string? WebhookUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0 && uri.Fragment.Length == 0
            && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
            ? null
            : "an address like https://booking.practice.example/hooks (http:// on this machine only), without user, password or fragment,";

    /// <summary>A phone number as people write it.</summary>
    public static string? PhoneNumber(string text) =>
        text.Length <= 32 && text.Count(char.IsAsciiDigit) is >= 3 and <= 15 && text.AsSpan(text.StartsWith('+') ? 1 : 0).IndexOfAnyExcept(PhoneCharacters) < 0
            ? null
            : "a phone number like +1 503 555 0142: digits with spaces, brackets, dots, strokes or hyphens";

    /// <summary>A trunk or PBX: a name or address, and perhaps a port.</summary>
    public static string? SipServer(string text) =>
        text.Length <= 255 && Uri.TryCreate("sip://" + text, UriKind.Absolute, out var uri) && uri.Host.Length > 0
            && uri.AbsolutePath is "" or "/" && uri.UserInfo.Length == 0 && !text.Contains('/') && !text.Any(char.IsWhiteSpace)
            && (Uri.CheckHostName(uri.Host.Trim('[', ']')) is UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6)
            ? null
            : "a host, with a port where it is not the usual one, like sip.provider.example or 192.168.178.1:5060 (without sip:)";

    /// <summary>The part before the @ of a SIP address.</summary>
    public static string? SipUser(string text) =>
        text.Length <= 64 && text.AsSpan().IndexOfAnyExcept(SipUserCharacters) < 0
            ? null
            : "at most 64 of A-Z a-z 0-9 . _ ~ - + * # (what stands before the @ of a SIP address)";

    /// <summary>ISO 3166-1, and known to the world's numbering plans.</summary>
    public static string? Region(string text) =>
        PhoneNumbers.PhoneNumberUtil.GetInstance().GetSupportedRegions().Contains(text.ToUpperInvariant()) ? null : "two letters of a country, like US or DE";

    /// <summary>Two ports and what is between.</summary>
    public static string? Ports(string text) =>
        PortRange.TryParse(text, out _) ? null : "two ports, the lower first, like 20000-20199; each call takes an even one";

    public static SettingCheck AtLeast(int characters) => text =>
        text.Length < characters ? $"a text of at least {characters} characters" : Text(text);

    public static string? MailAddress(string text) =>
        System.Net.Mail.MailAddress.TryCreate(text, out var address) && address.Address == text ? null : "a plain address like hello@practice.example";

    /// <summary>HMAC-SHA256 wants a key as long as its output: RFC 7518 section 3.2.</summary>
    public static string? Base64Key(string text)
    {
        Span<byte> bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var written) && written >= 32 ? null : "at least 32 bytes in base64";
    }
}
