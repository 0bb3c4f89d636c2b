using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Domain.Scheduling;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Journeys.Clients;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Web;
using Person = SessionRelay.Portal.Data.Clients.Client;

namespace SessionRelay.Portal.Pages.Staff;

/// <summary>The people of a couple or family who can take part in its sessions, and the guardians of a teen.</summary>
[Mine<Person>]
[Once]
internal sealed class HouseholdModel(Households households, Guardians guardians, ScheduleReader practice, PageLinks links) : PageModel
{
    private static readonly IReadOnlyList<Choice> OfAdults = Choice.Of((HouseholdRole.Partner, "The other of a couple"), (HouseholdRole.FamilyMember, "One of the family"));

    private static readonly IReadOnlyList<Choice> OfTeens = Choice.Of(
        (HouseholdRole.Guardian, "A parent or guardian, who signs and books"), (HouseholdRole.FamilyMember, "One of the family, who takes part only"));

    public static readonly IReadOnlyList<Choice> Zones = [.. ZoneWords.Offered.Select(id => new Choice(id, ZoneWords.InList(id)))];

    [BindProperty]
    [Required(ErrorMessage = "Write their name.")]
    [StringLength(120, ErrorMessage = "A name has at most 120 characters here.")]
    [OneLine]
    public string? Name { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Say who they are.")]
    public HouseholdRole? Role { get; set; }

    [BindProperty]
    [StringLength(60, ErrorMessage = "Say it in at most 60 characters, like \"husband\".")]
    [OneLine]
    public string? Relationship { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Write their e-mail address: their links go there.")]
    [EmailShape]
    public string? Email { get; set; }

    [BindProperty]
    [PhoneShape]
    public string? Phone { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Choose the state or region where they are.")]
    public string? Region { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Choose their time zone.")]
    public string? Zone { get; set; }

    /// <summary>The same whoever has it.</summary>
    public const string AddressTaken = "The client, or somebody else here, has this address. Each needs one of their own.";

    /// <summary>Who can be added.</summary>
    public IReadOnlyList<Choice> Roles => IsTeen ? OfTeens : OfAdults;

    public bool IsTeen => Who.Population == Domain.Care.Population.Teen;

    /// <summary>Of a teen's guardians each must sign; else one is enough.</summary>
    public bool EachSigns { get; private set; }

    public Person Who => Mine.Of<Person>(HttpContext);

    public IReadOnlyList<HouseholdMember> People { get; private set; } = [];

    [TempData]
    public string? Told { get; set; }

    private CancellationToken Cancel => HttpContext.RequestAborted;

    public async Task OnGetAsync()
    {
        (Region, Zone) = (Who.Region.Code, Who.Zone);
        await ShowAsync();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (Role is { } role && Roles.All(choice => choice.Value != role.ToString())) ModelState.AddModelError(nameof(Role), "Choose one of these.");
        PlaceFields.Check(ModelState, nameof(Region), Region, nameof(Zone), Zone);
        var number = PhoneFields.Read(ModelState, nameof(Phone), Phone, RegionWords.IsOffered(Region) ? Region! : Who.Region.Code);
        if (!ModelState.IsValid) return await AgainAsync();
        var person = new HouseholdPerson(Role!.Value, Name!.Trim(), Trimmed(Relationship), Email!.Trim(), number, Domain.Care.Region.Parse(Region!), Zone!);
        switch (await households.AddAsync(Who, person, Cancel))
        {
            case HouseholdOutcome.AddressTaken:
                ModelState.AddModelError(nameof(Email), AddressTaken);
                return await AgainAsync();
            case HouseholdOutcome.TooMany:
                ModelState.AddModelError("", $"There are {Households.Most} people already.");
                return await AgainAsync();
        }

        Told = person.Role == HouseholdRole.Guardian ? $"{person.Name} has a mail with the way in." : $"{person.Name} can take part from now on.";
        return Redirect(links.To<HouseholdModel>(new { id = Who.Id }));
    }

    public async Task<IActionResult> OnPostRemoveAsync(Guid member)
    {
        Told = await guardians.RemoveAsync(Who, member, Cancel) switch
        {
            GuardianRemoval.Removed => "Removed. They see nothing of this client any more.",
            GuardianRemoval.IsTheLast => "Somebody has to sign and book for a teen: add another parent or guardian with an e-mail address first.",
            GuardianRemoval.IsBooked => "They take part in a session to come: cancel it, or let it be, and remove them then.",
            _ => await households.RemoveAsync(Who, member, Cancel) ? "Removed." : "Who was booked already stays: leave them out when you book.",
        };
        return Redirect(links.To<HouseholdModel>(new { id = Who.Id }));
    }

    public static string Words(HouseholdRole role) => role switch
    {
        HouseholdRole.Guardian => "Parent or guardian",
        HouseholdRole.FormerGuardian => "Was parent or guardian",
        HouseholdRole.Partner => "The other of the couple",
        _ => "One of the family",
    };

    private static string? Trimmed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private async Task<IActionResult> AgainAsync()
    {
        await ShowAsync();
        return Page();
    }

    private async Task ShowAsync()
    {
        People = await households.OfAsync(Who, Cancel);
        EachSigns = (await practice.PolicyAsync(Cancel)).EveryGuardianSigns;
    }
}
