using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Journeys.Bookings;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Client.Bookings;

/// <summary>How long the session is.</summary>
internal sealed class LengthModel(PartyFinder people, BookingDesk desk, PageLinks links) : BookingPage(people, desk, links)
{
    [BindProperty]
    [Required(ErrorMessage = "Choose how long the session is to be.")]
    public int? Minutes { get; set; }

    public IEnumerable<Choice> Choices => Offer.Lengths.Select(length => new Choice($"{length}", ClientWords.Length(length)));

    public async Task<IActionResult> OnGetAsync()
    {
        if (await LoadAsync() is { } elsewhere) return elsewhere;
        Minutes = Draft.Minutes > 0 ? Draft.Minutes : null;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await LoadAsync() is { } elsewhere) return elsewhere;
        if (Minutes is { } chosen && !Offer.Lengths.Contains(chosen)) ModelState.AddModelError(nameof(Minutes), "Your therapist has no sessions of this length.");
        if (!ModelState.IsValid) return Page();
        if (Draft.Minutes != Minutes) Draft.ForgetTime();
        Draft.Minutes = Minutes!.Value;
        return await ContinueAsync();
    }
}
