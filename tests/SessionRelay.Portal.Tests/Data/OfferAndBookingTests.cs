using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Staff;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Tests.Data;

/// <summary>What is offered and what can be booked are one, also on the days when a clock changes and around midnight.</summary>
public sealed class OfferAndBookingTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    [Theory]
    [InlineData(false, "America/New_York", "2026-03-08")] // an hour is missing
    [InlineData(false, "America/New_York", "2026-11-01")] // an hour comes twice
    [InlineData(false, "Pacific/Chatham", "2026-04-05")]
    [InlineData(true, "Pacific/Chatham", "2026-09-27")]
    [InlineData(true, "Asia/Kolkata", "2026-03-29")]
    public async Task Offer_and_booking_use_different_code__every_offered_time_books_and_no_other(bool onPostgres, string zoneId, string day)
    {
        var zone = DateTimeZoneProviders.Tzdb[zoneId];
        var date = NodaTime.Text.LocalDatePattern.Iso.Parse(day).Value;
        var span = WallClock.DatesOf(zone, date, date);
        await using var practice = await TestPractice.NewAsync(onPostgres, server, span.Start - Duration.FromHours(2));
        var (therapist, client) = (await practice.TherapistAsync(), await practice.ClientAsync());
        await using (var work = practice.Database.Begin(TestPractice.Intake))
        {
            (await work.Db.Staff.SingleAsync(member => member.Id == therapist)).Zone = zoneId;
            work.Db.RemoveRange(await work.Db.WeeklyHours.Where(row => row.StaffId == therapist).ToListAsync());
            work.Db.Add(new WeeklyHoursRow { StaffId = therapist, Day = date.DayOfWeek, FromMinute = 60, ToMinute = 11 * 60, Formats = CareFormat.Video });
            work.Db.Add(new OutsideBusyTime { StaffId = therapist, Start = span.Start + Duration.FromHours(6), End = span.Start + Duration.FromMinutes(400) });
            await work.Db.SaveChangesAsync();
        }

        await practice.BookAsync(TestPractice.Request(therapist, client, span.Start + Duration.FromHours(9)));
        await using var asking = practice.Database.Begin(TestPractice.Intake);
        var other = await practice.ClientAsync("Somebody Else");
        var offered = FreeTimes.Search(await new BookingStore(asking).AvailabilityAsync(TestPractice.Request(therapist, other, span.Start), span, null, default));

        var booked = new List<Instant>();
        for (var start = span.Start; start < span.End; start += Duration.FromMinutes(15))
        {
            var outcome = await practice.BookAsync(TestPractice.Request(therapist, other, start));
            if (!outcome.IsBooked) continue;
            booked.Add(start);
            await using var work = practice.Database.Begin(TestPractice.Intake);
            await new BookingStore(work).CancelAsync(outcome.Bookings[0].Id, null);
        }

        booked.ShouldBe(offered);
        booked.Count.ShouldBeGreaterThan(8);
    }
}
