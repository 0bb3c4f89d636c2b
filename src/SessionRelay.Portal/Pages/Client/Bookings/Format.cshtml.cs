using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Journeys.Bookings;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Client.Bookings;

/// <summary>How client and therapist meet.</summary>
internal sealed class FormatModel(PartyFinder people, BookingDesk desk, PageLinks links) : BookingPage(people, desk, links)
{
    [BindProperty]
    [Required(ErrorMessage = "Choose how you want to meet.")]
    public CareFormat? Format { get; set; }

    public IEnumerable<Choice> Choices => Offer.Formats.Select(format => new Choice($"{format}", ClientWords.Format(format)));

    public async Task<IActionResult> OnGetAsync()
    {
        if (await LoadAsync() is { } elsewhere) return elsewhere;
        Format = Draft.Format == CareFormat.None ? null : Draft.Format;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await LoadAsync() is { } elsewhere) return elsewhere;
        if (Format is { } chosen && !Offer.Formats.Contains(chosen)) ModelState.AddModelError(nameof(Format), "Your therapist has no sessions in this way.");
        if (!ModelState.IsValid) return Page();
        if (Draft.Format != Format) Draft.ForgetTime();
        Draft.Format = Format!.Value;
        return await ContinueAsync();
    }
}
