using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using NodaTime.Text;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Matches;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Scheduling;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Journeys.Care;
using SessionRelay.Portal.Journeys.Matching;
using SessionRelay.Portal.Pages.CareRecords;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Client.Matching;

/// <summary>A free first talk with a therapist who is proposed, before choosing.</summary>
[Mine<MatchProposal>]
[Once]
internal sealed class MeetModel(Matches matches, ScheduleReader schedules, BookingStore bookings, ClientPlaces places, IClock clock, PageLinks links) : OwnRecordPage
{
    /// <summary>Minutes of a consultation.</summary>
    public const int Minutes = 15;

    private const int MostOfADay = 3;
    private const int MostShown = 15;
    private static readonly Duration Ahead = Duration.FromDays(14);

    public Offer? Offer { get; private set; }

    public IReadOnlyList<Choice> Choices { get; private set; } = [];

    public DateTimeZone Zone => ClientPlaces.ZoneOf(Own.Zone);

    [BindProperty]
    [Required(ErrorMessage = "Choose a time.")]
    public Instant? Start { get; set; }

    private CareFormat Format => (Own.PreferredFormat & CareFormat.Phone) != 0 && !Own.PreferredFormat.HasFlag(CareFormat.Video) ? CareFormat.Phone : CareFormat.Video;

    public async Task<IActionResult> OnGetAsync() => await ShowAsync() ? Page() : Redirect(links.To<IndexModel>());

    public async Task<IActionResult> OnPostAsync()
    {
        if (!await ShowAsync()) return Redirect(links.To<IndexModel>());
        if (!ModelState.IsValid) return Page();
        var place = await places.AtAsync(Own, Start!.Value, Cancel);
        var outcome = await bookings.BookAsync(new BookingRequest(Offer!.Therapist.Id, Own.Id, Start.Value, Minutes, Format, BookingKind.Consultation, Own.Id.ToString())
        {
            Participants = [new ParticipantRequest(null, place.Zone.Id, place.Region)],
        }, Cancel);
        if (!outcome.IsBooked)
        {
            await ShowAsync();
            ModelState.AddModelError(nameof(Start), outcome.JustTaken ? BookingOutcome.JustTakenWords : "This time is not free. Please choose another one.");
            return Page();
        }

        await matches.MetAsync(Offer.Stored, UserId, Cancel);
        var now = clock.GetCurrentInstant();
        TempData[nameof(IndexModel.Told)] = $"You meet {Offer.Therapist.Name} on {TimeWords.Full(Start.Value, place.Zone, now)}, for {Minutes} minutes.";
        return Redirect(links.To<IndexModel>());
    }

    /// <returns>False when this therapist can't be met: not proposed any more, met already, or without sessions of this length.</returns>
    private async Task<bool> ShowAsync()
    {
        var proposal = Mine.Of<MatchProposal>(HttpContext);
        Offer = (await matches.OffersAsync(Own, Cancel)).FirstOrDefault(offer => offer.Stored.Id == proposal.Id);
        if (Offer is null || !IndexModel.CanMeet(Offer)) return false;
        var now = clock.GetCurrentInstant();
        var place = await places.AtAsync(Own, now, Cancel);
        var availability = await schedules.AvailabilityAsync(
            Offer.Therapist.Id, new BookingWish(Minutes, Format, Own.Id.ToString()), [Own.Id], null, [place], new InstantRange(now, now + Ahead), cancel: Cancel);
        Choices =
        [
            .. FreeTimes.Search(availability)
                .GroupBy(start => start.InZone(Zone).Date)
                .SelectMany(day => day.Where((_, index) => index % 4 == 0).Take(MostOfADay))
                .Take(MostShown)
                .Select(start => new Choice(InstantPattern.General.Format(start), TimeWords.DayAndClock(start, Zone, now))),
        ];
        return true;
    }
}
