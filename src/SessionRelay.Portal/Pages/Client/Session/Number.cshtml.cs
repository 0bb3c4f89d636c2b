using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Journeys.Sessions;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Client.Session;

/// <summary>The number that is called, on the record of the person whose place it is. The id is the participant's.</summary>
[Mine<JoinTarget>]
[Once]
internal sealed class NumberModel(CallNumbers numbers, PageLinks pages) : PageModel
{
    [BindProperty]
    [Required(ErrorMessage = "Write the number at which we reach you.")]
    [StringLength(32, ErrorMessage = "Use at most 32 characters.")]
    public string? Number { get; set; }

    public string Back => pages.To<JoinModel>(new { id = Target.Participant.Id });

    private JoinTarget Target => Mine.Of<JoinTarget>(HttpContext);

    public void OnGet() => Number = PhoneWords.OrNull((Target.Member is { } member ? member.Phone : Target.Client.Phone)?.Value);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        var number = PhoneFields.Read(ModelState, nameof(Number), Number, numbers.Country);
        if (!ModelState.IsValid) return Page();
        await numbers.ChangeAsync(Target, number!, cancel);
        return Redirect(Back);
    }
}
