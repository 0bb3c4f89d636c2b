using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Reminders;
using SessionRelay.Portal.Tests.Data;

namespace SessionRelay.Portal.Tests.Journeys;

/// <summary>The planner looks four times a minute: what it reads does not grow with the bookings to come, and what a deed has left for it outlives every restart.</summary>
public sealed class PlannerReadsWhatIsDueTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    [Fact]
    public async Task With_nothing_due_no_booking_is_read()
    {
        await using var its = await MailedPractice.NewAsync(false, server);
        for (var series = 0; series < 3; series++) await its.BookSeriesAsync(Duration.FromHours(60 + (2 * series)), 20);
        for (var run = 0; run < 3; run++) await its.RunAsync();
        using var trace = new CommandTrace(its.Practice.Database);

        await its.PlanAsync();

        // What is read of bookings is read by the index of what is near, which leaves all 60 of them out.
        var asked = trace.Take().Where(command => command.Contains("\"Bookings\"")).ToList();
        asked.ShouldAllBe(command => command.Contains("\"Start\" >") && command.Contains("\"Start\" <="));
        asked.Count.ShouldBe(2); // one a lead
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_booked_while_nobody_planned_is_told_later_and_a_deed_that_is_not_stored_leaves_nothing(bool onPostgres)
    {
        await using var its = await MailedPractice.NewAsync(onPostgres, server);
        await its.BookAsync(Duration.FromHours(60));
        await Should.ThrowAsync<Exception>(() => its.BookAsync(Duration.FromHours(60))); // refused: there is no second booking, and no second letter
        its.Advance(Duration.FromHours(5)); // another process, hours later
        for (var run = 0; run < 3; run++) await its.RunAsync();

        its.Letters().ShouldHaveSingleItem().Subject!.ShouldStartWith("Your appointment:");
        await using var work = its.Practice.Database.Begin(TestPractice.Intake);
        (await work.Db.Reminders.CountAsync(reminder => reminder.State == DeliveryState.Planned)).ShouldBe(0);
    }

    [Fact]
    public async Task What_a_later_deed_has_overtaken_is_told_once()
    {
        await using var its = await MailedPractice.NewAsync(false, server);
        var booking = await its.BookAsync(Duration.FromHours(60));
        await its.DoAsync(store => store.MoveAsync(booking, TestPractice.Now + Duration.FromHours(84), "test"));
        await its.DoAsync(store => store.MoveAsync(booking, TestPractice.Now + Duration.FromHours(96), "test"));
        for (var run = 0; run < 3; run++) await its.RunAsync();

        its.Letters().ShouldHaveSingleItem().Subject!.ShouldStartWith("Changed:");
    }
}
