using Microsoft.AspNetCore.Mvc;

namespace SessionRelay.Portal.Pages.FirstContact;

/// <summary>The region decides which therapists may work with them.</summary>
internal sealed class WhereModel : ContactPage
{
    [BindProperty]
    public string? Region { get; set; }

    public void OnGet() => Region = Draft.Region;

    public async Task<IActionResult> OnPostAsync()
    {
        if (!RegionWords.IsOffered(Region)) ModelState.AddModelError(nameof(Region), "Choose the state or region from the list.");
        if (!ModelState.IsValid) return Page();
        Draft.Region = Region;
        return await ContinueAsync();
    }
}
