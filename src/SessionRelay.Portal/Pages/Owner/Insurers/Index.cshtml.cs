using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Data.Practice;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Owner.Insurers;

/// <summary>The insurers that the practice deals with.</summary>
[Once]
internal sealed class IndexModel(UnitOfWork work, PageLinks links) : InsurerFields
{
    public sealed record Row(Insurer Insurer, int Therapists);

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public Task OnGetAsync(CancellationToken cancel) => ShowAsync(cancel);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await ShowAsync(cancel);
        Check(Rows.Select(row => row.Insurer));
        if (!ModelState.IsValid) return Page();
        var insurer = new Insurer { Name = "" };
        Fill(insurer);
        work.Db.Add(insurer);
        await work.Db.SaveChangesAsync(cancel);
        Told = "Added.";
        return Redirect(links.To<IndexModel>());
    }

    private async Task ShowAsync(CancellationToken cancel)
    {
        var networks = (await work.Db.TherapistNetworks.AsNoTracking().ToListAsync(cancel)).ToLookup(network => network.InsurerId);
        Rows = [.. (await work.Db.Insurers.AsNoTracking().ToListAsync(cancel)).OrderBy(insurer => insurer.Name, StringComparer.OrdinalIgnoreCase).Select(insurer => new Row(insurer, networks[insurer.Id].Count()))];
    }
}
