using Microsoft.AspNetCore.Mvc;
using NodaTime;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Journeys.Bookings;
using SessionRelay.Portal.Journeys.Hours;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Therapist.Hours;

/// <summary>A therapist's week on the clock of their own zone.</summary>
internal sealed class IndexModel(PartyFinder people, HoursDesk desk, PageLinks links) : HoursPage(people, desk)
{
    [BindProperty]
    public IsoDayOfWeek Day { get; set; } = IsoDayOfWeek.Monday;

    [BindProperty]
    public string? From { get; set; }

    [BindProperty]
    public string? To { get; set; }

    [BindProperty]
    public List<CareFormat> Formats { get; set; } = [];

    public static IReadOnlyList<Choice> Days { get; } = [.. Enum.GetValues<IsoDayOfWeek>().Where(day => day != IsoDayOfWeek.None).Select(day => new Choice($"{day}", $"{day}"))];

    [TempData]
    public string? Told { get; set; }

    public async Task OnGetAsync()
    {
        if (await LoadAsync()) Formats = [.. new[] { CareFormat.Video, CareFormat.Phone, CareFormat.InPerson }.Where(format => Book!.Profile.Formats.HasFlag(format))];
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!await LoadAsync()) return NotFound();
        var span = ReadSpan(From, To, nameof(From), nameof(To));
        if (Formats.Count == 0) ModelState.AddModelError(nameof(Formats), "Choose at least one way to meet.");
        if (!ModelState.IsValid || span is not { } hours) return Page();
        if (await Desk.AddWeeklyAsync(Book!.Member.Id, Day, hours.From, hours.To, Joined(Formats), Cancel) is { } problem)
        {
            ModelState.AddModelError(nameof(From), problem);
            return Page();
        }

        Told = "The hours are added.";
        return Redirect(links.To<IndexModel>());
    }

    public async Task<IActionResult> OnPostRemoveAsync(Guid row)
    {
        if (!await LoadAsync()) return NotFound();
        Told = await Desk.RemoveWeeklyAsync(Book!.Member.Id, row, Cancel) ? "The hours are removed. What is booked in them stays." : "Those hours were removed before. This is your week as it is now.";
        return Redirect(links.To<IndexModel>());
    }
}
