using static SessionRelay.Browser.Tests.Portal.PortalPages;
using Client = SessionRelay.Portal.Pages.Client;

namespace SessionRelay.Browser.Tests.Portal.Views;

/// <summary>A client's care: referrals, the choice of a therapist and another one, moving house.</summary>
internal static class CareViews
{
    public static readonly IReadOnlyList<PortalView> All =
    [
        Of<Client.Care.IndexModel>("client-care", "client"),
        Of<Client.Care.IndexModel>("client-care-referred", DemoHomes.Referred),
        Of<Client.Care.IndexModel>("client-care-offered", DemoHomes.Offered),
        Of<Client.Care.ReferralsModel>("client-referrals", DemoHomes.Referred),
        Of<Client.Care.ReferralsModel>("client-referrals-none", "client"),
        Of<Client.Matching.IndexModel>("matching", DemoHomes.Offered),
        Of<Client.Matching.IndexModel>("matching-none", "client"),
        From<Client.Matching.IndexModel, Client.Matching.ChooseModel>("matching-choose", DemoHomes.Offered, person => person.FollowAsync("^Choose ")),
        From<Client.Matching.IndexModel, Client.Matching.MeetModel>("matching-meet", DemoHomes.Offered, person => person.FollowAsync("^Meet first")),
        From<Client.Matching.IndexModel, Client.Matching.MeetModel>("matching-meet-errors", DemoHomes.Offered, async person =>
        {
            await person.FollowAsync("^Meet first");
            await person.SendAsync("Book this talk");
        }),
        Of<Client.Care.ChangeModel>("change-therapist", "client"),
        Of<Client.Care.ChangeModel>("change-therapist-asked", DemoHomes.Changing, person => person.SendAsync("Ask for another therapist")),
        Of<Client.Moving.WhereModel>("moving-where", "client"),
        Of<Client.Moving.WhereModel>("moving-where-errors", "client", person => person.SendAsync("Continue")),
        From<Client.Moving.WhereModel, Client.Moving.WhenModel>("moving-when", DemoHomes.Moving, WhereAsync),
        From<Client.Moving.WhereModel, Client.Moving.WhenModel>("moving-when-errors", DemoHomes.Moving, async person =>
        {
            await WhereAsync(person);
            await person.FillAsync("On", "");
            await person.SendAsync("Continue");
        }),
        From<Client.Moving.WhereModel, Client.Moving.CheckModel>("moving-check", DemoHomes.Moving, WhenAsync),
        From<Client.Moving.WhereModel, Client.Moving.ToldModel>("moving-told", DemoHomes.Moving, async person =>
        {
            await WhenAsync(person);
            await person.SendAsync("Tell the practice");
        }),
    ];

    private static async Task WhereAsync(PortalPerson person)
    {
        await person.PickAsync("Region", "US-OR");
        await person.PickAsync("Zone", "America/Los_Angeles");
        await person.SendAsync("Continue");
    }

    private static async Task WhenAsync(PortalPerson person)
    {
        await WhereAsync(person);
        await person.FillAsync("On", TimeProvider.System.GetUtcNow().AddDays(1).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        await person.SendAsync("Continue");
    }
}
