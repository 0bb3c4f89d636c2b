using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.FirstContact;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Scheduling;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Journeys.Intake;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Web;
using ClientRecord = SessionRelay.Portal.Data.Clients.Client;

namespace SessionRelay.Portal.Pages.Intake;

/// <summary>Books the intake assessment, or a free consultation: with whom, then when.</summary>
[Mine<ContactRequest>]
[Once]
internal sealed class ArrangeModel(FirstTalks talks, UnitOfWork work, PageLinks links) : PageModel
{
    public static IReadOnlyList<Choice> Kinds { get; } =
    [
        new(nameof(BookingKind.IntakeAssessment), "Intake assessment", "A usual session's length"),
        new(nameof(BookingKind.Consultation), "Free consultation", "15 minutes, to meet before choosing"),
    ];

    public static IReadOnlyList<Choice> Formats { get; } = [new(nameof(CareFormat.Video), "By video"), new(nameof(CareFormat.Phone), "By phone")];

    [BindProperty(SupportsGet = true, Name = "with")]
    public Guid? With { get; set; }

    [BindProperty(SupportsGet = true, Name = "kind")]
    public BookingKind Kind { get; set; } = BookingKind.IntakeAssessment;

    [BindProperty(SupportsGet = true, Name = "format")]
    public CareFormat Format { get; set; } = CareFormat.Video;

    /// <summary>A date of the client's, of which the times are shown.</summary>
    [BindProperty(SupportsGet = true, Name = "day")]
    public LocalDate? Day { get; set; }

    [BindProperty]
    public Instant? Start { get; set; }

    public ContactRequest Asked => Mine.Of<ContactRequest>(HttpContext);

    public ClientRecord Person { get; private set; } = null!;

    public IReadOnlyList<Choice> Clinicians { get; private set; } = [];

    public TalkOffer? Offer { get; private set; }

    public DateTimeZone Zone { get; private set; } = DateTimeZone.Utc;

    public Instant Now => work.Database.Clock.GetCurrentInstant();

    public IReadOnlyList<Choice> Times => Offer is null ? [] :
    [
        .. Offer.Days.Where(day => day.Day == Day).SelectMany(day => day.Starts).Select(start => new Choice(
            NodaTime.Text.InstantPattern.General.Format(start), TimeWords.Clock(start, Zone), ClinicianHint(start))),
    ];

    /// <summary>The same moment on the clinician's clock, where it shows another one.</summary>
    private string? ClinicianHint(Instant start)
    {
        var (theirs, client) = (Offer!.Availability.Schedule.Zone, start.InZone(Zone));
        var clinician = start.InZone(theirs);
        if (clinician.LocalDateTime == client.LocalDateTime) return null;
        return clinician.Date == client.Date ? $"{TimeWords.Clock(start, theirs)} for the clinician" : $"{TimeWords.DayAndClock(start, theirs, Now)} for the clinician";
    }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(cancel)) return Redirect(links.To<RequestModel>(new { id = Asked.Id }));
        ModelState.Clear(); // an address that was typed wrongly shows the first question again
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(cancel)) return Redirect(links.To<RequestModel>(new { id = Asked.Id }));
        if (Offer is null) return Page();
        if (Start is null && ModelState.IsValid) ModelState.AddModelError(nameof(Start), "Choose a time.");
        if (!ModelState.IsValid) return Page();
        var outcome = await talks.BookAsync(Asked, Person, With!.Value, Kind, Format, Start!.Value, cancel);
        if (outcome.IsBooked) return Redirect(links.To<RequestModel>(new { id = Asked.Id }));
        ModelState.AddModelError(nameof(Start), outcome.JustTaken ? BookingOutcome.JustTakenWords : SchedulingWords.Of(outcome.Refused, Offer.Availability));
        work.Db.ChangeTracker.Clear();
        await LoadAsync(cancel);
        return Page();
    }

    /// <returns>False when there is no record to book for, or the request is closed.</returns>
    private async Task<bool> LoadAsync(CancellationToken cancel)
    {
        if (Asked.ClientId is not { } client || Asked.State is RequestState.Declined or RequestState.Withdrawn) return false;
        Person = (await work.Db.Clients.FindAsync([client], cancel))!;
        Zone = ZoneData.Current.OrUtc(Person.Zone);
        var bookable = await talks.BookableAsync(cancel);
        Clinicians = [.. bookable.Select(member => new Choice(member.Id.ToString(), member.Title is { } title ? $"{member.Name.Value}, {title}" : member.Name.Value))];
        if (bookable.All(member => member.Id != With)) With = null;
        if (With is not { } with || Kind is not (BookingKind.IntakeAssessment or BookingKind.Consultation) || Format is not (CareFormat.Video or CareFormat.Phone)) return true;
        Offer = await talks.OfferAsync(Person, with, Kind, Format, null, cancel);
        if (Offer.Days.All(day => day.Day != Day)) Day = Offer.Days.Count > 0 ? Offer.Days[0].Day : null;
        return true;
    }
}
