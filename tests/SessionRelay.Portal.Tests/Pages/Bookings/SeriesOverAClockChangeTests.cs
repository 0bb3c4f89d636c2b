using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SessionRelay.Portal.Pages.Client.Bookings;

namespace SessionRelay.Portal.Tests.Pages.Bookings;

/// <summary>A client books weekly sessions of which one would begin in the hour that the therapist's clock skips: the page names it, and nothing is booked in its place unasked.</summary>
public sealed class SeriesOverAClockChangeTests
{
    private static readonly DateTimeZone NewYork = DateTimeZoneProviders.Tzdb[BookingWorld.Zone];

    /// <summary>Two Sundays before the clock of New York skips from 2:00 to 3:00 on 14 March 2027.</summary>
    private static readonly LocalDateTime First = new(2027, 2, 28, 2, 30);

    [Fact]
    public async Task A_missing_time_is_named_and_another_is_booked_instead_while_the_others_keep_the_wall_clock()
    {
        await using var app = PortalApp.With(services => services.AddSingleton<TimeProvider>(new TimeElsewhere(Instant.FromUtc(2027, 2, 24, 15, 0))));
        await app.VisitorAsync();
        var (person, client) = await app.ClientOfAsync(await app.TherapistAsync());
        using var _ = person;
        await person.ToTimesAsync(weeks: 4);

        await person.PostTimeAsync(First.InZoneStrictly(NewYork).ToInstant());

        person.Place.ShouldBe(app.Link<CheckModel>());
        person.Page.QuerySelector("label[for=Instead-3]")!.TextContent.ShouldContain("does not have this time: the clock skips it");
        person.Page.QuerySelectorAll("[name^=Instead-]").Length.ShouldBe(1);
        (await app.OfClientAsync(client)).ShouldBeEmpty();
        await person.PostAsync(button: "Book");
        var booked = await app.OfClientAsync(client);
        booked.Select(booking => booking.Start.InZone(NewYork).LocalDateTime).Where((_, index) => index != 2)
            .ShouldBe([First, First.PlusWeeks(1), First.PlusWeeks(3)]);
        booked.Count.ShouldBe(4);
        var other = booked[2].Start.InZone(NewYork);
        other.Date.ShouldBeInRange(new LocalDate(2027, 3, 8), new LocalDate(2027, 3, 20));
        other.LocalDateTime.ShouldNotBe(First.PlusWeeks(2));
        (booked[1].Start - booked[0].Start).ShouldBe(Duration.FromDays(7));
        (booked[3].Start - booked[1].Start).ShouldBe(Duration.FromDays(14) - Duration.FromHours(1), "the wall clock is kept, so the elapsed time is an hour less");
    }

    [Fact]
    public async Task A_week_whose_time_is_missing_can_be_left_out()
    {
        await using var app = PortalApp.With(services => services.AddSingleton<TimeProvider>(new TimeElsewhere(Instant.FromUtc(2027, 2, 24, 15, 0))));
        await app.VisitorAsync();
        var (person, client) = await app.ClientOfAsync(await app.TherapistAsync());
        using var _ = person;
        await person.ToTimesAsync(weeks: 4);
        await person.PostTimeAsync(First.InZoneStrictly(NewYork).ToInstant());

        await person.PostAsync([("Instead-3", "leave-out")], "Book");

        (await app.OfClientAsync(client)).Select(booking => booking.Start.InZone(NewYork).LocalDateTime).ShouldBe([First, First.PlusWeeks(1), First.PlusWeeks(3)]);
    }

    /// <summary>Goes on as the machine's, from another moment.</summary>
    private sealed class TimeElsewhere(Instant now) : TimeProvider
    {
        private readonly TimeSpan ahead = now.ToDateTimeOffset() - System.GetUtcNow();

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + ahead;
    }
}
