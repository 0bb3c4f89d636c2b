using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Policies;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Journeys.Bookings;
using SessionRelay.Portal.Pages.Shared;
using Person = SessionRelay.Portal.Data.Clients.Client;

namespace SessionRelay.Portal.Pages.Staff.Calendar;

/// <summary>A page on which staff says what session a client is to have, and sees the free times for it on the therapist's clock: a therapist for their own clients, those who coordinate for all.</summary>
internal abstract class SessionWishPage(UnitOfWork work, PartyFinder people, BookingDesk desk) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid? Therapist { get; set; }

    [BindProperty(SupportsGet = true)]
    public int Minutes { get; set; } = 50;

    [BindProperty(SupportsGet = true)]
    public CareFormat Format { get; set; } = CareFormat.Video;

    [BindProperty(SupportsGet = true)]
    public BookingKind Kind { get; set; } = BookingKind.Therapy;

    /// <summary>Members of the household who take part.</summary>
    [BindProperty(SupportsGet = true)]
    public List<Guid> Others { get; set; } = [];

    [BindProperty(SupportsGet = true)]
    public LocalDate? From { get; set; }

    [BindProperty]
    public Instant? Start { get; set; }

    public Person Who => Mine.Of<Person>(HttpContext);

    public IReadOnlyList<Choice> Therapists { get; private set; } = [];

    public IReadOnlyList<Choice> Lengths { get; } = [.. BookingPolicy.KnownLengths.Select(length => new Choice($"{length}", ClientWords.Length(length)))];

    public IReadOnlyList<Choice> Formats { get; } = [.. new[] { CareFormat.Video, CareFormat.Phone, CareFormat.InPerson }.Select(format => new Choice($"{format}", ClientWords.Format(format)))];

    public IReadOnlyList<Choice> Kinds { get; } = Choice.Of((BookingKind.Therapy, "Therapy"), (BookingKind.IntakeAssessment, "Intake assessment"), (BookingKind.Consultation, "Free consultation"));

    public IReadOnlyList<Choice> Household { get; private set; } = [];

    public FreeTimesList? Times { get; private set; }

    protected BookingDesk Desk => desk;

    protected CancellationToken Cancel => HttpContext.RequestAborted;

    /// <summary>Which session, as the addresses of other weeks and forms say it: each field ends with <c>&amp;</c>.</summary>
    protected virtual string Query => $"therapist={Therapist}&minutes={Minutes}&format={Format}&kind={Kind}&{string.Concat(Others.Select(member => $"others={member}&"))}";

    /// <returns>Null when there is no therapist to meet, or no such session.</returns>
    protected async Task<SessionWish?> WishAsync()
    {
        var own = (await people.StaffOfUserAsync(PortalRoles.IdOf(User), Cancel))?.Id;
        var coordinates = User.IsInRole(PortalRoles.Intake) || User.IsInRole(PortalRoles.Owner);
        var profiles = await work.Db.Therapists.AsNoTracking().Select(profile => profile.Id).ToListAsync(Cancel);
        Therapists = [.. (await work.Db.Staff.AsNoTracking().Where(member => member.IsActive && profiles.Contains(member.Id)).ToListAsync(Cancel))
            .Where(member => coordinates || member.Id == own)
            .Select(member => new Choice($"{member.Id}", member.Name.Value)).OrderBy(choice => choice.Label)];
        var household = await people.HouseholdAsync(Who.Id, Cancel);
        Household = [.. household.Select(Pages.Bookings.HouseholdChoices.Of)];
        Therapist ??= Who.TherapistId ?? own;
        if (Therapists.All(choice => choice.Value != $"{Therapist}")) Therapist = Therapists is [var first, ..] ? Guid.Parse(first.Value) : null;
        if (Therapist is not { } therapist || (Format & CareFormat.Bookable) is not (CareFormat.Video or CareFormat.Phone or CareFormat.InPerson) || !Enum.IsDefined(Kind)) return null;
        return new SessionWish(therapist, Who, [.. household.Where(member => Others.Contains(member.Id))], Minutes, Format & CareFormat.Bookable, Kind, PortalRoles.IdOf(User).ToString(), ByStaff: true);
    }

    protected async Task<IActionResult> ShowAsync(string? problem)
    {
        if (problem is not null) ModelState.AddModelError("", problem);
        if (await WishAsync() is not { } wish || await desk.OfferAsync(wish.TherapistId, Cancel) is not { } offer) return Page();
        Times = new FreeTimesList(await desk.FreeTimesAsync(wish, From, offer.Zone, null, Cancel), Query);
        return Page();
    }
}
