using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Scheduling;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Journeys.Bookings;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Staff.Calendar;

/// <summary>A therapist's week, what waits for approval, and what was proposed to clients. A therapist sees their own; those who coordinate see everybody's.</summary>
internal sealed class IndexModel(UnitOfWork work, PartyFinder people, BookingLists lists, BookingStore store, BookingDesk desk, TimeProposals proposals, ZoneDataWatch zones, IClock clock, PageLinks links) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid? Therapist { get; set; }

    [BindProperty(SupportsGet = true)]
    public LocalDate? Week { get; set; }

    public IReadOnlyList<Choice> Therapists { get; private set; } = [];

    public TherapistOffer? Of { get; private set; }

    public LocalDate Today { get; private set; }

    public IReadOnlyList<(LocalDate Date, IReadOnlyList<ListedBooking> Bookings)> Days { get; private set; } = [];

    public IReadOnlyList<ListedBooking> Requested { get; private set; } = [];

    /// <summary>Times that clients were asked to choose from: what waits for an answer, and what became of the last ones.</summary>
    public IReadOnlyList<ListedProposal> Proposed { get; private set; } = [];

    public Instant Now { get; private set; }

    public int Shifted { get; private set; }

    [TempData]
    public string? Told { get; set; }

    private CancellationToken Cancel => HttpContext.RequestAborted;

    private bool Coordinates => User.IsInRole(PortalRoles.Intake) || User.IsInRole(PortalRoles.Owner);

    public async Task OnGetAsync()
    {
        var own = (await people.StaffOfUserAsync(PortalRoles.IdOf(User), Cancel))?.Id;
        if (Coordinates)
        {
            var profiles = await work.Db.Therapists.AsNoTracking().Select(profile => profile.Id).ToListAsync(Cancel);
            Therapists = [.. (await work.Db.Staff.AsNoTracking().Where(member => member.IsActive && profiles.Contains(member.Id)).ToListAsync(Cancel))
                .Select(member => new Choice($"{member.Id}", member.Name.Value)).OrderBy(choice => choice.Label)];
        }

        Requested = Coordinates || own is not null ? await lists.RequestedAsync(Coordinates ? null : own, Cancel) : [];
        Proposed = Coordinates || own is not null ? await proposals.RecentAsync(Coordinates ? null : own, Cancel) : [];
        Now = clock.GetCurrentInstant();
        Shifted = Coordinates ? (await zones.ShiftedAsync(Cancel)).Count : 0;
        var wanted = Coordinates ? Therapist ?? own ?? (Therapists is [var first, ..] ? Guid.Parse(first.Value) : null) : own;
        Of = await desk.OfferAsync(wanted, Cancel) ?? (Coordinates && Therapists is [var other, ..] ? await desk.OfferAsync(Guid.Parse(other.Value), Cancel) : null);
        if (Of is null) return;
        Therapist = Of.Id; // the field says whose calendar is shown
        Today = Now.InZone(Of.Zone).Date;
        var monday = (Week ?? Today).PlusDays(1).Previous(IsoDayOfWeek.Monday);
        Week = monday;
        var bookings = await lists.OfTherapistAsync(Of.Id, WallClock.DatesOf(Of.Zone, monday, monday.PlusDays(6)), Cancel);
        Days = [.. Enumerable.Range(0, 7).Select(day => monday.PlusDays(day))
            .Select(date => (date, (IReadOnlyList<ListedBooking>)[.. bookings.Where(listed => listed.Booking.Start.InZone(Of.Zone).Date == date)]))];
    }

    public async Task<IActionResult> OnPostApproveAsync(Guid booking)
    {
        if (await MineAsync(booking) is null) return NotFound();
        var outcome = await store.ApproveAsync(booking, PortalRoles.IdOf(User).ToString(), Cancel);
        Told = outcome.IsBooked ? "The session is booked." : outcome.JustTaken ? "Somebody has decided about it already, or took the time." : "Its time is not free any more: decline it, or agree on another.";
        return Redirect(links.To<IndexModel>());
    }

    public async Task<IActionResult> OnPostDeclineAsync(Guid booking)
    {
        if (await MineAsync(booking) is not { State: BookingState.Requested } found) return NotFound();
        Told = await desk.DeclineAsync(found, null, Cancel) ? "The request is declined." : "Somebody has decided about it already.";
        return Redirect(links.To<IndexModel>());
    }

    public static string WeekOf(LocalDate monday, int weeks) => NodaTime.Text.LocalDatePattern.Iso.Format(monday.PlusWeeks(weeks));

    private Task<Booking?> MineAsync(Guid booking) => HttpContext.RequestServices.GetRequiredService<IMine<Booking>>().FindAsync(User, booking, Cancel);
}
