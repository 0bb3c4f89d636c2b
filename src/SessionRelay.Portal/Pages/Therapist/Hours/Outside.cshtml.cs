using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using SessionRelay.Portal.Journeys.Bookings;
using SessionRelay.Portal.Journeys.Hours;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Therapist.Hours;

/// <summary>A calendar elsewhere whose busy times block.</summary>
internal sealed class OutsideModel(PartyFinder people, HoursDesk desk, OutsideCalendars calendars, PageLinks links) : HoursPage(people, desk)
{
    [BindProperty]
    [StringLength(2000, ErrorMessage = "That is too long for an address.")]
    public string? Address { get; set; }

    [TempData]
    public string? Told { get; set; }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        if (!await LoadAsync()) return NotFound();
        if (string.IsNullOrWhiteSpace(Address)) ModelState.AddModelError(nameof(Address), "Paste the calendar's address.");
        if (!ModelState.IsValid) return Page();
        if (await calendars.SetAsync(Book!.Member.Id, Address, Cancel) is { } trouble && trouble != OutsideTrouble.LeftOut)
        {
            ModelState.AddModelError(nameof(Address), OutsideTrouble.Words(trouble));
            return Page();
        }

        Told = "The calendar is read, and its busy times block.";
        return Redirect(links.To<OutsideModel>());
    }

    public async Task<IActionResult> OnPostRemoveAsync()
    {
        if (!await LoadAsync()) return NotFound();
        await calendars.SetAsync(Book!.Member.Id, null, Cancel);
        Told = "The calendar is forgotten. It blocks no time any more.";
        return Redirect(links.To<OutsideModel>());
    }
}
