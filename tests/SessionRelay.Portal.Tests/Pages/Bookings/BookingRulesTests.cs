using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Staff;
using SessionRelay.Portal.Domain.Scheduling;
using SessionRelay.Portal.Pages.Client.Bookings;
using ClientCare = SessionRelay.Portal.Pages.Client.Care;

namespace SessionRelay.Portal.Tests.Pages.Bookings;

/// <summary>Rules of booking that hold whatever a page had shown.</summary>
public class BookingRulesTests(PortalApp app)
{
    [Fact]
    public async Task Notice_windows_and_limits_checked_in_the_page_only__hours_days_lengths_and_series_posted_by_hand()
    {
        await app.VisitorAsync();
        var therapist = await app.TherapistAsync();
        await app.BookAsync(therapist, await app.ClientAsync(therapist)); // at noon in UTC, the only one of its day
        await app.DoAsync(async (work, _) =>
        {
            (await work.Db.Therapists.SingleAsync(profile => profile.Id == therapist)).MaxPerDay = 1;
            var away = BookingWorld.Soon.InZone(DateTimeZoneProviders.Tzdb[BookingWorld.Zone]).Date.PlusDays(2);
            work.Db.Add(new HoursException { StaffId = therapist, Date = away, Kind = ExceptionKind.Closed });
            return await work.Db.SaveChangesAsync();
        });
        var (person, client) = await app.ClientOfAsync(therapist);
        using var signedIn = person;
        await person.ToTimesAsync();
        var day = Duration.FromDays(1);
        foreach (var (start, rule) in new[]
        {
            (BookingWorld.Soon, "taken"),
            (BookingWorld.Soon + Duration.FromMinutes(45), "runs into it"),
            (BookingWorld.Soon + Duration.FromMinutes(50), "no buffer"),
            (BookingWorld.Soon + Duration.FromHours(5), "the day is full"),
            (BookingWorld.Soon + day * 2, "the therapist is away"),
            (BookingWorld.Soon + day + Duration.FromMinutes(5), "not a start"),
        })
        {
            await person.PostTimeAsync(start);
            person.Place.ShouldBe(app.Link<TimeModel>(), rule);
            person.Words.ShouldContain("This time is not free.", Case.Sensitive, rule);
        }

        await person.OpenAsync<OftenModel>(new { change = true });
        await person.PostAsync(("Weeks", "53"));
        person.Problem("Weeks")!.ShouldContain("A series has at most");
        (await app.OfClientAsync(client)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_free_when_the_page_was_read_is_not_charged_unsaid()
    {
        await app.VisitorAsync();
        var therapist = await app.TherapistAsync();
        var (person, client) = await app.ClientOfAsync(therapist);
        using var _ = person;
        var hour = Duration.FromHours(1).BclCompatibleTicks;
        var soon = Instant.FromUnixTimeTicks((SystemClock.Instance.GetCurrentInstant() + Duration.FromHours(10)).ToUnixTimeTicks() / hour * hour);
        var late = await app.BookAsync(therapist, client, soon);
        await person.OpenAsync<CancelModel>(new { id = late.Id });

        await person.PostAsync([("SaidFree", "true")], "Cancel the session"); // as it was a day ago

        person.Words.ShouldContain("Nothing is cancelled yet.");
        (await app.OfClientAsync(client))[0].State.ShouldBe(BookingState.Booked);
        await person.PostAsync(button: "Cancel the session");
        (await app.OfClientAsync(client))[0].ShouldSatisfyAllConditions(booking => booking.State.ShouldBe(BookingState.Cancelled), booking => booking.Charge.ShouldBe(BookingCharge.Late));
    }

    [Fact]
    public async Task What_a_change_of_therapist_releases_is_offered_to_who_waits_for_an_earlier_time()
    {
        await app.VisitorAsync();
        var therapist = await app.TherapistAsync();
        var (leaving, leavers) = await app.ClientOfAsync(therapist);
        var (waiting, waiters) = await app.ClientOfAsync(therapist);
        using var one = leaving;
        using var other = waiting;
        var freed = await app.BookAsync(therapist, leavers);
        await app.BookAsync(therapist, waiters, freed.Start + Duration.FromDays(2));
        await waiting.OpenAsync<IndexModel>();
        await waiting.SendFormAsync("form:has(input[name=booking])");

        await leaving.OpenAsync<ClientCare.ChangeModel>();
        await leaving.PostAsync();

        await waiting.OpenAsync<IndexModel>();
        waiting.Words.ShouldContain("Earlier times are free");
    }
}
