using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;

namespace SessionRelay.Portal.Pages.FirstContact;

/// <summary>The region decides which therapists may work with them.</summary>
internal sealed class WhereModel : ContactPage
{
    [BindProperty]
    [Required(ErrorMessage = "Choose the state or region where you live.")]
    public string? Region { get; set; }

    public void OnGet() => Region = Draft.Region;

    public async Task<IActionResult> OnPostAsync()
    {
        PlaceFields.Check(ModelState, nameof(Region), Region);
        if (!ModelState.IsValid) return Page();
        Draft.Region = Region;
        return await ContinueAsync();
    }
}
