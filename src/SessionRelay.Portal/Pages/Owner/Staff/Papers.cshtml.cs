using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Staff;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Journeys.Care;
using SessionRelay.Portal.Journeys.Owners;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Practice;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Owner.Staff;

/// <summary>What a member of staff holds that has an end.</summary>
[Mine<Owned<StaffMember>>]
[Once]
internal sealed class PapersModel(UnitOfWork work, PageLinks links, IPracticeFacts practice) : PaperFields
{
    public sealed record Row(string What, string Number, LocalDate From, LocalDate Until, bool NeedsRenewal, string State, string Link);

    [BindProperty]
    [Required(ErrorMessage = "Choose what it is.")]
    public PaperKind? Kind { get; set; }

    public Guid Id => Record<StaffMember>().Id;

    public string Who => Record<StaffMember>().Name.Value;

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public Task OnGetAsync(CancellationToken cancel) => ShowAsync(cancel);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (Kind is { } kind) Check(kind);
        if (!ModelState.IsValid)
        {
            await ShowAsync(cancel);
            return Page();
        }

        if (Kind == PaperKind.Licence) work.Db.Add(new StaffLicence { StaffId = Id, Region = PlaceAsRegion(), From = From!.Value, Until = Until!.Value, Number = Sealed(Number) });
        else work.Db.Add(new StaffCredential { StaffId = Id, Kind = CredentialOf(Kind!.Value), Title = Called!.Trim(), Number = Sealed(Number), Hours = Hours, From = From!.Value, Until = Until!.Value });
        await work.Db.SaveChangesAsync(cancel);
        Told = "Added.";
        return Redirect(links.To<PapersModel>(new { id = Id }));
    }

    internal static Data.Sealing.Sealed<string>? Sealed(string? typed) => TextOrNull(typed) is { } text ? new Data.Sealing.Sealed<string>(text) : null;

    private async Task ShowAsync(CancellationToken cancel)
    {
        var today = work.Database.Clock.GetCurrentInstant().InZone(DateTimeZoneProviders.Tzdb[practice.Current.Zone]).Date;
        var licences = await work.Db.Licences.AsNoTracking().Where(licence => licence.StaffId == Id).ToListAsync(cancel);
        var credentials = await work.Db.Credentials.AsNoTracking().Where(credential => credential.StaffId == Id).ToListAsync(cancel);
        Rows =
        [
            .. licences.OrderBy(licence => licence.Region.Code).ThenByDescending(licence => licence.Until).Select(licence => new Row(
                $"Licence for {Regions.Name(licence.Region)}", licence.Number?.Value ?? "", licence.From, licence.Until, licence.AsRule().NeedsRenewal(today),
                StateOf(licence.From, licence.Until, licence.AsRule().NeedsRenewal(today), today, "Has ended: matches nobody"), links.To<LicenceModel>(new { id = licence.Id }))),
            .. credentials.OrderBy(credential => credential.Kind).ThenByDescending(credential => credential.Until).Select(credential => new Row(
                $"{OwnerChoices.Upper(Renewals.WordsOf(credential.Kind))}: {credential.Title}", credential.Number?.Value ?? "", credential.From, credential.Until, credential.NeedsRenewal(today),
                StateOf(credential.From, credential.Until, credential.NeedsRenewal(today), today, "Has ended"), links.To<CredentialModel>(new { id = credential.Id }))),
        ];
    }

    private static string StateOf(LocalDate from, LocalDate until, bool endsSoon, LocalDate today, string ended) =>
        until < today ? ended : from > today ? "To come" : endsSoon ? $"Ends in {Period.DaysBetween(today, until)} days" : "Holds";
}
