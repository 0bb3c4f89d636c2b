using Microsoft.Playwright;
using NodaTime;
using NodaTime.Text;
using SessionRelay.Browser.Tests.Portal;
using SessionRelay.Portal.Web;
using Client = SessionRelay.Portal.Pages.Client;
using Owner = SessionRelay.Portal.Pages.Owner;

namespace SessionRelay.Browser.Tests.Cases;

/// <summary>A year of weekly sessions: the client in Los Angeles, the therapist in Honolulu, whose clock never changes, and days on which the practice is closed.</summary>
[Collection(CaseTests.Name)]
public sealed class SeriesOverAHolidayTests(LoopbackRig rig)
{
    private const int Weeks = 52; // over both changes of a year, whenever the test runs

    private static readonly DateTimeZone Hers = DateTimeZoneProviders.Tzdb["America/Los_Angeles"];
    private static readonly DateTimeZone Theirs = DateTimeZoneProviders.Tzdb["Pacific/Honolulu"];

    private readonly CasePeople people = new(rig);

    [Fact]
    public async Task A_holiday_is_named_another_date_is_offered_and_all_is_booked_or_nothing()
    {
        await using var owner = await people.OwnerAsync();
        await owner.SetRulesAsync(("Dates of a weekly series at most", $"{Weeks}"));
        await using var client = await people.ClientAsync("Raina Solomon");
        await client.OpenAsync<Client.Bookings.IndexModel>();
        var before = await CardsAsync(client);

        var first = await client.TakeAsync($"Every week, {Weeks} times");
        await CloseAsync(owner, first, week: 3, "Founders' day");
        await client.OpenAsync<Client.Bookings.CheckModel>();
        await HolidayIsNamedAsync(client, first, week: 3, "Founders' day");
        await ReadsWhichWeeksMoveAsync(client, first);
        await client.PictureAsync("series-over-a-holiday");

        await CloseAsync(owner, first, week: 5, "Election day"); // while she looks at the page
        await client.PressAsync("Book", "Check your answers");
        await client.ReadsAsync("Some of the dates are not free. Nothing is booked yet: choose other times for them.");
        await HolidayIsNamedAsync(client, first, week: 5, "Election day");
        await using (var meanwhile = await people.ClientAsync("Raina Solomon"))
        {
            await meanwhile.OpenAsync<Client.Bookings.IndexModel>();
            (await CardsAsync(meanwhile)).ShouldBe(before); // not one of them
        }

        await client.SelectAsync(await LabelAsync(client, 5), "Leave this week out");
        await client.PressAsync("Book", "Your sessions");
        await client.ReadsAsync($"Your {Weeks - 1} sessions are booked.");
        (await CardsAsync(client)).ShouldBe(before + Weeks - 1);

        await MovesOneAsync(client, first);
        await MovesThisAndAllLaterAsync(client, first);
    }

    private static async Task MovesOneAsync(PortalPerson client, Instant first)
    {
        var cards = await CardsAsync(client);
        await client.FollowAsync($"Move {When(first)}", "To when do you want to move?");
        var there = await client.PressFreeTimeAsync(-1);
        await client.SeesAsync("Check, then move");
        await client.PressAsync("Move", "Your sessions");
        await client.ReadsAsync("Your session is moved.");
        var all = await StartsAsync(client);
        all.ShouldContain(there);
        all.ShouldNotContain(first);
        all.ShouldContain(Week(first, 2)); // the others stay
        (await CardsAsync(client)).ShouldBe(cards);
    }

    private static async Task MovesThisAndAllLaterAsync(PortalPerson client, Instant first)
    {
        var sixth = Week(first, 6);
        var before = await StartsAsync(client);
        await client.FollowAsync($"Move {When(sixth)}", "To when do you want to move?");
        var there = await client.PressFreeTimeAsync(-1);
        await client.SeesAsync("Check, then move");
        await client.ChooseAsync("Move all later sessions of the series too");
        await client.PressAsync("Move");
        var words = await Bound.UntilAsync("it is moved, or what is in the way is named", client.WordsAsync, all => all.Contains("sessions are moved.") || all.Contains("Nothing has moved yet"));
        if (words.Contains("Nothing has moved yet")) await client.PressAsync("Move", "Your sessions"); // with what is suggested for dates that others have
        await client.ReadsAsync($"Your {Weeks - 5} sessions are moved.");
        var all = await StartsAsync(client);
        all.ShouldContain(there);
        all.ShouldContain(Week(first, 2)); // what was before stays
        all.ShouldNotContain(sixth);
        all.ShouldNotContain(Week(first, Weeks));
        all.Count.ShouldBe(before.Count);
    }

    /// <summary>Every week that has another time on her clock than the first is marked, and no other.</summary>
    private static async Task ReadsWhichWeeksMoveAsync(PortalPerson client, Instant first)
    {
        await client.ReadsAsync("The series keeps your therapist's clock.");
        var moved = 0;
        for (var week = 1; week <= Weeks; week++)
        {
            if (await client.Page.Locator($"select#Instead-{week}").CountAsync() > 0) continue;
            var (start, row) = (Week(first, week), await client.Page.Locator($"ol.dates > li[value='{week}']").InnerTextAsync());
            var moves = start.InZone(Hers).TimeOfDay != first.InZone(Hers).TimeOfDay;
            row.ShouldContain(TimeWords.Clock(start, Hers));
            row.Contains("another time for you").ShouldBe(moves, row);
            moved += moves ? 1 : 0;
        }

        moved.ShouldBeInRange(15, 37); // a year has both changes, and summer time lasts 34 weeks
    }

    private static async Task HolidayIsNamedAsync(PortalPerson client, Instant first, int week, string name)
    {
        (await LabelAsync(client, week)).ShouldContain($"is a holiday of the practice ({name})");
        var offered = await client.Page.Locator($"#Instead-{week} option").EvaluateAllAsync<string[]>("options => options.map(option => option.value)");
        offered[^1].ShouldBe("leave-out");
        offered.Length.ShouldBeGreaterThan(1);
        foreach (var other in offered[..^1]) InstantPattern.General.Parse(other).Value.InZone(Theirs).Date.ShouldNotBe(Week(first, week).InZone(Theirs).Date);
    }

    private static Task<string> LabelAsync(PortalPerson client, int week) => client.Page.Locator($"label[for='Instead-{week}']").InnerTextAsync();

    private static async Task CloseAsync(PortalPerson owner, Instant first, int week, string name)
    {
        await owner.OpenAsync<Owner.HolidaysModel>();
        await owner.TypeAsync("Date", LocalDatePattern.Iso.Format(Week(first, week).InZone(Theirs).Date));
        await owner.Page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await owner.Page.GetByText("Added.").WaitForAsync();
    }

    private static Instant Week(Instant first, int number) => first + Duration.FromDays(7 * (number - 1)); // Honolulu's clock never changes

    private static string When(Instant start) => TimeWords.DayAndClock(start, Hers, SystemClock.Instance.GetCurrentInstant());

    private static Task<int> CardsAsync(PortalPerson client) => client.Each<Client.Bookings.CancelModel>().CountAsync();

    private static async Task<List<Instant>> StartsAsync(PortalPerson client) =>
    [
        .. (await client.Page.Locator("main .cards strong time").EvaluateAllAsync<string[]>("times => times.map(time => time.getAttribute('datetime'))")).Select(value => InstantPattern.General.Parse(value).Value),
    ];
}
