using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using SessionRelay.Portal.Data.Staff;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Forms;

namespace SessionRelay.Portal.Pages.Owner.Staff;

internal enum PaperKind
{
    Licence,
    LiabilityInsurance,
    ContinuingEducation,
}

/// <summary>What is asked of a licence, an insurance, an education.</summary>
internal abstract class PaperFields : OwnerPage
{
    public static readonly IReadOnlyList<Choice> Kinds = Choice.Of(
        (PaperKind.Licence, "A licence"), (PaperKind.LiabilityInsurance, "Liability insurance"), (PaperKind.ContinuingEducation, "Continuing education"));

    [BindProperty]
    [StringLength(6, ErrorMessage = "Write a code like US-NY or GB.")]
    public string? Place { get; set; }

    [BindProperty]
    [StringLength(120, ErrorMessage = "Write at most 120 characters.")]
    [OneLine]
    public string? Called { get; set; }

    [BindProperty]
    [StringLength(60, ErrorMessage = "Write at most 60 characters.")]
    [OneLine]
    public string? Number { get; set; }

    [BindProperty]
    [Range(1, 500, ErrorMessage = "Write a number from 1 to 500.")]
    public int? Hours { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Write the first day on which it holds.")]
    public LocalDate? From { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Write the last day on which it holds.")]
    public LocalDate? Until { get; set; }

    protected void Check(PaperKind kind)
    {
        if (kind == PaperKind.Licence && (!Domain.Care.Region.TryParse(Place?.Trim().ToUpperInvariant(), out var place) || place == Domain.Care.Region.Elsewhere)) ModelState.AddModelError(nameof(Place), "Write the region's code, like US-NY or GB.");
        if (kind != PaperKind.Licence && string.IsNullOrWhiteSpace(Called)) ModelState.AddModelError(nameof(Called), "Write who insures, or what the course was.");
        if (From is { } from && Until is { } until && until < from) ModelState.AddModelError(nameof(Until), "The last day is before the first.");
        if (Until is { Year: > 2100 }) ModelState.AddModelError(nameof(Until), "Write a day before the year 2100.");
    }

    protected Region PlaceAsRegion() => Domain.Care.Region.Parse(Place!.Trim().ToUpperInvariant());

    protected static CredentialKind CredentialOf(PaperKind kind) => kind == PaperKind.LiabilityInsurance ? CredentialKind.LiabilityInsurance : CredentialKind.ContinuingEducation;
}
