using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Practice;
using SessionRelay.Portal.Data.Staff;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;
using static SessionRelay.Portal.Tests.Pages.PageCase;
using Owner = SessionRelay.Portal.Pages.Owner;

namespace SessionRelay.Portal.Tests.Pages;

/// <summary>The owner's pages for the table, and records to open them with.</summary>
internal static class OwnerPages
{
    public static readonly IReadOnlyList<PageCase> Cases =
    [
        Of<Owner.Staff.IndexModel>(PortalRoles.Owner),
        Of<Owner.Staff.AddModel>(PortalRoles.Owner),
        OfRecord<Owner.Staff.MemberModel>(app => MemberAsync(app)),
        OfRecord<Owner.Staff.ProfileModel>(app => MemberAsync(app)),
        OfRecord<Owner.Staff.PapersModel>(app => MemberAsync(app)),
        OfRecord<Owner.Staff.NetworksModel>(app => MemberAsync(app)),
        OfRecord<Owner.Staff.LicenceModel>(async app => await AddAsync(app, new StaffLicence { StaffId = await MemberAsync(app), Region = Region.Parse("US-NY"), From = new LocalDate(2024, 1, 1), Until = new LocalDate(2030, 1, 1), Number = "LIC-9" })),
        OfRecord<Owner.Staff.CredentialModel>(async app => await AddAsync(app, new StaffCredential { StaffId = await MemberAsync(app), Kind = CredentialKind.LiabilityInsurance, Title = "Prairie", From = new LocalDate(2024, 1, 1), Until = new LocalDate(2030, 1, 1) })),
        Of<Owner.Insurers.IndexModel>(PortalRoles.Owner),
        OfRecord<Owner.Insurers.EditModel>(app => AddAsync(app, new Insurer { Name = $"Insurer {Guid.NewGuid():N}", Plans = ["Gold"] })),
        Of<Owner.PoliciesModel>(PortalRoles.Owner),
        Of<Owner.DetailsModel>(PortalRoles.Owner),
        Of<Owner.ReferralsModel>(PortalRoles.Owner),
        Of<Owner.NumbersModel>(PortalRoles.Owner),
        Of<Owner.HolidaysModel>(PortalRoles.Owner),
        Of<Owner.RoomsModel>(PortalRoles.Owner),
        Of<Owner.Documents.IndexModel>(PortalRoles.Owner),
        Of<Owner.Documents.PublishModel>(PortalRoles.Owner) with { Values = (_, _) => Task.FromResult<object>(new { kind = "Telehealth" }), Others = (_, _) => Task.FromResult<object>(new { kind = "Nothing" }) },
        Of<Owner.FiguresModel>(PortalRoles.Owner),
        Of<Owner.AuditModel>(PortalRoles.Owner),
    ];

    public static async Task<Guid> MemberAsync(PortalApp app, PortalRole roles = PortalRole.Therapist, string name = "Robin Sample")
    {
        var user = await app.AddUserAsync(PortalRoles.Of(roles).First());
        return await app.InDatabaseAsync(async work =>
        {
            var member = new StaffMember { Name = name, Zone = "America/New_York", Roles = roles, UserId = user.Id };
            work.Db.Add(member);
            if (roles.HasFlag(PortalRole.Therapist)) work.Db.Add(new TherapistProfile { Id = member.Id, Populations = [Population.Adult] });
            await work.Db.SaveChangesAsync();
            return member.Id;
        });
    }

    public static Task<Guid> AddAsync<T>(PortalApp app, T record)
        where T : Entity => app.InDatabaseAsync(async work =>
        {
            work.Db.Add(record);
            await work.Db.SaveChangesAsync();
            return record.Id;
        });

    /// <summary>All of the practice's records are the owner's; others' are those that there are not.</summary>
    private static PageCase OfRecord<TPage>(Func<PortalApp, Task<Guid>> make)
        where TPage : Microsoft.AspNetCore.Mvc.RazorPages.PageModel => Of<TPage>(PortalRoles.Owner) with
        {
            Values = async (app, _) => new { id = await make(app) },
            Others = (_, _) => Task.FromResult<object>(new { id = Guid.CreateVersion7() }),
        };
}
