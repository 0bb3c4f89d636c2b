using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Journeys.Bookings;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Client.Bookings;

/// <summary>Times that staff proposes: one is taken with a button, or none. A time that is gone meanwhile says so, and the calendar has others.</summary>
[Once]
[Mine<TimeProposal>]
internal sealed class ProposalModel(PartyFinder people, TimeProposals proposals, BookingDesk desk, IClock clock, PageLinks links) : PageModel
{
    [BindProperty]
    public Instant? Start { get; set; }

    public TimeProposal Proposal => Mine.Of<TimeProposal>(HttpContext);

    public Party Party { get; private set; } = null!;

    public string Therapist { get; private set; } = "";

    public bool IsOpen { get; private set; }

    public IReadOnlyList<ProposedTime> Times { get; private set; } = [];

    /// <summary>The client may look for times of their own with this therapist.</summary>
    public bool HasCalendar => Party.Client.TherapistId == Proposal.TherapistId;

    [TempData]
    public string? Told { get; set; }

    private CancellationToken Cancel => HttpContext.RequestAborted;

    public Task<IActionResult> OnGetAsync() => ShowAsync(null);

    public async Task<IActionResult> OnPostAsync()
    {
        if (Start is null && ModelState.IsValid) ModelState.AddModelError("", "Choose one of the times.");
        if (!ModelState.IsValid) return await ShowAsync(null);
        Party = (await people.OfUserAsync(PortalRoles.IdOf(User), Cancel))!;
        if (await proposals.TakeAsync(Proposal, Start!.Value, Party, Cancel) is { } problem) return await ShowAsync(problem);
        Told = "The session is booked. We send you a mail with all that you need.";
        return Redirect(links.To<IndexModel>());
    }

    public async Task<IActionResult> OnPostDeclineAsync()
    {
        Party = (await people.OfUserAsync(PortalRoles.IdOf(User), Cancel))!;
        Told = await proposals.DeclineAsync(Proposal, Party.Client, Cancel) ? "We know now that none of the times suits, and look for others." : "This was answered already.";
        return Redirect(links.To<IndexModel>());
    }

    private async Task<IActionResult> ShowAsync(string? problem)
    {
        if (problem is not null) ModelState.AddModelError("", problem);
        Party = (await people.OfUserAsync(PortalRoles.IdOf(User), Cancel))!;
        Therapist = (await desk.OfferAsync(Proposal.TherapistId, Cancel))?.Name ?? "your therapist";
        IsOpen = Proposal.IsOpen(clock.GetCurrentInstant());
        if (IsOpen) Times = await proposals.TimesAsync(Proposal, Party, Cancel);
        return Page();
    }
}
