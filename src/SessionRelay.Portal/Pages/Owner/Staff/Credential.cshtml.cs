using Microsoft.AspNetCore.Mvc;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Staff;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Journeys.Owners;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Owner.Staff;

/// <summary>Changes or removes one insurance or education.</summary>
[Mine<Owned<StaffCredential>>]
internal sealed class CredentialModel(UnitOfWork work, PageLinks links) : PaperFields
{
    private StaffCredential Credential => Record<StaffCredential>();

    public Guid StaffId => Credential.StaffId;

    public string What => OwnerChoices.Upper(Renewals.WordsOf(Credential.Kind));

    public void OnGet() =>
        (Version, Called, Number, Hours, From, Until) = (StampOf(Credential), Credential.Title, Credential.Number?.Value, Credential.Hours, Credential.From, Credential.Until);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        Check(PaperKind.LiabilityInsurance);
        if (!ModelState.IsValid) return Page();
        (Credential.Title, Credential.Hours, Credential.From, Credential.Until) = (Called!.Trim(), Hours, From!.Value, Until!.Value);
        if (TextOrNull(Number) != Credential.Number?.Value) Credential.Number = PapersModel.Sealed(Number);
        if (!await SaveAsync(Credential, cancel)) return Page();
        Told = "Saved.";
        return Redirect(links.To<PapersModel>(new { id = StaffId }));
    }

    public async Task<IActionResult> OnPostRemoveAsync(CancellationToken cancel)
    {
        ModelState.Clear();
        work.Db.Remove(Credential);
        if (!await SaveAsync(Credential, cancel))
        {
            OnGet();
            return Page();
        }

        Told = "Removed.";
        return Redirect(links.To<PapersModel>(new { id = StaffId }));
    }
}
