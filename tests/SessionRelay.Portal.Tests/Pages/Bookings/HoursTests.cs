using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Pages.Therapist.Hours;

namespace SessionRelay.Portal.Tests.Pages.Bookings;

/// <summary>A therapist sets their hours.</summary>
public sealed class HoursTests(PortalApp app)
{
    [Theory]
    [InlineData("9:00", "17:03", "Hours go from an earlier to a later time")]
    [InlineData("17:00", "09:00", "Hours go from an earlier to a later time")]
    [InlineData("nine", "17:00", "Write the time like 09:00")]
    [InlineData("09:00", "24:05", "Write the time like 09:00")]
    [InlineData("23:00", "24:00", "This overlaps other hours")]
    public async Task Post_WhenHoursAreWrong_ReturnsError(string from, string to, string words)
    {
        var (person, therapist) = await app.SignedInTherapistAsync();
        using var _ = person;
        await person.OpenAsync<IndexModel>();

        await person.PostAsync([("From", from), ("To", to)], "Add");

        person.Words.ShouldContain(words);
        person.Page.QuerySelector("input[name=From]")!.GetAttribute("value").ShouldBe(from);
        (await app.DoAsync((work, _) => work.Db.WeeklyHours.CountAsync(row => row.StaffId == therapist))).ShouldBe(7);
    }

    [Fact]
    public async Task Hours_are_removed_and_added_and_a_booking_outside_them_is_shown_not_moved()
    {
        var (person, therapist) = await app.SignedInTherapistAsync();
        using var _ = person;
        var booking = await app.BookAsync(therapist, await app.ClientAsync(therapist));
        var day = booking.Local.DayOfWeek;
        await person.OpenAsync<IndexModel>();
        person.Page.QuerySelectorAll("tbody th").Select(cell => cell.TextContent).ShouldBe(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]);
        for (var n = 0; n < 7; n++) await person.SendFormAsync("form[action*=Remove]");
        person.Words.ShouldContain("These bookings lie outside your hours");

        await person.PostAsync([("Day", $"{day}"), ("From", "0:00"), ("To", "24:00")], "Add");

        person.Words.ShouldNotContain("These bookings lie outside your hours");
        (await app.DoAsync((work, _) => work.Db.Bookings.SingleAsync(known => known.Id == booking.Id))).Start.ShouldBe(booking.Start);
    }

    [Fact]
    public async Task A_closed_date_says_why_a_time_is_not_offered()
    {
        var (person, _) = await app.SignedInTherapistAsync();
        using var signedIn = person;
        var date = NodaTime.Text.LocalDatePattern.Iso.Format(SystemClock.Instance.GetCurrentInstant().InUtc().Date.PlusDays(5));
        await person.OpenAsync<DatesModel>();
        await person.PostAsync([("Date", date), ("Kind", "Closed"), ("Reason", "Training")], "Add");
        person.Words.ShouldContain("Training");

        await person.OpenAsync<WhyModel>(new { date, minutes = 50, format = "Video" });

        person.Words.ShouldContain("The therapist closed this date: Training.");
    }

    [Fact]
    public async Task Post_WhenSessionsAreWrong_ReturnsErrors()
    {
        var (person, _) = await app.SignedInTherapistAsync();
        using var signedIn = person;
        await person.OpenAsync<SessionsModel>();

        await person.PostAsync([("Lengths", "55"), ("Buffer", "7"), ("MaxPerDay", "25"), ("Zone", "Nowhere/Land")], "Keep");

        foreach (var field in new[] { "Lengths", "Buffer", "MaxPerDay", "Zone" }) person.Problem(field).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("http://calendar.example/a.ics")]
    [InlineData("https://127.0.0.1/a.ics")]
    [InlineData("https://[::1]/a.ics")]
    [InlineData("https://localhost/a.ics")]
    public async Task A_calendar_inside_is_refused(string address)
    {
        var (person, _) = await app.SignedInTherapistAsync();
        using var signedIn = person;
        await person.OpenAsync<OutsideModel>();

        await person.PostAsync([("Address", address)], "Read it");

        person.Problem("Address").ShouldNotBeNull();
    }
}
