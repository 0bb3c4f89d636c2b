using Owner = SessionRelay.Portal.Pages.Owner;

namespace SessionRelay.Browser.Tests.Portal;

/// <summary>The owner's pages, with the demo's practice in them.</summary>
internal static class OwnerViews
{
    private const string Somebody = "Dr. Ines Hartmann";

    public static readonly IReadOnlyList<PortalView> All =
    [
        Of<Owner.Staff.IndexModel>("staff"),
        Of<Owner.Staff.AddModel>("staff-add"),
        Of<Owner.Staff.AddModel>("staff-add-errors") with { Prepare = person => person.PressAsync("Add and invite") },
        Of<Owner.Staff.IndexModel>("member") with { Prepare = person => FollowAsync(person, Somebody) },
        Of<Owner.Staff.IndexModel>("profile") with { Prepare = person => FollowAsync(person, Somebody, "Profile") },
        Of<Owner.Staff.IndexModel>("papers") with { Prepare = person => FollowAsync(person, Somebody, "Licences, insurance, education") },
        Of<Owner.Staff.IndexModel>("licence") with { Prepare = person => FollowAsync(person, Somebody, "Licences, insurance, education", "Change Licence for US-FL") },
        Of<Owner.Staff.IndexModel>("networks") with { Prepare = person => FollowAsync(person, Somebody, "Insurers' networks") },
        Of<Owner.Insurers.IndexModel>("insurers"),
        Of<Owner.Insurers.IndexModel>("insurer") with { Prepare = person => FollowAsync(person, "Harbor Health") },
        Of<Owner.PoliciesModel>("rules"),
        Of<Owner.DetailsModel>("name-and-texts"),
        Of<Owner.NumbersModel>("crisis-numbers"),
        Of<Owner.HolidaysModel>("holidays"),
        Of<Owner.RoomsModel>("rooms"),
        Of<Owner.Documents.IndexModel>("consents"),
        Of<Owner.Documents.IndexModel>("consents-publish") with { Prepare = person => FollowAsync(person, "Privacy notice") },
        Of<Owner.AuditModel>("audit"),
    ];

    private static PortalView Of<TPage>(string name) => PortalPages.Of<TPage>("owner-" + name, "owner");

    private static async Task FollowAsync(PortalPerson person, params string[] links)
    {
        foreach (var link in links)
        {
            await person.Page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = link }).First.ClickAsync();
            await person.Page.WaitForLoadStateAsync();
        }
    }
}
