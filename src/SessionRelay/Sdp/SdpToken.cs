using System.Buffers;
using System.Globalization;

namespace SessionRelay.Sdp;

/// <summary>The small grammars inside attribute values: words, numbers, tokens (RFC 8866 section 9).</summary>
internal static class SdpToken
{
    private static readonly SearchValues<char> IceCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz{|}~");

    private static readonly SearchValues<char> RidCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>Takes the next word from <paramref name="rest"/>; words stand between spaces. Empty when there is none.</summary>
    public static ReadOnlySpan<char> NextWord(ref ReadOnlySpan<char> rest)
    {
        rest = rest.TrimStart(' ');
        var space = rest.IndexOf(' ');
        var word = space < 0 ? rest : rest[..space];
        rest = space < 0 ? default : rest[(space + 1)..];
        return word;
    }

    /// <summary>Decimal digits only, no sign, no spaces, at most <paramref name="maximum"/>.</summary>
    public static bool TryNumber(ReadOnlySpan<char> text, uint maximum, out uint value) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value <= maximum;

    /// <summary>RFC 8839 section 5.4: ice-char, between the given lengths.</summary>
    public static bool IsIceCredential(ReadOnlySpan<char> text, int minimum) =>
        text.Length >= minimum && text.Length <= SdpLimits.Credential && !text.ContainsAnyExcept(IceCharacters);

    public static bool IsToken(ReadOnlySpan<char> text, int maximum) =>
        text.Length >= 1 && text.Length <= maximum && !text.ContainsAnyExcept(TokenCharacters);

    /// <summary>RFC 8851 section 10, and short enough for a header extension.</summary>
    public static bool IsRid(ReadOnlySpan<char> text) =>
        text.Length is >= 1 and <= SdpLimits.SourceName && !text.ContainsAnyExcept(RidCharacters);

    public static bool EqualsIgnoringCase(ReadOnlySpan<char> text, string word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);
}
