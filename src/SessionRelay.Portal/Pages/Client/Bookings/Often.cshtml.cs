using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Journeys.Bookings;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Client.Bookings;

/// <summary>Once, or every week for a while.</summary>
internal sealed class OftenModel(PartyFinder people, BookingDesk desk, PageLinks links) : BookingPage(people, desk, links)
{
    private static readonly int[] Usual = [4, 6, 8, 10, 12, 16, 20, 26, 52];
    private int longest;

    [BindProperty]
    [Required(ErrorMessage = "Choose how often.")]
    public int? Weeks { get; set; }

    public IEnumerable<Choice> Choices =>
        [new Choice("1", "Once"), .. Usual.Where(count => count <= longest).Select(count => new Choice($"{count}", $"Every week, {count} times"))];

    public async Task<IActionResult> OnGetAsync()
    {
        if (await LoadOftenAsync() is { } elsewhere) return elsewhere;
        Weeks = Draft.Weeks > 0 ? Draft.Weeks : 1;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await LoadOftenAsync() is { } elsewhere) return elsewhere;
        if (Weeks is < 1 || Weeks > longest) ModelState.AddModelError(nameof(Weeks), $"A series has at most {longest} dates.");
        if (!ModelState.IsValid) return Page();
        Draft.Weeks = Weeks!.Value;
        Draft.Instead = [];
        return await ContinueAsync();
    }

    private async Task<IActionResult?> LoadOftenAsync()
    {
        longest = (await Desk.PolicyAsync(Cancel)).LongestSeries;
        return await LoadAsync();
    }
}
