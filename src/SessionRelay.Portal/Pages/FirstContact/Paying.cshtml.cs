using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Journeys.FirstContact;

namespace SessionRelay.Portal.Pages.FirstContact;

/// <summary>Which insurer, or none. Never a promise of coverage.</summary>
internal sealed class PayingModel(InsurerList insurers) : ContactPage
{
    public static IReadOnlyList<Choice> Choices { get; } =
    [
        new(nameof(Journeys.FirstContact.Paying.Insurance), "Through an insurer"),
        new(nameof(Journeys.FirstContact.Paying.Self), "Myself"),
        new(nameof(Journeys.FirstContact.Paying.NotSure), "I don't know yet"),
    ];

    [BindProperty]
    [Required(ErrorMessage = "Say how you would pay. \"I don't know yet\" is fine.")]
    public Paying? Paying { get; set; }

    [BindProperty]
    [OneLine]
    [StringLength(100, ErrorMessage = "An insurer's name has at most 100 characters.")]
    public string? Insurer { get; set; }

    [BindProperty]
    [OneLine]
    [StringLength(100, ErrorMessage = "A plan's name has at most 100 characters.")]
    public string? InsurancePlan { get; set; }

    /// <summary>Those that the practice deals with.</summary>
    public string Known { get; private set; } = "";

    public async Task OnGetAsync(CancellationToken cancel)
    {
        (Paying, Insurer, InsurancePlan) = (Draft.Paying, Draft.Insurer, Draft.Plan);
        Known = await KnownAsync(cancel);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (Paying == Journeys.FirstContact.Paying.Insurance && Trimmed(Insurer) is null) ModelState.AddModelError(nameof(Insurer), "Write the insurer's name: it is on your card.");
        if (!ModelState.IsValid)
        {
            Known = await KnownAsync(cancel);
            return Page();
        }

        var isInsured = Paying == Journeys.FirstContact.Paying.Insurance;
        (Draft.Paying, Draft.Insurer, Draft.Plan) = (Paying, isInsured ? Trimmed(Insurer) : null, isInsured ? Trimmed(InsurancePlan) : null);
        return await ContinueAsync();
    }

    private async Task<string> KnownAsync(CancellationToken cancel) =>
        await insurers.NamesAsync(cancel) is { Count: > 0 } names ? $"We work with {string.Join(", ", names)}, and others on request." : "";
}
