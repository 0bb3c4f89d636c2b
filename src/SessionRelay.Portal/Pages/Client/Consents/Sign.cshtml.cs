using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Consents;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Journeys.Consents;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Client.Consents;

/// <summary>One document to read, and to sign by typing one's name.</summary>
[Mine<ConsentFile>]
[Once]
internal sealed class SignModel(ConsentSigning signing, PageLinks links) : PageModel
{
    [FromRoute]
    public string? Kind { get; set; }

    /// <summary>The edition that is on the page.</summary>
    [BindProperty]
    public Guid Read { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Type your full name to sign.")]
    [OneLine]
    [StringLength(120, ErrorMessage = "A name has at most 120 characters here.")]
    public string? TypedName { get; set; }

    [BindProperty]
    public bool Agreed { get; set; }

    public ConsentFile Papers => Mine.Of<ConsentFile>(HttpContext);

    public ConsentTask? Asked => Enum.TryParse<ConsentKind>(Kind, ignoreCase: true, out var kind) && Enum.IsDefined(kind) ? Papers.Of(kind) : null;

    public IEnumerable<string> Paragraphs => Asked!.Document.Text.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public IActionResult OnGet() => Asked is null ? NotFound() : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (Asked is not { } task) return NotFound();
        if (!Agreed) ModelState.AddModelError(nameof(Agreed), "Tick the box when you have read it and agree.");
        if (!ModelState.IsValid) return Page();
        var address = HttpContext.Connection.RemoteIpAddress?.ToString() ?? "";
        if (await signing.SignAsync(Papers, task.Document.Kind, Read, TypedName!.Trim(), address, cancel) == SigningOutcome.Signed)
            return Redirect(links.To<IndexModel>());
        ModelState.Remove(nameof(Agreed));
        Agreed = false;
        ModelState.AddModelError(nameof(Agreed), "A newer version was published while you read. This is the new one: please read it.");
        return Page();
    }
}
