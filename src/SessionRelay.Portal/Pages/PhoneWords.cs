using System.Diagnostics.CodeAnalysis;
using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Pages;

/// <summary>Telephone numbers as pages show them. They are stored one way (E.164) and read another.</summary>
internal static class PhoneWords
{
    /// <summary>Spaced, with the country's code: <c>+1 503-555-0142</c>. What is no such number stands as it is.</summary>
    public static string Of(string number) => PhoneNumber.Spaced(number);

    [return: NotNullIfNotNull(nameof(number))]
    public static string? OrNull(string? number) => number is null ? null : Of(number);

    /// <summary>The address of a link that dials: E.164 wherever that is known.</summary>
    /// <param name="number">As somebody wrote it.</param>
    /// <param name="country">ISO 3166-1: where it belongs without a country code; null when nobody has said.</param>
    public static string Link(string number, string? country) =>
        "tel:" + (PhoneNumber.Normalise(number, country ?? "ZZ") ?? string.Concat(number.Where(sign => char.IsAsciiDigit(sign) || sign == '+')));
}
