using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Assessments;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Journeys.Care;
using SessionRelay.Portal.Journeys.Screening;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Web;
using ClientRecord = SessionRelay.Portal.Data.Clients.Client;

namespace SessionRelay.Portal.Pages.Therapist.Care;

/// <summary>What the clinician found, and which care they recommend; again whenever that changes.</summary>
[Mine<CareClient>]
[Once]
internal sealed class AssessModel(CarePeople people, Assessments assessments, Screenings screenings, PageLinks links) : PageModel
{
    private const int Longest = 4000;
    private const string TooLong = "Keep it within 4,000 characters.";

    public ClientRecord Record => Mine.Of<CareClient>(HttpContext).Record;

    public IReadOnlyList<ScreeningState> Forms { get; private set; } = [];

    public IReadOnlyList<Booking> Open { get; private set; } = [];

    [BindProperty]
    [Required(ErrorMessage = "Write what the client needs.")]
    [StringLength(Longest, ErrorMessage = TooLong)]
    public string? Needs { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Write what the client wants to reach.")]
    [StringLength(Longest, ErrorMessage = TooLong)]
    public string? Goals { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Write which symptoms there are; \"none\" is an answer.")]
    [StringLength(Longest, ErrorMessage = TooLong)]
    public string? Symptoms { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Write which risk there is; \"none found\" is an answer.")]
    [StringLength(Longest, ErrorMessage = TooLong)]
    public string? Risk { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Choose the level of care you recommend.")]
    [EnumDataType(typeof(LevelOfCare), ErrorMessage = "Choose one of these levels.")]
    public LevelOfCare? Level { get; set; }

    [BindProperty]
    public bool Medication { get; set; }

    [BindProperty]
    public bool Testing { get; set; }

    [BindProperty]
    public List<Concern> Concerns { get; set; } = [];

    [BindProperty]
    public List<Approach> Approaches { get; set; } = [];

    [BindProperty]
    [StringLength(500, ErrorMessage = "Keep it within 500 characters.")]
    public string? Preferences { get; set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        await ShowAsync(cancel);
        if (await assessments.LatestAsync(Record.Id, cancel) is not { } latest) return;
        var found = latest.Findings.Value;
        (Needs, Goals, Symptoms, Risk, Level) = (found.Needs, found.Goals, found.Symptoms, found.Risk, latest.Level);
        (Medication, Testing) = (latest.NeedsMedicationManagement, latest.NeedsPsychologicalTesting);
        (Concerns, Approaches, Preferences) = ([.. found.Concerns], [.. found.Approaches], string.Join('\n', found.Preferences));
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (Concerns.Any(concern => !Enum.IsDefined(concern))) ModelState.AddModelError(nameof(Concerns), "Choose from the list.");
        if (Approaches.Any(approach => !Enum.IsDefined(approach))) ModelState.AddModelError(nameof(Approaches), "Choose from the list.");
        if (await people.MemberOfAsync(PortalRoles.IdOf(User), cancel) is not { } clinician) return NotFound();
        if (!ModelState.IsValid)
        {
            await ShowAsync(cancel);
            return Page();
        }

        var findings = new AssessmentFindings
        {
            Needs = Needs!.Trim(),
            Goals = Goals!.Trim(),
            Symptoms = Symptoms!.Trim(),
            Risk = Risk!.Trim(),
            Concerns = [.. Concerns.Distinct()],
            Approaches = [.. Approaches.Distinct()],
            Preferences = [.. (Preferences ?? "").Split(['\n', ','], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct().Take(20)],
        };
        await assessments.RecordAsync(Record, clinician.Id, findings, Level!.Value, Medication, Testing, cancel);
        return Redirect(links.To<ClientModel>(new { id = Record.Id }));
    }

    private async Task ShowAsync(CancellationToken cancel)
    {
        Forms = await screenings.StatesAsync(Record.Id, cancel);
        Open = await assessments.OpenBookingsAsync(Record.Id, cancel);
    }
}
