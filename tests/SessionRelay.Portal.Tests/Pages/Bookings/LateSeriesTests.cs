using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Practice;
using SessionRelay.Portal.Pages.Client.Bookings;
using SessionRelay.Portal.Tests.Data;

namespace SessionRelay.Portal.Tests.Pages.Bookings;

/// <summary>Of a series each date is judged by the policy on its own start, whether it moves or is cancelled with others.</summary>
public sealed class LateSeriesTests
{
    private static readonly BookingCharge[] TwoLate = [BookingCharge.Late, BookingCharge.Late, BookingCharge.None];

    [Fact]
    public async Task Moved_together_those_inside_the_window_are_late_and_no_others_and_the_page_says_so()
    {
        await using var app = new PortalApp();
        var (person, client) = await SeriesAsync(app);
        using var _ = person;
        var first = (await app.OfClientAsync(client))[0];
        await person.OpenAsync<MoveModel>(new { id = first.Id });
        await person.PostTimeAsync(first.Start + Duration.FromHours(3));
        person.Words.ShouldContain("One of them is less than 10 days away too");

        await person.PostAsync([("WithLater", "true")], "Move");

        person.Words.ShouldContain("Your 3 sessions are moved.");
        var moved = await app.OfClientAsync(client);
        moved[0].Start.ShouldBe(first.Start + Duration.FromHours(3));
        moved.Select(booking => booking.Charge).ShouldBe(TwoLate);
    }

    [Fact]
    public async Task Cancelled_together_the_same_are_late()
    {
        await using var app = new PortalApp();
        var (person, client) = await SeriesAsync(app);
        using var _ = person;
        await person.OpenAsync<CancelModel>(new { id = (await app.OfClientAsync(client))[0].Id });
        person.Words.ShouldContain("One of them is less than 10 days away too");

        await person.PostAsync([("WithLater", "true")], "Cancel the session");

        person.Words.ShouldContain("Your 3 sessions are cancelled.");
        (await app.OfClientAsync(client)).Select(booking => booking.Charge).ShouldBe(TwoLate);
    }

    /// <summary>Three weeks from the day after tomorrow, with a window of ten days.</summary>
    private static async Task<(Person Person, Guid Client)> SeriesAsync(PortalApp app)
    {
        await app.VisitorAsync();
        var therapist = await app.TherapistAsync();
        var (person, client) = await app.ClientOfAsync(therapist);
        await app.DoAsync(async (work, services) =>
        {
            var practice = await work.Db.Practice.SingleOrDefaultAsync();
            if (practice is null) work.Db.Add(practice = new PracticeProfile { Id = PracticeProfile.TheOne, Name = "Linden", Country = "US", Zone = BookingWorld.Zone });
            practice.Policy = practice.Policy with { CancellationWindow = Duration.FromDays(10) };
            await work.Db.SaveChangesAsync();
            var booked = await services.GetRequiredService<BookingStore>()
                .BookSeriesAsync(TestPractice.Request(therapist, client, BookingWorld.Soon), 3, DateTimeZoneProviders.Tzdb[BookingWorld.Zone]);
            booked.Bookings.Count.ShouldBe(3);
            return booked;
        });
        return (person, client);
    }
}
