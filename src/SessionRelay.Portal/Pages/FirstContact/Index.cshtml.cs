using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.FirstContact;

/// <summary>The first question of all: a yes leads to help at once, and stays with the request if one is sent later.</summary>
internal sealed class IndexModel(PageLinks links) : ContactPage
{
    [BindProperty]
    [Required(ErrorMessage = "Say whether you are in danger now.")]
    public bool? InDanger { get; set; }

    public void OnGet() => InDanger = Draft.InDanger;

    public async Task<IActionResult> OnPostAsync()
    {
        if (!ModelState.IsValid) return Page();
        (Draft.InDanger, Draft.WasInDanger) = (InDanger, Draft.WasInDanger || InDanger == true);
        if (InDanger == false) return await ContinueAsync();
        await SaveAsync();
        return Redirect(links.To<CrisisModel>());
    }
}
