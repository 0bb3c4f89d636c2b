using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Practice;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Journeys.Owners;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Owner.Insurers;

/// <summary>Changes one insurer. It is never removed, since clients may have it: it can be unlisted.</summary>
[Mine<Owned<Insurer>>]
internal sealed class EditModel(UnitOfWork work, PageLinks links) : InsurerFields
{
    [BindProperty]
    public bool IsListed { get; set; }

    private Insurer Insurer => Record<Insurer>();

    public void OnGet() => (Version, Name, Plans, CopayNote, IsListed) = (StampOf(Insurer), Insurer.Name, string.Join('\n', Insurer.Plans), Insurer.CopayNote, Insurer.IsListed);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        Check(await work.Db.Insurers.AsNoTracking().Where(other => other.Id != Insurer.Id).ToListAsync(cancel));
        if (!ModelState.IsValid) return Page();
        Fill(Insurer);
        Insurer.IsListed = IsListed;
        if (!await SaveAsync(Insurer, cancel)) return Page();
        Told = "Saved.";
        return Redirect(links.To<IndexModel>());
    }
}
