using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Practice;
using SessionRelay.Portal.Data.Staff;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Journeys;
using SessionRelay.Portal.Journeys.Owners;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Owner.Staff;

/// <summary>In which insurers' networks a therapist is, whole or by plans.</summary>
[Mine<Owned<TherapistProfile>>]
internal sealed class NetworksModel(UnitOfWork work, PageLinks links) : OwnerPage
{
    private List<Insurer> insurers = [];

    /// <summary>An insurer's id, or its id and the number of a plan: <c>id/2</c>.</summary>
    [BindProperty]
    public List<string> Networks { get; set; } = [];

    public Guid Id => Record<TherapistProfile>().Id;

    public string Who { get; private set; } = "";

    public IReadOnlyList<Choice> Items { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancel)
    {
        await ShowAsync(cancel);
        var present = await PresentAsync(cancel);
        Version = Races.StampOf([Record<TherapistProfile>()], [Part(present)]);
        foreach (var network in present)
        {
            Networks.Add($"{network.InsurerId}");
            var plans = insurers.Find(insurer => insurer.Id == network.InsurerId)?.Plans ?? [];
            Networks.AddRange(network.Plans.Select(plan => $"{network.InsurerId}/{Array.IndexOf(plans, plan)}"));
        }
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await ShowAsync(cancel);
        if (Networks.Exists(ticked => Items.All(item => item.Value != ticked))) ModelState.AddModelError(nameof(Networks), "One of these was removed meanwhile. Look again, and save.");
        if (!ModelState.IsValid) return Page();
        var present = await work.Db.TherapistNetworks.Where(network => network.StaffId == Id).ToListAsync(cancel);
        foreach (var insurer in insurers)
        {
            string[] plans = [.. insurer.Plans.Where((_, number) => Networks.Contains($"{insurer.Id}/{number}"))];
            var isIn = plans.Length > 0 || Networks.Contains($"{insurer.Id}");
            var network = present.Find(known => known.InsurerId == insurer.Id);
            if (network is null && isIn) work.Db.Add(new TherapistNetwork { StaffId = Id, InsurerId = insurer.Id, Plans = plans });
            else if (network is not null && !isIn) work.Db.Remove(network);
            else if (network is not null && !network.Plans.SequenceEqual(plans)) network.Plans = plans;
        }

        if (!await SaveAsync([Record<TherapistProfile>()], PartsAsync, cancel)) return Page();
        Told = "Saved.";
        return Redirect(links.To<NetworksModel>(new { id = Id }));
    }

    private Task<List<TherapistNetwork>> PresentAsync(CancellationToken cancel) =>
        work.Db.TherapistNetworks.AsNoTracking().Where(network => network.StaffId == Id).ToListAsync(cancel);

    private async Task<IReadOnlyList<FormPart>> PartsAsync(CancellationToken cancel) => [Part(await PresentAsync(cancel))];

    private static FormPart Part(IEnumerable<TherapistNetwork> present) =>
        new("Networks", string.Join('\n', present.OrderBy(network => network.InsurerId).Select(network => $"{network.InsurerId} {string.Join(' ', network.Plans)}")));

    private async Task ShowAsync(CancellationToken cancel)
    {
        Who = (await work.Db.Staff.AsNoTracking().SingleAsync(member => member.Id == Id, cancel)).Name.Value;
        insurers = [.. (await work.Db.Insurers.AsNoTracking().Where(insurer => insurer.IsListed).ToListAsync(cancel)).OrderBy(insurer => insurer.Name, StringComparer.OrdinalIgnoreCase)];
        Items =
        [
            .. insurers.SelectMany(insurer => (IEnumerable<Choice>)
            [
                new Choice($"{insurer.Id}", insurer.Name),
                .. insurer.Plans.Select((plan, number) => new Choice($"{insurer.Id}/{number}", $"{insurer.Name}: {plan} only")),
            ]),
        ];
    }
}
