using Microsoft.AspNetCore.Mvc;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Staff;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Journeys.Care;
using SessionRelay.Portal.Journeys.Owners;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Owner.Staff;

/// <summary>Changes or removes one licence.</summary>
[Mine<Owned<StaffLicence>>]
internal sealed class LicenceModel(UnitOfWork work, PageLinks links) : PaperFields
{
    private StaffLicence Licence => Record<StaffLicence>();

    public Guid StaffId => Licence.StaffId;

    public string What { get; private set; } = "";

    public override void OnPageHandlerExecuting(Microsoft.AspNetCore.Mvc.Filters.PageHandlerExecutingContext context) => What = $"Licence for {Regions.Name(Licence.Region)}";

    public void OnGet()
    {
        (Version, Number, From, Until) = (StampOf(Licence), Licence.Number?.Value, Licence.From, Licence.Until);
        Show(Licence.Region);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        Check(PaperKind.Licence);
        if (!ModelState.IsValid) return Page();
        (Licence.Region, Licence.From, Licence.Until) = (PlaceAsRegion(), From!.Value, Until!.Value);
        if (TextOrNull(Number) != Licence.Number?.Value) Licence.Number = PapersModel.Sealed(Number);
        if (!await SaveAsync(Licence, cancel)) return Page();
        Told = "Saved.";
        return Redirect(links.To<PapersModel>(new { id = StaffId }));
    }

    public async Task<IActionResult> OnPostRemoveAsync(CancellationToken cancel)
    {
        ModelState.Clear();
        work.Db.Remove(Licence);
        if (!await SaveAsync(Licence, cancel))
        {
            OnGet();
            return Page();
        }

        Told = "Removed.";
        return Redirect(links.To<PapersModel>(new { id = StaffId }));
    }
}
