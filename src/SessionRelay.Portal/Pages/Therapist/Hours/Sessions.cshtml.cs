using Microsoft.AspNetCore.Mvc;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Policies;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Journeys.Bookings;
using SessionRelay.Portal.Journeys.Hours;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Therapist.Hours;

/// <summary>Lengths, ways to meet, buffer, the day's limit and the zone.</summary>
internal sealed class SessionsModel(PartyFinder people, HoursDesk desk, PageLinks links) : HoursPage(people, desk)
{
    [BindProperty]
    public List<int> Lengths { get; set; } = [];

    [BindProperty]
    public List<CareFormat> Formats { get; set; } = [];

    [BindProperty]
    public int? Buffer { get; set; }

    [BindProperty]
    public int? MaxPerDay { get; set; }

    [BindProperty]
    public string? Zone { get; set; }

    public static IReadOnlyList<Choice> LengthChoices { get; } =
        [.. BookingPolicy.KnownLengths.Select(length => new Choice($"{length}", ClientWords.Length(length), length == BookingPolicy.ConsultationMinutes ? "For free consultations" : null))];

    public static IReadOnlyList<Choice> ZoneChoices { get; } = [.. ZoneWords.Offered.Select(id => new Choice(id, ZoneWords.InList(id)))];

    [TempData]
    public string? Told { get; set; }

    public async Task OnGetAsync()
    {
        if (!await LoadAsync()) return;
        var profile = Book!.Profile;
        Lengths = [.. profile.Lengths];
        Formats = [.. new[] { CareFormat.Video, CareFormat.Phone, CareFormat.InPerson }.Where(format => profile.Formats.HasFlag(format))];
        (Version, Buffer, MaxPerDay, Zone) = (StampOf(profile, Book.Member), profile.BufferMinutes, profile.MaxPerDay, Book.Member.Zone);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!await LoadAsync()) return NotFound();
        if (!ModelState.IsValid) return Page();
        foreach (var (field, words) in HoursDesk.SetSessions(Book!, Lengths, Joined(Formats), Buffer, MaxPerDay, Zone ?? "")) ModelState.AddModelError(field, words);
        if (!ModelState.IsValid || !await SaveAsync([Book!.Profile, Book.Member], null, Cancel)) return Page();
        Told = "Kept. What is booked already stays as it is.";
        return Redirect(links.To<SessionsModel>());
    }
}
