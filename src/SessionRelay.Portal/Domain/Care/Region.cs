namespace SessionRelay.Portal.Domain.Care;

/// <summary>Where a licence holds: a country (<c>GB</c>) or a part of one (<c>US-NY</c>) by ISO 3166-1 and 3166-2. A licence for one is not one for the other.</summary>
internal readonly record struct Region
{
    private const int LongestSubdivision = 3; // ISO 3166-2

    /// <summary>None of those that are known here (<c>ZZ</c>, which ISO 3166 leaves to its users): nobody is licensed there.</summary>
    public static readonly Region Elsewhere = new("ZZ");

    private readonly string? code;

    private Region(string code) => this.code = code;

    public string Code => code ?? throw new InvalidOperationException("This region was never set.");

    /// <returns>False when the text is no such code; upper case is part of it.</returns>
    public static bool TryParse(string? text, out Region region)
    {
        region = default;
        if (text is null || text.Length < 2 || !char.IsAsciiLetterUpper(text[0]) || !char.IsAsciiLetterUpper(text[1])) return false;
        if (text.Length > 2)
        {
            var subdivision = text.AsSpan(3);
            if (text[2] != '-' || subdivision.IsEmpty || subdivision.Length > LongestSubdivision) return false;
            foreach (var letter in subdivision)
            {
                if (!char.IsAsciiLetterUpper(letter) && !char.IsAsciiDigit(letter)) return false;
            }
        }

        region = new Region(text);
        return true;
    }

    /// <exception cref="FormatException">The text is no such code.</exception>
    public static Region Parse(string text) =>
        TryParse(text, out var region) ? region : throw new FormatException($"\"{text}\" is no region: write a code of ISO 3166 like US-NY or GB.");

    public override string ToString() => code ?? "";
}
