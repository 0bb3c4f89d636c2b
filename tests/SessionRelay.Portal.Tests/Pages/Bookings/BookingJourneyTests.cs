using System.Net;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using NodaTime.Text;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Practice;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Pages.Client.Bookings;
using Calendar = SessionRelay.Portal.Pages.Staff.Calendar;

namespace SessionRelay.Portal.Tests.Pages.Bookings;

/// <summary>Clients book, move and cancel; staff approves.</summary>
public class BookingJourneyTests(PortalApp app)
{
    [Fact]
    public async Task A_client_books_and_a_second_press_books_nothing_more()
    {
        await app.VisitorAsync();
        var therapist = await app.TherapistAsync();
        var (person, client) = await app.ClientOfAsync(therapist);
        using var _ = person;
        var start = await person.ChooseTimeAsync();
        person.Place.ShouldBe(app.Link<CheckModel>());
        person.Words.ShouldContain("We keep this time for you until");
        var form = person.FormValues(person.Form("Book"));

        await person.PostAsync(button: "Book");
        using var again = await person.RawAsync(HttpMethod.Post, app.Link<CheckModel>(), new FormUrlEncodedContent(form));

        person.Place.ShouldBe(app.Link<IndexModel>());
        person.Words.ShouldContain("Your session is booked.");
        again.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await app.OfClientAsync(client)).ShouldHaveSingleItem().Start.ShouldBe(start);
    }

    [Fact]
    public async Task A_hold_locks_out_its_own_holder()
    {
        await app.VisitorAsync();
        var therapist = await app.TherapistAsync();
        var (person, _) = await app.ClientOfAsync(therapist);
        var (other, _) = await app.ClientOfAsync(therapist);
        using var first = person;
        using var second = other;
        var start = await person.ChooseTimeAsync();

        await person.OpenAsync<TimeModel>(new { change = true }); // the back button
        await other.ToTimesAsync();

        person.OfferedTimes().ShouldContain(start);
        other.OfferedTimes().ShouldNotContain(start);
        await other.PostTimeAsync(start);
        other.Words.ShouldContain("Somebody else is looking at this time just now.");
    }

    [Theory]
    [InlineData(-24 * 60, "over, or too soon")]
    [InlineData(60, "over, or too soon")] // notice
    [InlineData(200 * 24 * 60, "further ahead")] // horizon
    public async Task Notice_windows_and_limits_checked_in_the_page_only(int minutesFromNow, string words)
    {
        await app.VisitorAsync();
        var (person, client) = await app.ClientOfAsync(await app.TherapistAsync());
        using var _ = person;
        await person.ToTimesAsync();
        var step = Duration.FromMinutes(15);
        var now = SystemClock.Instance.GetCurrentInstant() + Duration.FromMinutes(minutesFromNow);
        var start = Instant.FromUnixTimeTicks(now.ToUnixTimeTicks() / step.BclCompatibleTicks * step.BclCompatibleTicks);

        await person.PostTimeAsync(start);

        person.Words.ShouldContain(words);
        await person.OpenAsync<CheckModel>();
        person.Place.ShouldBe(app.Link<TimeModel>());
        (await app.OfClientAsync(client)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("2026-13-45T99:00:00Z")]
    [InlineData("<script>")]
    [InlineData("")]
    public async Task Post_WhenStartIsNoTime_ReturnsError(string start)
    {
        await app.VisitorAsync();
        var (person, _) = await app.ClientOfAsync(await app.TherapistAsync());
        using var signedIn = person;
        await person.ToTimesAsync();

        await person.PostAsync([("Start", start)], person.Page.QuerySelector("button[name=Start]")!.TextContent.Trim());

        person.Status.ShouldBe(HttpStatusCode.OK);
        person.Page.QuerySelector(".errors").ShouldNotBeNull();
    }

    [Fact]
    public async Task Post_WhenLengthOrFormatIsNotOffered_ReturnsError()
    {
        await app.VisitorAsync();
        var (person, _) = await app.ClientOfAsync(await app.TherapistAsync(lengths: [15, 45, 50], formats: CareFormat.Video | CareFormat.Phone));
        using var signedIn = person;
        await person.OpenAsync<StartModel>();
        person.Place.ShouldBe(app.Link<LengthModel>());

        await person.PostAsync(("Minutes", "15")); // for consultations, which staff arranges
        person.Problem("Minutes").ShouldBe("Your therapist has no sessions of this length.");
        await person.PostAsync(("Minutes", "45"));
        await person.PostAsync(("Format", "InPerson"));
        person.Problem("Format").ShouldBe("Your therapist has no sessions in this way.");
        await person.PostAsync(("Format", "Phone"));

        person.Place.ShouldBe(app.Link<OftenModel>());
    }

    [Fact]
    public async Task A_holiday_in_a_series_is_named_and_another_date_is_booked()
    {
        await app.VisitorAsync();
        var therapist = await app.TherapistAsync();
        var (person, client) = await app.ClientOfAsync(therapist);
        using var _ = person;
        var start = await person.ChooseTimeAsync(weeks: 4);
        var second = (start + Duration.FromDays(7)).InZone(DateTimeZoneProviders.Tzdb[BookingWorld.Zone]).Date;
        var holiday = await app.DoAsync(async (work, _) =>
        {
            var row = new PracticeHoliday { Date = second, Name = "Founders' day" };
            work.Db.Add(row);
            await work.Db.SaveChangesAsync();
            return row.Id;
        });
        try
        {
            await person.OpenAsync<CheckModel>();
            person.Words.ShouldContain("is a holiday of the practice (Founders' day)");
            var other = person.Page.QuerySelector("select[name=Instead-2] option")!.GetAttribute("value")!;

            await person.PostAsync(button: "Book");

            var booked = await app.OfClientAsync(client);
            booked.Count.ShouldBe(4);
            booked[1].Start.ShouldBe(InstantPattern.General.Parse(other).Value);
        }
        finally
        {
            await app.DoAsync((work, _) => work.Db.PracticeHolidays.Where(row => row.Id == holiday).ExecuteDeleteAsync());
        }
    }

    [Fact]
    public async Task Moving_and_cancelling_inside_the_window_is_marked_as_late_and_before_it_costs_nothing()
    {
        await app.VisitorAsync();
        var therapist = await app.TherapistAsync();
        var (person, client) = await app.ClientOfAsync(therapist);
        using var _ = person;
        var hour = Duration.FromHours(1).BclCompatibleTicks;
        var soon = Instant.FromUnixTimeTicks((SystemClock.Instance.GetCurrentInstant() + Duration.FromHours(10)).ToUnixTimeTicks() / hour * hour);
        var early = await app.BookAsync(therapist, client, BookingWorld.Soon + Duration.FromDays(3));
        var late = await app.BookAsync(therapist, client, soon);

        await person.OpenAsync<MoveModel>(new { id = late.Id });
        person.Words.ShouldContain("may ask for its fee");
        var there = person.OfferedTimes()[^1];
        await person.PostTimeAsync(there);
        person.Place.ShouldBe(app.Link<MoveCheckModel>(new { id = late.Id }));
        await person.PostAsync(button: "Move");
        person.Words.ShouldContain("Your session is moved.");
        await person.OpenAsync<CancelModel>(new { id = early.Id });
        person.Words.ShouldContain("Cancelling costs nothing now.");
        await person.PostAsync([("Reason", "Away")], "Cancel the session");

        person.Words.ShouldContain("Your session is cancelled.");
        var now = await app.OfClientAsync(client);
        now.Single(booking => booking.Id == late.Id).ShouldSatisfyAllConditions(booking => booking.Start.ShouldBe(there), booking => booking.Charge.ShouldBe(BookingCharge.Late));
        now.Single(booking => booking.Id == early.Id).ShouldSatisfyAllConditions(booking => booking.State.ShouldBe(BookingState.Cancelled), booking => booking.Charge.ShouldBe(BookingCharge.None));
    }

    [Fact]
    public async Task Of_two_who_asked_for_an_earlier_time_the_first_to_accept_has_it()
    {
        await app.VisitorAsync();
        var therapist = await app.TherapistAsync();
        var (one, first) = await app.ClientOfAsync(therapist);
        var (two, second) = await app.ClientOfAsync(therapist);
        using var a = one;
        using var b = two;
        var freed = await app.BookAsync(therapist, await app.ClientAsync(therapist));
        await app.BookAsync(therapist, first, BookingWorld.Soon + Duration.FromDays(2));
        await app.BookAsync(therapist, second, BookingWorld.Soon + Duration.FromDays(4));
        foreach (var person in new[] { one, two })
        {
            await person.OpenAsync<IndexModel>();
            await person.SendFormAsync("form:has(input[name=booking])");
            person.Words.ShouldContain("We tell you by e-mail as soon as an earlier time opens.");
        }

        await app.DoAsync(async (work, services) => await services.GetRequiredService<SessionRelay.Portal.Journeys.Bookings.BookingDesk>()
            .CancelAsync(await work.Db.Bookings.Include(booking => booking.Participants).SingleAsync(booking => booking.Id == freed.Id), false, null, true, default));

        foreach (var (person, words) in new[] { (one, "The earlier time is yours."), (two, "This time is not free any more.") })
        {
            await person.OpenAsync<IndexModel>();
            person.Words.ShouldContain("Earlier times are free");
            await person.OpenAsync(person.Page.QuerySelector("main a.button[href*=offer]")!.GetAttribute("href")!);
            person.Words.ShouldContain("Instead of");
            await person.PostAsync(button: "Take it");
            person.Words.ShouldContain(words);
        }

        (await app.OfClientAsync(first))[0].Start.ShouldBe(freed.Start);
        (await app.OfClientAsync(second))[0].Start.ShouldBe(BookingWorld.Soon + Duration.FromDays(4));
    }

    [Fact]
    public async Task Pending_requests_do_not_block_both_get_confirmed__of_two_approvals_one_wins()
    {
        var (person, therapist) = await app.SignedInTherapistAsync();
        using var _ = person;
        await app.BookAsync(therapist, await app.ClientAsync(therapist), isAsking: true);
        await app.BookAsync(therapist, await app.ClientAsync(therapist), isAsking: true);
        person.Headers.Add("Cookie", "zone=Asia/Kolkata");
        await person.OpenAsync<Calendar.IndexModel>();
        person.Words.ShouldContain("Waiting for approval");
        person.Page.QuerySelector("tr.attention time")!.TextContent.ShouldEndWith("Eastern Time", customMessage: "on the therapist's clock as the week below, wherever they look from");

        await person.SendFormAsync("form[action*=Approve]");
        person.Words.ShouldContain("The session is booked.");
        await person.SendFormAsync("form[action*=Approve]");

        person.Words.ShouldContain("Its time is not free any more");
        await person.SendFormAsync("form[action*=Decline]");
        person.Words.ShouldNotContain("Waiting for approval");
    }

    [Fact]
    public async Task Staff_books_moves_and_cancels_for_a_client()
    {
        var (person, therapist) = await app.SignedInTherapistAsync();
        using var _ = person;
        var client = await app.ClientAsync(therapist);

        await person.OpenAsync<Calendar.BookModel>(new { id = client, kind = "IntakeAssessment" });
        await person.PostTimeAsync(person.OfferedTimes()[0]);
        person.Words.ShouldContain("The session is booked.");
        var booking = (await app.OfClientAsync(client)).ShouldHaveSingleItem();
        booking.Kind.ShouldBe(BookingKind.IntakeAssessment);
        await person.OpenAsync<Calendar.MoveModel>(new { id = booking.Id });
        var there = person.OfferedTimes()[^1];
        await person.PostTimeAsync(there);
        person.Words.ShouldContain("The session is moved.");
        await person.PostAsync(button: "Cancel the session");

        var after = (await app.OfClientAsync(client)).ShouldHaveSingleItem();
        (after.Start, after.State, after.Charge).ShouldBe((there, BookingState.Cancelled, BookingCharge.None));
    }

    [Fact]
    public async Task What_a_change_of_the_zone_data_would_move_is_shown_and_stays()
    {
        var (person, therapist) = await app.SignedInTherapistAsync();
        using var _ = person;
        var booking = await app.BookAsync(therapist, await app.ClientAsync(therapist));
        var hourOff = booking.Local.PlusHours(1);
        await app.DoAsync(async (work, services) =>
        {
            var row = await work.Db.Bookings.SingleAsync(known => known.Id == booking.Id);
            (row.ZoneDataVersion, row.Local) = ("TZDB: 2020a", hourOff);
            await work.Db.SaveChangesAsync();
            return await services.GetRequiredService<SessionRelay.Portal.Journeys.Bookings.ZoneDataWatch>().CheckAsync(default);
        });

        await person.OpenAsync<Calendar.ShiftsModel>();
        person.Words.ShouldContain("Nothing has moved.");
        (await app.OfClientAsync(booking.ClientId))[0].Start.ShouldBe(booking.Start);
        await person.SendFormAsync("form[action*=Keep]");

        var kept = (await app.OfClientAsync(booking.ClientId))[0];
        (kept.Start, kept.Local, kept.ZoneDataVersion).ShouldBe((booking.Start, booking.Local, booking.ZoneDataVersion));
        person.Words.ShouldContain("Every booking to come agrees");
    }
}
