using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Journeys.Care;
using SessionRelay.Portal.Pages.CareRecords;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Client.Care;

/// <summary>Another therapist in two clicks: the link to this page, and its button.</summary>
[Once]
internal sealed class ChangeModel(TherapistChanges changes, Assessments assessments, UnitOfWork work, PageLinks links) : OwnRecordPage
{
    public string? TherapistName { get; private set; }

    public bool IsFree { get; private set; }

    public int Open { get; private set; }

    [BindProperty]
    [StringLength(1000, ErrorMessage = "Keep it within 1,000 characters.")]
    public string? Reason { get; set; }

    /// <summary>How many sessions were released, right after the deed.</summary>
    [TempData]
    public int? Released { get; set; }

    public Task OnGetAsync() => ShowAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        if (!ModelState.IsValid)
        {
            await ShowAsync();
            return Page();
        }

        if (await changes.AskAsync(Own, (Reason ?? "").Trim(), Cancel) is { } change) Released = change.Released;
        return Redirect(links.To<ChangeModel>());
    }

    private async Task ShowAsync()
    {
        if (Own.TherapistId is not { } id) return;
        TherapistName = (await work.Db.Staff.AsNoTracking().SingleAsync(member => member.Id == id, Cancel)).Name.Value;
        IsFree = await changes.IsFreeAsync(Own, id, Cancel);
        Open = (await assessments.OpenBookingsAsync(Own.Id, Cancel)).Count(booking => booking.TherapistId == id);
    }
}
