using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Journeys.Sessions;
using SessionRelay.Portal.Pages.Session;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Therapist;

/// <summary>After a session, for the therapist. The id is the booking's.</summary>
[Mine<HostedSession>]
internal sealed class AfterModel(Aftermaths aftermaths, PageLinks pages) : AfterPage(aftermaths)
{
    public override string BackIn => pages.To<TodayModel>();

    public override bool IsTherapist => true;

    protected override Task<(Booking Booking, DateTimeZone Zone)?> FindAsync(CancellationToken cancel)
    {
        var hosted = Mine.Of<HostedSession>(HttpContext);
        return Task.FromResult<(Booking, DateTimeZone)?>((hosted.Booking, TodayList.ZoneOf(hosted.Therapist)));
    }
}
