using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using SessionRelay.Portal.Journeys.Care;
using SessionRelay.Portal.Pages.Journey;

namespace SessionRelay.Portal.Pages.Client.Moving;

/// <summary>From when on.</summary>
internal sealed class WhenModel(IClock clock) : JourneyPage<MovingDraft>
{
    /// <summary>Moves are told at most so far ahead.</summary>
    private static readonly Period Ahead = Period.FromYears(1);

    protected override JourneyPlan<MovingDraft> Plan => MovingPlan.Plan;

    [BindProperty]
    [Required(ErrorMessage = "Say from which day on you live there.")]
    public LocalDate? On { get; set; }

    public LocalDate Today => clock.GetCurrentInstant().InZone(ClientPlaces.ZoneOf(Draft.Zone!)).Date;

    public void OnGet() => On = Draft.On;

    public async Task<IActionResult> OnPostAsync()
    {
        if (On < Today) ModelState.AddModelError(nameof(On), "If you live there already, give today's date.");
        else if (On > Today + Ahead) ModelState.AddModelError(nameof(On), "Tell us when it is less than a year ahead.");
        if (!ModelState.IsValid) return Page();
        Draft.On = On;
        return await ContinueAsync();
    }
}
