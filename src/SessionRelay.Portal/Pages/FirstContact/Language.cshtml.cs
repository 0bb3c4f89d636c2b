using Microsoft.AspNetCore.Mvc;

namespace SessionRelay.Portal.Pages.FirstContact;

internal sealed class LanguageModel : ContactPage
{
    [BindProperty]
    public string? Language { get; set; }

    public void OnGet() => Language = Draft.Language ?? "en";

    public async Task<IActionResult> OnPostAsync()
    {
        if (CareWords.Languages.All(known => known.Value != Language)) ModelState.AddModelError(nameof(Language), "Choose the language from the list.");
        if (!ModelState.IsValid) return Page();
        Draft.Language = Language;
        return await ContinueAsync();
    }
}
