using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using SessionRelay.Portal.Data.Practice;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Journeys;
using SessionRelay.Portal.Journeys.Owners;
using SessionRelay.Portal.Practice;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Owner;

/// <summary>What the practice is called, where it is, how it looks, and what it says in its own words.</summary>
internal sealed class DetailsModel(PracticeDesk desk, IPracticeFacts facts, PageLinks links) : OwnerPage
{
    private const int LongestText = 2000;
    private const string TooLong = "Write at most 2,000 characters.";

    [BindProperty]
    [Required(ErrorMessage = "Write the practice's name.")]
    [StringLength(80, ErrorMessage = "Write at most 80 characters.")]
    [OneLine]
    public string? Name { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Write the country's two letters.")]
    [RegularExpression("[A-Za-z]{2}", ErrorMessage = "Write the country's two letters, like US or GB.")]
    public string? Country { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Choose the time zone.")]
    public string? Zone { get; set; }

    [BindProperty]
    [PhoneShape]
    [StringLength(40, ErrorMessage = "Write at most 40 characters.")]
    public string? Phone { get; set; }

    [BindProperty]
    [EmailShape]
    [StringLength(254, ErrorMessage = "Write at most 254 characters.")]
    public string? PublicEmail { get; set; }

    [BindProperty]
    [StringLength(7, ErrorMessage = "Write a colour like #0f5e63.")]
    public string? AccentColour { get; set; }

    [BindProperty, StringLength(LongestText, ErrorMessage = TooLong)]
    public string? Welcome { get; set; }

    [BindProperty, StringLength(LongestText, ErrorMessage = TooLong)]
    public string? Crisis { get; set; }

    [BindProperty, StringLength(LongestText, ErrorMessage = TooLong)]
    public string? BackupPlan { get; set; }

    [BindProperty, StringLength(LongestText, ErrorMessage = TooLong)]
    public string? Fees { get; set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var its = await desk.ProfileAsync(cancel);
        (Name, Country, Zone, Phone, PublicEmail, AccentColour) = (its.Name, its.Country, its.Zone, its.Phone, its.PublicEmail, its.AccentColour);
        var texts = await PartsAsync(cancel);
        (Welcome, Crisis, BackupPlan, Fees) = (texts[0].Value, texts[1].Value, texts[2].Value, texts[3].Value);
        Version = Races.StampOf([its], texts);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (Zone is not null && !OwnerChoices.IsZone(Zone)) ModelState.AddModelError(nameof(Zone), "Choose a time zone of the list.");
        if (TextOrNull(AccentColour) is { } typed)
        {
            if (!Colour.TryParse(typed, out var colour)) ModelState.AddModelError(nameof(AccentColour), "Write a colour like #0f5e63.");
            else if (!colour.IsReadableOnPaper) ModelState.AddModelError(nameof(AccentColour), "This is too light to be read on white. Choose a darker one.");
        }

        PhoneFields.Read(ModelState, nameof(Phone), Phone, Country is { Length: 2 } ? Country.ToUpperInvariant() : "US"); // kept as it was written: people read it on every page
        if (!ModelState.IsValid) return Page();
        var its = await desk.ProfileAsync(cancel);
        Fill(its);
        await desk.SayAsync(PracticeFactsKeeper.WelcomePlace, Welcome, cancel);
        await desk.SayAsync(PracticeFactsKeeper.CrisisPlace, Crisis, cancel);
        await desk.SayAsync("backup-plan", BackupPlan, cancel);
        await desk.SayAsync(PracticeFactsKeeper.FeesPlace, Fees, cancel);
        if (!await SaveAsync([its], PartsAsync, cancel)) return Page();
        await facts.RefreshAsync(cancel);
        Told = "Saved. It shows on every page from now on.";
        return Redirect(links.To<DetailsModel>());
    }

    /// <summary>The texts of this page, named by their fields.</summary>
    private async Task<IReadOnlyList<FormPart>> PartsAsync(CancellationToken cancel) =>
    [
        new(nameof(Welcome), await desk.TextAsync(PracticeFactsKeeper.WelcomePlace, cancel)),
        new(nameof(Crisis), await desk.TextAsync(PracticeFactsKeeper.CrisisPlace, cancel)),
        new(nameof(BackupPlan), await desk.TextAsync("backup-plan", cancel)),
        new(nameof(Fees), await desk.TextAsync(PracticeFactsKeeper.FeesPlace, cancel)),
    ];

    private void Fill(PracticeProfile its)
    {
        (its.Name, its.Country, its.Zone) = (Name!.Trim(), Country!.ToUpperInvariant(), Zone!);
        (its.Phone, its.PublicEmail, its.AccentColour) = (TextOrNull(Phone), TextOrNull(PublicEmail), TextOrNull(AccentColour)?.ToLowerInvariant());
    }
}
