using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Pages.FirstContact;

internal sealed class ForWhomModel : ContactPage
{
    [BindProperty]
    [Required(ErrorMessage = "Say whom it is for.")]
    public Population? Population { get; set; }

    public void OnGet() => Population = Draft.Population;

    public async Task<IActionResult> OnPostAsync()
    {
        if (!ModelState.IsValid) return Page();
        Draft.Population = Population;
        return await ContinueAsync();
    }
}
