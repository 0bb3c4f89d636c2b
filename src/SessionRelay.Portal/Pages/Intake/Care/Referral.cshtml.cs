using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Assessments;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Journeys.Care;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Intake.Care;

/// <summary>A referral until somebody has taken the client in: whom to turn to, when to ask, what came of it.</summary>
[Mine<Referral>]
internal sealed class ReferralModel(Assessments assessments, UnitOfWork work, ViewerZone viewer, PageLinks links) : RacedPage
{
    public static readonly IReadOnlyList<Choice> States = [.. Enum.GetValues<ReferralState>().Select(state => new Choice(state.ToString(), Words(state)))];

    public Referral Referral => Mine.Of<Referral>(HttpContext);

    public string ClientName { get; private set; } = "";

    public IReadOnlyList<Booking> Open { get; private set; } = [];

    [BindProperty]
    [StringLength(2000, ErrorMessage = "Keep it within 2,000 characters.")]
    public string? Contacts { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Say how it stands.")]
    [EnumDataType(typeof(ReferralState), ErrorMessage = "Choose one of these.")]
    public ReferralState? State { get; set; }

    [BindProperty]
    public LocalDate? FollowUp { get; set; }

    [BindProperty]
    [StringLength(2000, ErrorMessage = "Keep it within 2,000 characters.")]
    public string? Outcome { get; set; }

    public static string Words(ReferralState state) => state switch
    {
        ReferralState.Open => "Open",
        ReferralState.TakenUp => "Taken up: the client has somebody",
        ReferralState.NotTakenUp => "Not taken up: ask again",
        ReferralState.Closed => "Closed",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    public async Task OnGetAsync(CancellationToken cancel)
    {
        await ShowAsync(cancel);
        (Version, Contacts, State, Outcome) = (StampOf(Referral), Referral.Contacts?.Value, Referral.State, Referral.Outcome?.Value);
        FollowUp = Referral.FollowUpAt?.InZone(viewer.Zone).Date;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        var isOpen = State is ReferralState.Open or ReferralState.NotTakenUp;
        if (isOpen && string.IsNullOrWhiteSpace(Contacts)) ModelState.AddModelError(nameof(Contacts), "Name whom the client can turn to: they see it on their page.");
        if (isOpen && FollowUp is null && ModelState[nameof(FollowUp)]?.Errors.Count is null or 0) ModelState.AddModelError(nameof(FollowUp), "Say when you ask again: nobody is left without an answer.");
        if (State is ReferralState.Closed && string.IsNullOrWhiteSpace(Outcome)) ModelState.AddModelError(nameof(Outcome), "Say why it is closed.");
        if (!ModelState.IsValid)
        {
            await ShowAsync(cancel);
            return Page();
        }

        // A date without a change keeps the hour of an urgent follow-up.
        var isSameDay = FollowUp == Referral.FollowUpAt?.InZone(viewer.Zone).Date;
        var then = isSameDay ? Referral.FollowUpAt : FollowUp?.At(new LocalTime(9, 0)).InZoneLeniently(viewer.Zone).ToInstant();
        Referrals.Work(Referral, (Contacts ?? "").Trim(), State!.Value, then, (Outcome ?? "").Trim());
        if (!await SaveAsync(Referral, cancel))
        {
            await ShowAsync(cancel);
            return Page();
        }

        return Redirect(links.To<IndexModel>());
    }

    private async Task ShowAsync(CancellationToken cancel)
    {
        ClientName = (await work.Db.Clients.AsNoTracking().SingleAsync(client => client.Id == Referral.ClientId, cancel)).Name.Value;
        Open = await assessments.OpenBookingsAsync(Referral.ClientId, cancel);
    }
}
