using Microsoft.Playwright;
using NodaTime;
using NodaTime.Text;
using SessionRelay.Browser.Tests.Portal;
using SessionRelay.Portal.Web;
using Client = SessionRelay.Portal.Pages.Client;
using Staff = SessionRelay.Portal.Pages.Staff;

namespace SessionRelay.Browser.Tests.Cases;

/// <summary>Moving and cancelling cost nothing before the practice's window and may cost its fee inside; the rules hold also for what no page offered.</summary>
[Collection(CaseTests.Name)]
public sealed class MoveAndCancelTests(LoopbackRig rig)
{
    private const string Window = "Hours before the start";
    private const string MayCost = "but the practice may ask for its fee";

    private static readonly DateTimeZone Hers = DateTimeZoneProviders.Tzdb["America/New_York"];

    private readonly CasePeople people = new(rig);

    [Fact]
    public async Task Before_the_window_nothing_is_charged_inside_it_the_client_is_told_and_staff_read_that_it_was_late()
    {
        await using var owner = await people.OwnerAsync();
        await using var client = await people.ClientAsync("Edith Kowalski");
        await owner.SetRulesAsync((Window, "1"), ("Hours of notice", "4"));
        var first = await BookAsync(client);
        var second = await BookAsync(client);

        await client.FollowAsync($"Move {When(first)}", "To when do you want to move?");
        await client.ReadsNothingOfAsync(MayCost);
        var moved = await client.PressFreeTimeAsync(-1);
        await client.SeesAsync("Check, then move");
        await client.PressAsync("Move", "Your sessions");
        await StaffReadAsync(moved, "Booked", "changed late");
        await client.FollowAsync($"Cancel {When(second)}", "Cancel your session?");
        await client.ReadsAsync("Cancelling costs nothing now.");

        await owner.SetRulesAsync((Window, "336")); // two weeks: all that she has is inside
        await client.PressAsync("Cancel the session", "Cancel your session?"); // as the page said that it is free, it is asked anew
        await client.ReadsAsync("Nothing is cancelled yet.", MayCost);
        await client.PictureAsync("cancel-asked-anew");
        await client.OpenAsync<Client.Bookings.IndexModel>();
        await client.FollowAsync($"Move {When(moved)}", "To when do you want to move?");
        await client.ReadsAsync("The session is less than 14 days away.", MayCost);
        var again = await client.PressFreeTimeAsync(0);
        await client.SeesAsync("Check, then move");
        await client.ReadsAsync(MayCost);
        await client.PressAsync("Move", "Your sessions");
        await StaffReadAsync(again, "Booked, changed late");
        await client.FollowAsync($"Cancel {When(second)}", "Cancel your session?");
        await client.ReadsAsync(MayCost);
        await client.PressAsync("Cancel the session", "Your sessions");
        await client.ReadsAsync("Your session is cancelled.");
        await StaffReadAsync(second, "Cancelled late");
        (await client.Page.GetByRole(AriaRole.Link, new() { Name = $"Cancel {When(second)}" }).CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_time_that_no_page_offered_is_refused_in_words_and_nothing_has_moved()
    {
        await using var owner = await people.OwnerAsync();
        await owner.SetRulesAsync((Window, "24"), ("Hours of notice", "4"));
        await using var client = await people.ClientAsync("Kendra Oyelaran");
        await client.OpenAsync<Client.Bookings.IndexModel>();
        var before = await client.WordsAsync();
        await client.Each<Client.Bookings.MoveModel>().First.ClickAsync();
        await client.SeesAsync("To when do you want to move?");
        var now = SystemClock.Instance.GetCurrentInstant();
        foreach (var (start, words) in new[]
        {
            (now - Duration.FromDays(2), "over, or too soon to be booked"),
            (now + Duration.FromHours(2), "over, or too soon to be booked"), // notice
            (now + Duration.FromDays(200), "further ahead than we take bookings"),
            (FourInTheMorning(now), "This time is not free."), // outside the therapist's hours
        })
        {
            await client.PostTimeAsync(OnAStep(start));
            await client.SeesAsync("Check, then move");
            await client.PressAsync("Move", "Check, then move");
            await client.ReadsAsync(words);
            await client.FollowAsync("Back to the times", "To when do you want to move?");
        }

        await client.OpenAsync<Client.Bookings.IndexModel>();
        (await client.WordsAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Somebody_elses_session_can_be_neither_moved_nor_cancelled_by_its_address()
    {
        await using var owner = await people.ClientAsync("Leander Quist");
        await owner.OpenAsync<Client.Bookings.IndexModel>();
        var id = new Uri(new Uri(owner.Page.Url), await owner.Each<Client.Bookings.CancelModel>().First.GetAttributeAsync("href")).Segments[^1];
        await using var other = await people.ClientAsync("Edith Kowalski");

        foreach (var page in new[] { typeof(Client.Bookings.CancelModel), typeof(Client.Bookings.MoveModel), typeof(Client.Bookings.MoveCheckModel) })
        {
            (await other.Page.GotoAsync(new Uri(new Uri(owner.Page.Url), $"{PageLinks.PathOf(page)}/{id}").ToString()))!.Status.ShouldBe(404);
            await other.ReadsNothingOfAsync("Caleb Thornbury");
        }
    }

    private async Task StaffReadAsync(Instant start, string reads, string? doesNotRead = null)
    {
        await using var staff = await people.TherapistAsync();
        var monday = start.InZone(Hers).Date.PlusDays(1).Previous(IsoDayOfWeek.Monday);
        await staff.OpenAsync<Staff.Calendar.IndexModel>($"?week={LocalDatePattern.Iso.Format(monday)}");
        var row = staff.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = TimeWords.Clock(start, Hers) + " –" }).Filter(new() { HasText = "Edith Kowalski" });
        await row.GetByRole(AriaRole.Link).ClickAsync();
        await staff.SeesAsync("A session of Edith Kowalski");
        await staff.ReadsAsync(reads);
        if (doesNotRead is not null) await staff.ReadsNothingOfAsync(doesNotRead);
    }

    private static async Task<Instant> BookAsync(PortalPerson client)
    {
        var start = await client.TakeAsync();
        await client.PressAsync("Book", "Your sessions");
        await client.ReadsAsync("Your session is booked.");
        return start;
    }

    private static string When(Instant start) => TimeWords.DayAndClock(start, Hers, SystemClock.Instance.GetCurrentInstant());

    private static Instant FourInTheMorning(Instant now) => now.InZone(Hers).Date.PlusDays(9).At(new LocalTime(4, 0)).InZoneLeniently(Hers).ToInstant();

    /// <summary>The quarter of an hour that it lies in, so that nothing but the rule is wrong.</summary>
    private static Instant OnAStep(Instant start) => Instant.FromUnixTimeSeconds(start.ToUnixTimeSeconds() / 900 * 900);
}
