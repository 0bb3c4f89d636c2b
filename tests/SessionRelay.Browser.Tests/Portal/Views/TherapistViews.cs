using SessionRelay.Portal.Web;
using static SessionRelay.Browser.Tests.Portal.PortalPages;
using Calendar = SessionRelay.Portal.Pages.Staff.Calendar;
using Therapist = SessionRelay.Portal.Pages.Therapist;

namespace SessionRelay.Browser.Tests.Portal.Views;

/// <summary>A therapist's day, clients and hours.</summary>
internal static class TherapistViews
{
    private const string Role = "therapist";

    public static readonly IReadOnlyList<PortalView> All =
    [
        Of<Therapist.TodayModel>("today", Role),
        Of<Therapist.OwnNumberModel>("therapist-number", Role),
        Of<Therapist.OwnNumberModel>("therapist-number-errors", Role, async person =>
        {
            await person.FillAsync("Number", "12");
            await person.SendAsync("Save");
        }),
        From<Therapist.TodayModel, Therapist.WhereModel>("therapist-where", Role, async person =>
        {
            var booking = (await person.Page.Locator("main input[name=id]").First.GetAttributeAsync("value"))!.ToUpperInvariant();
            person.Portal.Change("UPDATE Bookings SET Format = 'Phone' WHERE Id = $id", ("$id", booking));
            await person.Page.ReloadAsync();
            await person.FollowAsync("Write down where they are|They are somewhere else");
            person.Portal.Change("UPDATE Bookings SET Format = 'Video' WHERE Id = $id", ("$id", booking)); // as the other views have it
        }),
        Of<Therapist.FeedModel>("feed", Role),
        Of<Therapist.FeedModel>("feed-made", Role, person => person.SendAsync("Make a")),
        From<Calendar.IndexModel, Therapist.AfterModel>("therapist-after", Role, async person =>
        {
            await person.FollowAsync("Week before");
            await person.GoAsync(person.Page.Locator("main table a").First);
            await person.OpenAsync($"{PageLinks.PathOf(typeof(Therapist.AfterModel))}/{new Uri(person.Page.Url).Segments[^1]}");
        }),
        Of<Therapist.Care.IndexModel>("therapist-clients", Role),
        From<Therapist.Care.IndexModel, Therapist.Care.ClientModel>("therapist-client", Role, person => person.FollowAsync("^Open")),
        From<Therapist.Care.IndexModel, Therapist.Care.AssessModel>("assess", Role, person => person.FollowAsync("^Open", "Record")),
        From<Therapist.Care.IndexModel, Therapist.Care.AssessModel>("assess-errors", Role, async person =>
        {
            await person.FollowAsync("^Open", "Record");
            await person.FillAsync("Needs", "");
            await person.FillAsync("Risk", "");
            await person.SendAsync("Record");
        }),
        Of<Therapist.Hours.IndexModel>("hours", Role),
        Of<Therapist.Hours.IndexModel>("hours-errors", Role, person => person.SendAsync("Add")),
        Of<Therapist.Hours.DatesModel>("hours-dates", Role),
        Of<Therapist.Hours.DatesModel>("hours-dates-errors", Role, person => person.SendAsync("Add")),
        Of<Therapist.Hours.DatesModel>("hours-dates-added", Role, async person =>
        {
            await person.FillAsync("Date", "2027-03-16");
            await person.ChooseAsync("Kind", "Closed");
            await person.FillAsync("Reason", "A course on sleep, far away");
            await person.SendAsync("Add");
        }),
        Of<Therapist.Hours.SessionsModel>("hours-sessions", Role),
        Of<Therapist.Hours.OutsideModel>("hours-outside", Role),
        Of<Therapist.Hours.OutsideModel>("hours-outside-errors", Role, async person =>
        {
            await person.FillAsync("Address", "http://localhost/private.ics");
            await person.SendAsync("Read it");
        }),
        Of<Therapist.Hours.WhyModel>("hours-why", Role),
        Of<Therapist.Hours.WhyModel>("hours-why-answered", Role, async person =>
        {
            await person.FillAsync("Date", TimeProvider.System.GetUtcNow().AddDays(13).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
            await person.SendAsync("Ask");
        }),
    ];
}
