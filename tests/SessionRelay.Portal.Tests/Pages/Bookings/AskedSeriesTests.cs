using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Pages.Client.Bookings;
using SessionRelay.Portal.Tests.Data;
using SessionRelay.Portal.Web;
using Calendar = SessionRelay.Portal.Pages.Staff.Calendar;

namespace SessionRelay.Portal.Tests.Pages.Bookings;

/// <summary>A series of which some dates still wait for approval: what "this and all later" means for these.</summary>
public sealed class AskedSeriesTests
{
    [Fact]
    public async Task Cancelling_this_and_all_later_takes_those_that_wait_too_and_the_page_says_so()
    {
        await using var app = new PortalApp();
        var its = await SeriesAsync(app);
        await its.Person.OpenAsync<CancelModel>(new { id = its.Series[0].Id });
        its.Person.Words.ShouldContain("Those that wait for our approval too.");

        await its.Person.PostAsync([("WithLater", "true")], "Cancel the session");

        its.Person.Words.ShouldContain("Your 3 sessions are cancelled.");
        (await app.OfClientAsync(its.Client)).ShouldAllBe(booking => booking.State == BookingState.Cancelled && booking.Charge == BookingCharge.None);
        its.Person.Dispose();
        its.Staff.Dispose();
    }

    [Fact]
    public async Task One_that_waits_takes_the_later_ones_along()
    {
        await using var app = new PortalApp();
        var its = await SeriesAsync(app);
        await its.Person.OpenAsync<CancelModel>(new { id = its.Series[1].Id });

        await its.Person.PostAsync([("WithLater", "true")], "Cancel the session");

        (await app.OfClientAsync(its.Client)).Select(booking => booking.State).ShouldBe([BookingState.Booked, BookingState.Cancelled, BookingState.Cancelled]);
        its.Person.Dispose();
        its.Staff.Dispose();
    }

    [Fact]
    public async Task Moving_leaves_them_and_the_page_says_so()
    {
        await using var app = new PortalApp();
        var its = await SeriesAsync(app);
        await its.Person.OpenAsync<MoveModel>(new { id = its.Series[0].Id });
        await its.Person.PostTimeAsync(its.Series[0].Start + Duration.FromHours(3));
        its.Person.Words.ShouldContain("Only this session moves.");

        await its.Person.PostAsync(button: "Move");

        (await app.OfClientAsync(its.Client)).Select(booking => booking.Start).ShouldBe([its.Series[0].Start + Duration.FromHours(3), its.Series[1].Start, its.Series[2].Start]);
        its.Person.Dispose();
        its.Staff.Dispose();
    }

    [Fact]
    public async Task Staff_cancels_all_and_one_mail_names_the_dates_that_are_declined()
    {
        await using var app = PortalApp.With(("Mail:Smtp", "smtp://127.0.0.1:9"), ("Mail:From", "practice@example.org"));
        var its = await SeriesAsync(app);
        await its.Staff.OpenAsync<Calendar.BookingModel>(new { id = its.Series[0].Id });
        its.Staff.Words.ShouldContain("Those that wait for approval are declined with them.");

        await its.Staff.PostAsync([("WithLater", "true")], "Cancel the session");

        its.Staff.Words.ShouldContain("Cancelled: 3.");
        await app.DoAsync(async (work, _) =>
        {
            var letter = (await work.Db.OutgoingMessages.Where(message => message.Kind == "declined").ToListAsync()).ShouldHaveSingleItem();
            foreach (var asked in its.Series.Skip(1))
                letter.Text.Value.ShouldContain(TimeWords.Full(asked.Start, DateTimeZoneProviders.Tzdb[BookingWorld.Zone], SystemClock.Instance.GetCurrentInstant()));
            return true;
        });
        (await app.OfClientAsync(its.Client)).ShouldAllBe(booking => booking.State == BookingState.Cancelled);
        its.Person.Dispose();
        its.Staff.Dispose();
    }

    /// <summary>Three weeks that a client has asked for; the first is approved.</summary>
    private static async Task<(Person Staff, Person Person, Guid Client, IReadOnlyList<Booking> Series)> SeriesAsync(PortalApp app)
    {
        var (staff, therapist) = await app.SignedInTherapistAsync();
        var (person, client) = await app.ClientOfAsync(therapist);
        var series = await app.DoAsync(async (_, services) =>
        {
            var store = services.GetRequiredService<BookingStore>();
            var asked = await store.BookSeriesAsync(TestPractice.Request(therapist, client, BookingWorld.Soon + Duration.FromDays(5)) with { IsAsking = true }, 3, DateTimeZone.Utc);
            (await store.ApproveAsync(asked.Bookings[0].Id, "staff")).IsBooked.ShouldBeTrue();
            return asked.Bookings;
        });
        return (staff, person, client, series);
    }
}
