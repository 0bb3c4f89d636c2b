using NodaTime;
using SessionRelay.Portal.Journeys.Bookings;

namespace SessionRelay.Portal.Pages.Shared;

/// <summary>Free times to choose from: each is a button of the page's form whose value is the moment.</summary>
/// <param name="View">The times.</param>
/// <param name="Query">What the addresses of other weeks begin with: empty, or like <c>change=true&amp;</c>.</param>
/// <param name="Chosen">The one that was chosen before.</param>
internal sealed record FreeTimesList(FreeTimesView View, string Query = "", Instant? Chosen = null)
{
    public string Week(LocalDate from) => $"?{Query}from={NodaTime.Text.LocalDatePattern.Iso.Format(from)}";
}
