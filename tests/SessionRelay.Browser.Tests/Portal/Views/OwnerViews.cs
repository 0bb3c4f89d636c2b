using Microsoft.AspNetCore.Mvc.RazorPages;
using Owner = SessionRelay.Portal.Pages.Owner;

namespace SessionRelay.Browser.Tests.Portal.Views;

/// <summary>The owner's pages, with the demo's practice in them.</summary>
internal static class OwnerViews
{
    private const string Somebody = "Dr. Ines Hartmann";
    private const string Papers = "Licences, insurance, education";

    public static readonly IReadOnlyList<PortalView> All =
    [
        Of<Owner.IndexModel>("home"),
        Of<Owner.Staff.IndexModel>("staff"),
        Of<Owner.Staff.AddModel>("staff-add"),
        Of<Owner.Staff.AddModel>("staff-add-errors") with { Prepare = person => person.SendAsync("Add and invite") },
        Of<Owner.Staff.IndexModel, Owner.Staff.MemberModel>("member", Somebody),
        Of<Owner.Staff.IndexModel, Owner.Staff.ProfileModel>("profile", Somebody, "^Profile"),
        Of<Owner.Staff.IndexModel, Owner.Staff.PapersModel>("papers", Somebody, Papers),
        Of<Owner.Staff.IndexModel, Owner.Staff.LicenceModel>("licence", Somebody, Papers, "^Change Licence for Florida"),
        Of<Owner.Staff.IndexModel, Owner.Staff.CredentialModel>("credential", Somebody, Papers, "^Change .*(nsurance|liability)"),
        Of<Owner.Staff.IndexModel, Owner.Staff.NetworksModel>("networks", Somebody, "Insurers' networks"),
        Of<Owner.Insurers.IndexModel>("insurers"),
        Of<Owner.Insurers.IndexModel>("insurers-errors") with { Prepare = person => person.SendAsync("Add") },
        Of<Owner.Insurers.IndexModel, Owner.Insurers.EditModel>("insurer", "Harbor Health"),
        Of<Owner.PoliciesModel>("rules"),
        Of<Owner.DetailsModel>("name-and-texts"),
        Of<Owner.ReferralsModel>("referral-texts"),
        Of<Owner.NumbersModel>("crisis-numbers"),
        Of<Owner.HolidaysModel>("holidays"),
        Of<Owner.HolidaysModel>("holidays-errors") with { Prepare = person => person.SendAsync("Add") },
        Of<Owner.RoomsModel>("rooms"),
        Of<Owner.Documents.IndexModel>("consents"),
        Of<Owner.Documents.IndexModel, Owner.Documents.PublishModel>("consents-publish", "Privacy notice"),
        Of<Owner.FiguresModel>("figures"),
        Of<Owner.AuditModel>("audit"),
    ];

    private static PortalView Of<TPage>(string name)
        where TPage : PageModel => PortalPages.Of<TPage>("owner-" + name, "owner");

    private static PortalView Of<TStart, TPage>(string name, params string[] links)
        where TStart : PageModel
        where TPage : PageModel => PortalPages.From<TStart, TPage>("owner-" + name, "owner", person => person.FollowAsync(links));
}
