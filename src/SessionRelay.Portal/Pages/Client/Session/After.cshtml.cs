using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Journeys.Sessions;
using SessionRelay.Portal.Pages.Session;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Client.Session;

/// <summary>After a session, for who is signed in. The id is the participant's.</summary>
[Mine<JoinTarget>]
internal sealed class AfterModel(Aftermaths aftermaths, PageLinks pages) : AfterPage(aftermaths)
{
    public override string BackIn => pages.To<JoinModel>(new { id = Mine.Of<JoinTarget>(HttpContext).Participant.Id });

    public override bool IsTherapist => false;

    protected override Task<(Booking Booking, DateTimeZone Zone)?> FindAsync(CancellationToken cancel)
    {
        var target = Mine.Of<JoinTarget>(HttpContext);
        return Task.FromResult<(Booking, DateTimeZone)?>((target.Booking, target.Zone));
    }
}
