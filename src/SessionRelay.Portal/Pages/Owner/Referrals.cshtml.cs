using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Journeys;
using SessionRelay.Portal.Journeys.Care;
using SessionRelay.Portal.Journeys.Owners;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Owner;

/// <summary>The practice's usual contacts, with which a referral of each kind begins.</summary>
internal sealed class ReferralsModel(PracticeDesk desk, PageLinks links) : OwnerPage
{
    private const int LongestText = 2000; // as in a referral itself
    private const string TooLong = "Keep it within 2,000 characters.";

    [BindProperty, StringLength(LongestText, ErrorMessage = TooLong)]
    public string? InPerson { get; set; }

    [BindProperty, StringLength(LongestText, ErrorMessage = TooLong)]
    public string? IntensiveOutpatient { get; set; }

    [BindProperty, StringLength(LongestText, ErrorMessage = TooLong)]
    public string? Inpatient { get; set; }

    [BindProperty, StringLength(LongestText, ErrorMessage = TooLong)]
    public string? Emergency { get; set; }

    [BindProperty, StringLength(LongestText, ErrorMessage = TooLong)]
    public string? MedicationManagement { get; set; }

    [BindProperty, StringLength(LongestText, ErrorMessage = TooLong)]
    public string? PsychologicalTesting { get; set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var texts = await PartsAsync(cancel);
        Version = Races.StampOf([await desk.ProfileAsync(cancel)], texts);
        (InPerson, IntensiveOutpatient, Inpatient) = (Of(ReferralKind.InPerson), Of(ReferralKind.IntensiveOutpatient), Of(ReferralKind.Inpatient));
        (Emergency, MedicationManagement, PsychologicalTesting) = (Of(ReferralKind.Emergency), Of(ReferralKind.MedicationManagement), Of(ReferralKind.PsychologicalTesting));

        string? Of(ReferralKind kind) => texts.Single(text => text.Name == kind.ToString()).Value;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid) return Page();
        var practice = await desk.ProfileAsync(cancel);
        foreach (var kind in Enum.GetValues<ReferralKind>()) await desk.SayAsync(Referrals.TextOf(kind), Typed(kind), cancel);
        if (!await SaveAsync([practice], PartsAsync, cancel)) return Page();
        Told = "Saved. New referrals begin with these words; those that are open stay as they are.";
        return Redirect(links.To<ReferralsModel>());
    }

    private string? Typed(ReferralKind kind) => kind switch
    {
        ReferralKind.InPerson => InPerson,
        ReferralKind.IntensiveOutpatient => IntensiveOutpatient,
        ReferralKind.Inpatient => Inpatient,
        ReferralKind.Emergency => Emergency,
        ReferralKind.MedicationManagement => MedicationManagement,
        ReferralKind.PsychologicalTesting => PsychologicalTesting,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private async Task<IReadOnlyList<FormPart>> PartsAsync(CancellationToken cancel)
    {
        var parts = new List<FormPart>();
        foreach (var kind in Enum.GetValues<ReferralKind>()) parts.Add(new FormPart(kind.ToString(), await desk.TextAsync(Referrals.TextOf(kind), cancel)));
        return parts;
    }
}
