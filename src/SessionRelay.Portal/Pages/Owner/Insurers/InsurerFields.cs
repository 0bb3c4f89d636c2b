using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using SessionRelay.Portal.Data.Practice;
using SessionRelay.Portal.Forms;

namespace SessionRelay.Portal.Pages.Owner.Insurers;

/// <summary>What is asked of an insurer, new or known.</summary>
internal abstract class InsurerFields : OwnerPage
{
    private const int MostPlans = 40;
    private const int LongestPlan = 80;

    [BindProperty]
    [Required(ErrorMessage = "Write the insurer's name.")]
    [StringLength(120, ErrorMessage = "Write at most 120 characters.")]
    [OneLine]
    public string? Name { get; set; }

    /// <summary>One a line.</summary>
    [BindProperty]
    [StringLength(4000, ErrorMessage = "Write at most 4,000 characters.")]
    public string? Plans { get; set; }

    [BindProperty]
    [StringLength(300, ErrorMessage = "Write at most 300 characters.")]
    [OneLine]
    public string? CopayNote { get; set; }

    protected string[] PlanNames => [.. (Plans ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct()];

    protected void Check(IEnumerable<Insurer> others)
    {
        if (PlanNames.Length > MostPlans) ModelState.AddModelError(nameof(Plans), $"Write at most {MostPlans} plans.");
        if (PlanNames.Any(plan => plan.Length > LongestPlan)) ModelState.AddModelError(nameof(Plans), $"A plan's name has at most {LongestPlan} characters.");
        if (others.Any(other => string.Equals(other.Name, Name?.Trim(), StringComparison.OrdinalIgnoreCase))) ModelState.AddModelError(nameof(Name), "There is an insurer of this name already.");
    }

    protected void Fill(Insurer insurer) => (insurer.Name, insurer.Plans, insurer.CopayNote) = (Name!.Trim(), PlanNames, TextOrNull(CopayNote));
}
