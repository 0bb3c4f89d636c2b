using Microsoft.AspNetCore.Mvc;
using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Pages.FirstContact;

internal sealed class HowModel : ContactPage
{
    [BindProperty]
    public List<CareFormat> Formats { get; set; } = [];

    public void OnGet() => Formats = Draft.Formats ?? [];

    public async Task<IActionResult> OnPostAsync()
    {
        if (!ModelState.IsValid) return Page();
        Draft.Formats = [.. Formats.Distinct()];
        return await ContinueAsync();
    }
}
