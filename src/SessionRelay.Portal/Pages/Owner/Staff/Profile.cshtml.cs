using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Staff;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Policies;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Journeys.Owners;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Owner.Staff;

/// <summary>What matching and booking know of a therapist.</summary>
[Mine<Owned<TherapistProfile>>]
internal sealed class ProfileModel(UnitOfWork work, PageLinks links) : OwnerPage
{
    private const int MostWords = 12;

    [BindProperty]
    public bool AcceptsNewClients { get; set; }

    [BindProperty]
    public List<Population> Populations { get; set; } = [];

    [BindProperty]
    public List<CareFormat> Formats { get; set; } = [];

    [BindProperty]
    [Required(ErrorMessage = "Write at least one language.")]
    [StringLength(100, ErrorMessage = "Write at most 100 characters.")]
    [OneLine]
    public string? Languages { get; set; }

    [BindProperty]
    public List<Concern> Concerns { get; set; } = [];

    [BindProperty]
    public List<Approach> Approaches { get; set; } = [];

    [BindProperty]
    [StringLength(300, ErrorMessage = "Write at most 300 characters.")]
    [OneLine]
    public string? Traits { get; set; }

    [BindProperty]
    public List<int> Lengths { get; set; } = [];

    [BindProperty]
    [Required(ErrorMessage = "Write how many clients they take.")]
    [Range(1, 200, ErrorMessage = "Write a number from 1 to 200.")]
    public int? CaseloadLimit { get; set; }

    [BindProperty]
    [Range(1, 24, ErrorMessage = "Write a number from 1 to 24.")]
    public int? MaxPerDay { get; set; }

    [BindProperty]
    public int? BufferMinutes { get; set; }

    [BindProperty]
    [StringLength(1500, ErrorMessage = "Write at most 1,500 characters.")]
    public string? About { get; set; }

    [BindProperty]
    [StringLength(200, ErrorMessage = "Write at most 200 characters.")]
    [OneLine]
    public string? FeeNote { get; set; }

    public Guid Id => Profile.Id;

    public string Who { get; private set; } = "";

    private TherapistProfile Profile => Record<TherapistProfile>();

    public async Task OnGetAsync(CancellationToken cancel)
    {
        await ShowAsync(cancel);
        var its = Profile;
        (Version, AcceptsNewClients, CaseloadLimit, MaxPerDay, BufferMinutes, About, FeeNote) = (StampOf(its), its.AcceptsNewClients, its.CaseloadLimit, its.MaxPerDay, its.BufferMinutes, its.About, its.FeeNote);
        (Populations, Concerns, Approaches, Lengths) = ([.. its.Populations], [.. its.Concerns], [.. its.Approaches], [.. its.Lengths]);
        Formats = [.. Enum.GetValues<CareFormat>().Where(format => OwnerChoices.Formats.Any(choice => choice.Value == format.ToString()) && its.Formats.HasFlag(format))];
        (Languages, Traits) = (string.Join(", ", its.Languages), string.Join(", ", its.Traits));
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await ShowAsync(cancel);
        Check();
        if (!ModelState.IsValid) return Page();
        var its = Profile;
        (its.AcceptsNewClients, its.CaseloadLimit, its.MaxPerDay, its.BufferMinutes, its.About, its.FeeNote) = (AcceptsNewClients, CaseloadLimit!.Value, MaxPerDay, BufferMinutes, TextOrNull(About), TextOrNull(FeeNote));
        (its.Populations, its.Concerns, its.Approaches) = ([.. Populations.Distinct()], [.. Concerns.Distinct()], [.. Approaches.Distinct()]);
        (its.Lengths, its.Languages, its.Traits) = ([.. Lengths.Distinct().Order()], Words(Languages), Words(Traits));
        its.Formats = OwnerChoices.Together(Formats, (all, one) => all | one);
        if (!await SaveAsync(its, cancel)) return Page();
        Told = "Saved.";
        return Redirect(links.To<ProfileModel>(new { id = Id }));
    }

    private void Check()
    {
        if (Populations.Count == 0) ModelState.AddModelError(nameof(Populations), "Choose whom they work with.");
        if (!Populations.TrueForAll(Enum.IsDefined) || !Concerns.TrueForAll(Enum.IsDefined) || !Approaches.TrueForAll(Enum.IsDefined)) ModelState.AddModelError(nameof(Populations), "Choose from the list.");
        if ((OwnerChoices.Together(Formats, (all, one) => all | one) & CareFormat.Bookable) == CareFormat.None) ModelState.AddModelError(nameof(Formats), "Choose at least one of video, phone and in person.");
        if (Lengths.Count == 0 || !Lengths.TrueForAll(BookingPolicy.KnownLengths.Contains)) ModelState.AddModelError(nameof(Lengths), "Choose at least one of the lengths.");
        if (BufferMinutes is { } buffer && !BookingPolicy.IsBuffer(buffer)) ModelState.AddModelError(nameof(BufferMinutes), "Write a multiple of 5 from 0 to 120.");
        if (Words(Languages).Any(word => word.Length > 12 || !word.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'))) ModelState.AddModelError(nameof(Languages), "Write short names of languages with commas between, like en, es.");
        if (Words(Languages).Length > MostWords) ModelState.AddModelError(nameof(Languages), $"Write at most {MostWords}.");
        if (Words(Traits).Length > MostWords) ModelState.AddModelError(nameof(Traits), $"Write at most {MostWords}.");
    }

    private static string[] Words(string? typed) => [.. (typed ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct()];

    private async Task ShowAsync(CancellationToken cancel) => Who = (await work.Db.Staff.AsNoTracking().SingleAsync(member => member.Id == Id, cancel)).Name.Value;
}
