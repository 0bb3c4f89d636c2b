using System.Collections;
using NodaTime;
using NodaTime.Text;

namespace SessionRelay.Portal.Forms;

/// <summary>How a value stands in a form, and is read back from it by <see cref="NodaBinder"/> or ASP.NET Core.</summary>
internal static class FieldValues
{
    public static readonly LocalTimePattern Time = LocalTimePattern.CreateWithInvariantCulture("HH:mm");

    public static IReadOnlyList<string> Of(object? value) => value switch
    {
        null => [],
        string text => [text],
        IEnumerable several => [.. several.Cast<object?>().SelectMany(Of)],
        _ => [One(value)],
    };

    private static string One(object value) => value switch
    {
        LocalDate date => LocalDatePattern.Iso.Format(date),
        LocalTime time => Time.Format(time),
        Instant moment => InstantPattern.General.Format(moment),
        bool yes => yes ? "true" : "false",
        _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "",
    };
}
