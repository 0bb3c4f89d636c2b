using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Data.Auditing;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Demo;
using SessionRelay.Portal.Domain.Scheduling;
using SessionRelay.Portal.Tests.Data;

namespace SessionRelay.Portal.Tests.Demo;

/// <summary>The practice that load tests load: rows put in past the change tracker are the rows that the stores would have left, on both databases.</summary>
public sealed class LargePracticeTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_filled_in_is_read_back_kept_free_of_overlaps_and_told_in_the_trail(bool onPostgres)
    {
        await using var practice = await TestPractice.NewAsync(onPostgres, server);
        (await LargePractice.HasPeopleAsync(practice.Database, default)).ShouldBeFalse();

        var tokens = await new LargePractice(practice.Database, new PracticeSize(13, 40, 2), _ => { }).FillAsync(default);

        tokens.Distinct().Count().ShouldBe(40);
        (await LargePractice.HasPeopleAsync(practice.Database, default)).ShouldBeTrue();
        await using (var work = practice.Database.Begin(TestPractice.Intake))
        {
            (await work.Db.Therapists.CountAsync()).ShouldBe(14, "with the intake clinician");
            var bookings = await work.Db.Bookings.AsNoTracking().Include(booking => booking.Participants).ToListAsync();
            bookings.ShouldContain(booking => booking.State == BookingState.Held);
            var coming = bookings.Where(booking => booking.State == BookingState.Booked).ToList();
            coming.ShouldAllBe(booking => booking.Start > TestPractice.Now && booking.Participants.Count == 1);
            var one = coming.MinBy(booking => booking.Start)!;
            (await work.Db.BookingUnits.CountAsync(unit => unit.BookingId == one.Id)).ShouldBe(10 + 12, "fifty minutes of the client, sixty of the therapist");
            (await work.Db.BookingSpans.CountAsync()).ShouldBe(2 * bookings.Count);
            (await work.Db.BookingSeries.SingleAsync(series => series.Id == one.SeriesId)).Zone.ShouldBe(one.Zone);

            var again = await new BookingStore(work).BookAsync(BookingStore.RequestOf(one, "somebody", byStaff: true));
            again.Refused.Rule.ShouldBeOneOf(SchedulingRule.TherapistBooked, SchedulingRule.ParticipantBooked);
        }

        (await AuditVerification.OfAsync(practice.Database, default)).Problems.ShouldBeEmpty();
    }
}
