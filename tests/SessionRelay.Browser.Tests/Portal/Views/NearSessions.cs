using NodaTime;

namespace SessionRelay.Browser.Tests.Portal.Views;

/// <summary>Brings the session of somebody's list near, whatever day the demo was started on: where it lies otherwise depends on the therapist's week.</summary>
internal static class NearSessions
{
    private const long UnitTicks = 5 * NodaConstants.TicksPerMinute;

    /// <summary>From the client's list of sessions; the list is opened again.</summary>
    /// <returns>The booking's id, as the database has it.</returns>
    public static async Task<string> BringNearAsync(this PortalPerson person, Duration ahead)
    {
        var place = await person.Page.Locator("main a[href*='/cancel/']").First.GetAttributeAsync("href");
        var id = place!.Split('/')[^1].ToUpperInvariant();
        var start = (SystemClock.Instance.GetCurrentInstant() + ahead).ToUnixTimeTicks() / UnitTicks * UnitTicks;
        person.Portal.Change("UPDATE Bookings SET Start = $start WHERE Id = $id", ("$start", start), ("$id", id));
        await person.Page.ReloadAsync();
        return id;
    }
}
