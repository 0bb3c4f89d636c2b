using Microsoft.AspNetCore.Mvc;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Journeys.Bookings;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Client.Bookings;

/// <summary>Who of a couple or family takes part besides the client.</summary>
internal sealed class WhoModel(PartyFinder people, BookingDesk desk, PageLinks links) : BookingPage(people, desk, links)
{
    [BindProperty]
    public List<Guid> Others { get; set; } = [];

    public IEnumerable<Choice> Choices => Party.Household.Select(Pages.Bookings.HouseholdChoices.Of);

    public async Task<IActionResult> OnGetAsync()
    {
        if (await LoadAsync() is { } elsewhere) return elsewhere;
        Others = Draft.Others ?? [];
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await LoadAsync() is { } elsewhere) return elsewhere;
        if (Others.Any(id => Party.Household.All(member => member.Id != id))) ModelState.AddModelError(nameof(Others), "Choose among the people of your household.");
        if (!ModelState.IsValid) return Page();
        if (Draft.Others is null || !Draft.Others.SequenceEqual(Others)) Draft.ForgetTime();
        Draft.Others = Others;
        return await ContinueAsync();
    }
}
