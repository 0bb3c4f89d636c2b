using Microsoft.AspNetCore.Mvc;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.FirstContact;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Journeys.Intake;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Intake;

/// <summary>One request, and what can be done with it: assign, make the record, arrange a first conversation, close.</summary>
[Mine<ContactRequest>]
[Once]
internal sealed class RequestModel(RequestDeeds deeds, ClientRecords records, IntakeStaff staff, OpenFlags flags, UnitOfWork work, PageLinks links) : RacedPage
{
    private const string LookAgain = "Nothing of yours was saved. This is how it stands now: look at it again before you go on.";

    [BindProperty]
    public Guid? Clinician { get; set; }

    [BindProperty]
    [OneLine]
    public string? Reason { get; set; }

    [BindProperty]
    public bool IsWithdrawn { get; set; }

    public ContactRequest Asked { get; private set; } = null!;

    public ContactAnswers Answers => Asked.Answers.Value;

    public Duration Waits => work.Database.Clock.GetCurrentInstant() - Asked.ReceivedAt;

    public bool IsOpen => Asked.State is RequestState.Waiting or RequestState.Assigned;

    public bool IsClosed => Asked.State is RequestState.Declined or RequestState.Withdrawn;

    /// <summary>The danger that was named, while nobody has looked at it.</summary>
    public Guid? OpenFlag { get; private set; }

    public IReadOnlyList<Choice> Clinicians { get; private set; } = [];

    public string? AssignedTo => Clinicians.FirstOrDefault(choice => choice.Value == Asked.AssignedToId?.ToString())?.Label;

    public Task OnGetAsync(CancellationToken cancel)
    {
        Clinician = Mine.Of<ContactRequest>(HttpContext).AssignedToId;
        return LoadAsync(Mine.Of<ContactRequest>(HttpContext), cancel);
    }

    public Task<IActionResult> OnPostAssignAsync(CancellationToken cancel) => DoAsync(async request =>
    {
        if (!await deeds.AssignAsync(request, Version, Clinician, cancel)) ModelState.AddModelError(nameof(Clinician), "Choose who takes it on.");
    }, cancel);

    public Task<IActionResult> OnPostCloseAsync(CancellationToken cancel) => DoAsync(async request =>
    {
        if (string.IsNullOrWhiteSpace(Reason)) ModelState.AddModelError(nameof(Reason), "Write why, for whoever looks at it later.");
        else if (Reason.Length > 500) ModelState.AddModelError(nameof(Reason), "Say it in at most 500 characters.");
        else if (ModelState.IsValid) await deeds.CloseAsync(request, Version, Reason.Trim(), IsWithdrawn, cancel);
    }, cancel);

    public Task<IActionResult> OnPostRecordAsync(CancellationToken cancel) => DoAsync(async request =>
    {
        switch (await records.MakeAsync(request, Version, cancel))
        {
            case RecordOutcome.AddressTaken:
                ModelState.AddModelError("", "Their e-mail address belongs to a member of the staff or to a guardian. Ask them for another one, and let them send the form again.");
                break;
            case RecordOutcome.GuardianAddressTaken:
                ModelState.AddModelError("", "The guardian's e-mail address is the teenager's own, or belongs to a client or to a member of the staff. Each of the two signs for themselves, so ask for another address.");
                break;
        }
    }, cancel);

    private async Task<IActionResult> DoAsync(Func<ContactRequest, Task> deed, CancellationToken cancel)
    {
        var request = Mine.Of<ContactRequest>(HttpContext);
        var isOpen = request.State is RequestState.Waiting or RequestState.Assigned;
        try
        {
            if (isOpen) await deed(request);
            else await LostAsync(request, cancel);
        }
        catch (LostRaceException)
        {
            await LostAsync(request, cancel);
        }

        if (ModelState.IsValid) return Redirect(links.To<RequestModel>(new { id = request.Id }));
        work.Db.ChangeTracker.Clear(); // what was not stored is not shown either
        await LoadAsync((await work.Db.ContactRequests.FindAsync([request.Id], cancel))!, cancel);
        return Page();
    }

    private async Task LostAsync(ContactRequest request, CancellationToken cancel)
    {
        var lost = await Races.TellAsync([request], Version, null, cancel);
        Say($"{lost.Who} {LookAgain}", lost.Stamp);
    }

    private async Task LoadAsync(ContactRequest request, CancellationToken cancel)
    {
        Asked = request;
        ModelState.Remove(nameof(Version));
        Version = StampOf(request);
        OpenFlag = await flags.OfRequestAsync(request.Id, cancel);
        Clinicians = [.. (await staff.CliniciansAsync(cancel)).Select(member => new Choice(member.Id.ToString(), member.Title is { } title ? $"{member.Name.Value}, {title}" : member.Name.Value))];
    }
}
