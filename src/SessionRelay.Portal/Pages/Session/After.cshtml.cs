using Microsoft.AspNetCore.Mvc;
using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Journeys.Sessions;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Session;

/// <summary>After a session, for who came by a mailed link.</summary>
internal sealed class AfterModel(Aftermaths aftermaths, UnitOfWork work, JoinLinks links, PageLinks pages) : AfterPage(aftermaths)
{
    private static readonly Duration Shown = Duration.FromHours(24); // a link in an old mail tells nothing any more

    [BindProperty(SupportsGet = true, Name = "link")]
    public string? Link { get; set; }

    public override string BackIn => pages.To<JoinModel>(new { link = Link });

    public override bool IsTherapist => false;

    protected override async Task<(Booking Booking, DateTimeZone Zone)?> FindAsync(CancellationToken cancel)
    {
        if (await links.FindAsync(Link, cancel) is not { } id || await JoinTarget.FindAsync(work, id, cancel) is not { } target) return null;
        return work.Database.Clock.GetCurrentInstant() < target.Booking.End + Shown ? (target.Booking, target.Zone) : null;
    }
}
