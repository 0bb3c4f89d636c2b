using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using SessionRelay.Portal.Data.Staff;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Journeys.Care;

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
    private const string AnotherPlace = "other";

    /// <summary>Those of the clients, and any other by its code: nobody is licensed in "another country or region".</summary>
    public static readonly IReadOnlyList<Choice> Places = [.. RegionWords.Offered.Where(choice => choice.Value != Domain.Care.Region.Elsewhere.Code), new(AnotherPlace, "Another region")];

    public static readonly IReadOnlyList<Choice> Kinds = Choice.Of(
        (PaperKind.Licence, "A licence"), (PaperKind.LiabilityInsurance, "Liability insurance"), (PaperKind.ContinuingEducation, "Continuing education"));

    /// <summary>A region's code, or <see cref="AnotherPlace"/>.</summary>
    [BindProperty]
    [StringLength(6, ErrorMessage = "Choose a region.")]
    public string? Place { get; set; }

    [BindProperty]
    [StringLength(6, ErrorMessage = "Write a code like PH or CN-HK.")]
    public string? PlaceCode { get; set; }

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
        if (kind == PaperKind.Licence && !IsPlace(out _))
        {
            if (Place == AnotherPlace) ModelState.AddModelError(nameof(PlaceCode), "Write the region's code, like PH or CN-HK.");
            else ModelState.AddModelError(nameof(Place), "Choose the region of the licence.");
        }
        else if (kind == PaperKind.Licence && Place != AnotherPlace && !string.IsNullOrWhiteSpace(PlaceCode))
        {
            // Two regions were named: which one was meant, only who wrote them knows.
            ModelState.AddModelError(nameof(PlaceCode), "Choose another region in the list, or leave the code empty.");
        }

        if (kind != PaperKind.Licence && string.IsNullOrWhiteSpace(Called)) ModelState.AddModelError(nameof(Called), "Write who insures, or what the course was.");
        if (From is { } from && Until is { } until && until < from) ModelState.AddModelError(nameof(Until), "The last day is before the first.");
        if (Until is { Year: > 2100 }) ModelState.AddModelError(nameof(Until), "Write a day before the year 2100.");
    }

    /// <summary>After <see cref="Check"/> has found nothing.</summary>
    protected Region PlaceAsRegion() => IsPlace(out var region) ? region : throw new InvalidOperationException("No region was chosen.");

    protected void Show(Region region) => (Place, PlaceCode) = Places.Any(choice => choice.Value == region.Code) ? (region.Code, (string?)null) : (AnotherPlace, region.Code);

    private bool IsPlace(out Region region) =>
        Domain.Care.Region.TryParse((Place == AnotherPlace ? PlaceCode : Place)?.Trim().ToUpperInvariant(), out region) && region != Domain.Care.Region.Elsewhere;

    protected static CredentialKind CredentialOf(PaperKind kind) => kind == PaperKind.LiabilityInsurance ? CredentialKind.LiabilityInsurance : CredentialKind.ContinuingEducation;
}
