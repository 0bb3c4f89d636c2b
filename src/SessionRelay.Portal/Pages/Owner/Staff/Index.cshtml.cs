using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Practice;

namespace SessionRelay.Portal.Pages.Owner.Staff;

/// <summary>Everybody who works for the practice, those who have left at the end.</summary>
internal sealed class IndexModel(UnitOfWork work, IPracticeFacts practice) : OwnerPage
{
    public sealed record Row(Guid Id, string Name, string Title, string Roles, string Zone, string Licences, string State);

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var staff = await work.Db.Staff.AsNoTracking().ToListAsync(cancel);
        var profiles = await work.Db.Therapists.AsNoTracking().ToDictionaryAsync(profile => profile.Id, cancel);
        var today = work.Database.Clock.GetCurrentInstant().InZone(DateTimeZoneProviders.Tzdb[practice.Current.Zone]).Date;
        var licences = (await work.Db.Licences.AsNoTracking().ToListAsync(cancel)).Where(licence => licence.AsRule().HoldsOn(today)).ToLookup(licence => licence.StaffId, licence => RegionWords.Of(licence.Region));
        Rows =
        [
            .. staff.OrderByDescending(member => member.IsActive).ThenBy(member => member.Name.Value, StringComparer.OrdinalIgnoreCase).Select(member => new Row(
                member.Id,
                member.Name.Value,
                member.Title ?? "",
                OwnerChoices.Upper(string.Join(", ", PortalRoles.Of(member.Roles).DefaultIfEmpty("nothing yet"))),
                member.Zone,
                string.Join("; ", licences[member.Id].Distinct().Order()),
                !member.IsActive ? "Has left" : profiles.TryGetValue(member.Id, out var profile) ? profile.AcceptsNewClients ? "Takes new clients" : "Takes nobody new" : "Active")),
        ];
    }
}
