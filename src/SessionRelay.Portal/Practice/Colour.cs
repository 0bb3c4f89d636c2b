using System.Globalization;

namespace SessionRelay.Portal.Practice;

/// <summary>A colour of the practice's own, as <c>#rrggbb</c>. Contrast by WCAG 2.2, "relative luminance".</summary>
internal readonly record struct Colour(byte Red, byte Green, byte Blue)
{
    /// <summary>WCAG 2.2 criterion 1.4.3: text against its ground.</summary>
    private const double Readable = 4.5;

    private static readonly Colour Paper = new(0xfa, 0xf8, 0xf4);
    private static readonly Colour DarkPaper = new(0x1c, 0x23, 0x24); // the lighter of the two dark grounds

    public static bool TryParse(string? text, out Colour colour)
    {
        colour = default;
        if (text is not { Length: 7 } || text[0] != '#' || !uint.TryParse(text.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var rgb)) return false;
        colour = new Colour((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb);
        return true;
    }

    public bool IsReadableOnPaper => Contrast(this, Paper) >= Readable;

    /// <summary>The same, made lighter until it can be read on dark pages.</summary>
    public Colour ForDark()
    {
        for (var part = 0; part <= 100; part += 5)
        {
            var lighter = new Colour(Towards(Red, part), Towards(Green, part), Towards(Blue, part));
            if (Contrast(lighter, DarkPaper) >= Readable + 1.5) return lighter;
        }

        return new Colour(255, 255, 255);

        static byte Towards(byte channel, int part) => (byte)(channel + (255 - channel) * part / 100);
    }

    /// <summary>For the style sheet; null keeps the portal's own.</summary>
    public static string? StyleOf(string? accent) =>
        TryParse(accent, out var colour) && colour.IsReadableOnPaper ? $":root {{ --teal: light-dark({colour}, {colour.ForDark()}); }}\n" : null;

    public override string ToString() => $"#{Red:x2}{Green:x2}{Blue:x2}";

    private static double Contrast(Colour one, Colour other)
    {
        var (a, b) = (one.Luminance(), other.Luminance());
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private double Luminance() => 0.2126 * Linear(Red) + 0.7152 * Linear(Green) + 0.0722 * Linear(Blue);

    private static double Linear(byte channel)
    {
        var value = channel / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }
}
