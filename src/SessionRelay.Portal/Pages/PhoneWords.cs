using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Pages;

/// <summary>Telephone numbers as pages show them. They are stored one way (E.164) and read another.</summary>
internal static class PhoneWords
{
    /// <summary>Spaced, with the country's code: <c>+1 503-555-0142</c>.</summary>
    public static string Of(string number) => PhoneNumber.Spaced(number);
}
