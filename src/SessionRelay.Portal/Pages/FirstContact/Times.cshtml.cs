using Microsoft.AspNetCore.Mvc;
using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Pages.FirstContact;

internal sealed class TimesModel : ContactPage
{
    [BindProperty]
    public List<SuitableTimes> Times { get; set; } = [];

    public void OnGet() => Times = Draft.Times ?? [];

    public async Task<IActionResult> OnPostAsync()
    {
        if (!ModelState.IsValid) return Page();
        Draft.Times = [.. Times.Distinct()];
        return await ContinueAsync();
    }
}
