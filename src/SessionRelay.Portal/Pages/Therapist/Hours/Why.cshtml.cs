using Microsoft.AspNetCore.Mvc;
using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Policies;
using SessionRelay.Portal.Domain.Scheduling;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Journeys.Bookings;
using SessionRelay.Portal.Journeys.Hours;

namespace SessionRelay.Portal.Pages.Therapist.Hours;

/// <summary>Why is this hour not offered? Asks the judge that decides about every booking.</summary>
internal sealed class WhyModel(PartyFinder people, HoursDesk desk, ScheduleReader schedules) : HoursPage(people, desk)
{
    [BindProperty(SupportsGet = true)]
    public LocalDate? Date { get; set; }

    [BindProperty(SupportsGet = true)]
    public int Minutes { get; set; } = 50;

    [BindProperty(SupportsGet = true)]
    public CareFormat Format { get; set; } = CareFormat.Video;

    public static IReadOnlyList<Choice> Lengths { get; } = [.. BookingPolicy.KnownLengths.Select(length => new Choice($"{length}", ClientWords.Length(length)))];

    /// <summary>Starts in a row with one answer.</summary>
    public IReadOnlyList<(Instant First, Instant Last, string Words, bool IsFree)> Answers { get; private set; } = [];

    public async Task OnGetAsync()
    {
        if (!await LoadAsync() || Date is not { } date || !ModelState.IsValid || Format is not (CareFormat.Video or CareFormat.Phone or CareFormat.InPerson)) return;
        var availability = await schedules.AvailabilityAsync(
            Book!.Member.Id, new BookingWish(Minutes, Format, "why"), [], null, [], WallClock.DatesOf(Book.Schedule.Zone, date, date), cancel: Cancel);
        var answers = new List<(Instant, Instant, string, bool)>();
        foreach (var (start, verdict) in FreeTimes.Explain(availability))
        {
            var words = SchedulingWords.Of(verdict, availability);
            if (answers is [.., var last] && last.Item3 == words) answers[^1] = (last.Item1, start, words, verdict.IsFree);
            else answers.Add((start, start, words, verdict.IsFree));
        }

        Answers = answers;
    }
}
