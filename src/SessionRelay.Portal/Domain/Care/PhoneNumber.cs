using PhoneNumbers;

namespace SessionRelay.Portal.Domain.Care;

/// <summary>Telephone numbers as people write them, checked by the numbering plans of all countries (libphonenumber) and written one way: E.164.</summary>
internal static class PhoneNumber
{
    private const int Longest = 32; // characters, as people write them with brackets and spaces

    private static readonly PhoneNumberUtil Plans = PhoneNumberUtil.GetInstance();

    /// <param name="text">As somebody typed it.</param>
    /// <param name="country">ISO 3166-1: where a number without a country code belongs.</param>
    /// <returns>Like <c>+15035550142</c>; null when it can't be a number that somebody answers.</returns>
    public static string? Normalise(string? text, string country)
    {
        if (text is null or { Length: > Longest } || string.IsNullOrWhiteSpace(text)) return null;
        try
        {
            var number = Plans.Parse(text, country);
            return Plans.IsPossibleNumber(number) && !number.HasExtension && IsReal(number) ? Plans.Format(number, PhoneNumberFormat.E164) : null;
        }
        catch (NumberParseException)
        {
            return null;
        }
    }

    /// <summary>As people write it, with its country: <c>+1 503-555-0142</c>. What is no number that can be called stands as it was typed.</summary>
    /// <param name="number">E.164, or as somebody typed it.</param>
    public static string Spaced(string number)
    {
        if (Normalise(number, "ZZ") is not { } normal) return number; // no country: only what has its own code
        return Plans.Format(Plans.Parse(normal, null), PhoneNumberFormat.INTERNATIONAL);
    }

    /// <summary>A number of a plan, or one of those that North America keeps for stories (555-01xx), which a demo's people have.</summary>
    private static bool IsReal(PhoneNumbers.PhoneNumber number) =>
        Plans.IsValidNumber(number) || (number.CountryCode == 1 && number.NationalNumber / 100 % 100_000 == 55501);
}
