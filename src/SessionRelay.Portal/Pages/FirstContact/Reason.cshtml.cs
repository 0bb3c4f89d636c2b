using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Pages.FirstContact;

/// <summary>What brings them: any of the list, and a few words if they like.</summary>
internal sealed class ReasonModel : ContactPage
{
    [BindProperty]
    public List<Concern> Concerns { get; set; } = [];

    [BindProperty]
    [StringLength(1000, ErrorMessage = "This is longer than 1,000 characters. A few sentences are enough: you can tell the rest when we talk.")]
    public string? OwnWords { get; set; }

    public void OnGet() => (Concerns, OwnWords) = (Draft.Concerns ?? [], Draft.OwnWords);

    public async Task<IActionResult> OnPostAsync()
    {
        if (Concerns.Count == 0 && ModelState.GetFieldValidationState(nameof(Concerns)) != Microsoft.AspNetCore.Mvc.ModelBinding.ModelValidationState.Invalid)
            ModelState.AddModelError(nameof(Concerns), "Choose at least one. \"Something else\" is fine.");
        if (!ModelState.IsValid) return Page();
        (Draft.Concerns, Draft.OwnWords) = ([.. Concerns.Distinct()], Trimmed(OwnWords));
        return await ContinueAsync();
    }
}
