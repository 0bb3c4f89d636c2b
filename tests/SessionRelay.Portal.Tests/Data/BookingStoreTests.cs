using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Practice;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Tests.Data;

/// <summary>Deeds of the store besides the single booking, on both databases.</summary>
public sealed class BookingStoreTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private static readonly Instant First = TestPractice.Now + Duration.FromHours(30);
    private static readonly DateTimeZone NewYork = DateTimeZoneProviders.Tzdb["America/New_York"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_series_is_stored_whole_on_the_therapists_clock(bool onPostgres)
    {
        await using var practice = await TestPractice.NewAsync(onPostgres, server);
        var (therapist, client) = (await practice.TherapistAsync(), await practice.ClientAsync());

        var booked = await SeriesAsync(practice, therapist, client, First, 5);

        booked.Bookings.Select(booking => booking.Start).ShouldBe(Enumerable.Range(0, 5).Select(week => First + Duration.FromDays(7 * week)));
        booked.Bookings.Select(booking => booking.SeriesId).Distinct().ShouldHaveSingleItem().ShouldNotBeNull();
        (await CountAsync(practice)).ShouldBe(5);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Series_only_the_first_dates_checked_half_stored(bool onPostgres)
    {
        await using var practice = await TestPractice.NewAsync(onPostgres, server);
        var (therapist, client) = (await practice.TherapistAsync(), await practice.ClientAsync());
        await HolidayAsync(practice, (First + Duration.FromDays(21)).InUtc().Date);

        var refused = await SeriesAsync(practice, therapist, client, First, 5);

        refused.IsBooked.ShouldBeFalse();
        refused.Refused.ShouldBe(new Verdict(SchedulingRule.Holiday, Name: "Founders' day"));
        var missed = refused.Series!.Dates.Single(date => !date.Verdict.IsFree);
        missed.Number.ShouldBe(4);
        missed.Instead.Count.ShouldBe(3);
        (await CountAsync(practice)).ShouldBe(0);

        var mended = await SeriesAsync(practice, therapist, client, First, 5, new Dictionary<int, Instant?> { [4] = missed.Instead[0], [5] = null });

        mended.Bookings.Count.ShouldBe(4);
        mended.Bookings[3].Start.ShouldBe(missed.Instead[0]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_a_series_and_a_booking_at_one_time_one_wins_and_none_is_half(bool onPostgres)
    {
        await using var practice = await TestPractice.NewAsync(onPostgres, server);
        var therapist = await practice.TherapistAsync();
        var clients = new List<Guid>();
        for (var n = 0; n < 6; n++) clients.Add(await practice.ClientAsync($"Client {n}"));

        var outcomes = await Task.WhenAll(clients.Select((client, n) => Task.Run(() => SeriesAsync(practice, therapist, client, First + Duration.FromDays(7 * n), 6))));

        outcomes.ShouldContain(outcome => outcome.IsBooked);
        outcomes.Where(outcome => outcome.IsBooked).ShouldAllBe(outcome => outcome.Bookings.Count == 6);
        (await CountAsync(practice)).ShouldBe(6 * outcomes.Count(outcome => outcome.IsBooked));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_move_gives_the_old_time_back_and_does_not_stand_in_its_own_way(bool onPostgres)
    {
        await using var practice = await TestPractice.NewAsync(onPostgres, server);
        var (therapist, client, other) = (await practice.TherapistAsync(), await practice.ClientAsync(), await practice.ClientAsync("Somebody Else"));
        var booking = (await practice.BookAsync(TestPractice.Request(therapist, client, First))).Bookings[0];

        var moved = await DoAsync(practice, store => store.MoveAsync(booking.Id, First + Duration.FromMinutes(15), "client", BookingCharge.Late));

        moved.Bookings.ShouldHaveSingleItem().Start.ShouldBe(First + Duration.FromMinutes(15));
        (moved.Bookings[0].Sequence, moved.Bookings[0].Charge).ShouldBe((1, BookingCharge.Late));
        (await practice.BookAsync(TestPractice.Request(therapist, other, First))).Refused.Rule.ShouldBe(SchedulingRule.TherapistBooked);
        (await DoAsync(practice, store => store.MoveAsync(booking.Id, First + Duration.FromHours(3), "client"))).IsBooked.ShouldBeTrue();
        (await practice.BookAsync(TestPractice.Request(therapist, other, First))).IsBooked.ShouldBeTrue();
        (await DoAsync(practice, store => store.MoveAsync(booking.Id, First, "client"))).Refused.Rule.ShouldBe(SchedulingRule.TherapistBooked);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task This_and_all_later_ones_move_together_or_not_at_all(bool onPostgres)
    {
        await using var practice = await TestPractice.NewAsync(onPostgres, server);
        var (therapist, client, other) = (await practice.TherapistAsync(), await practice.ClientAsync(), await practice.ClientAsync("Somebody Else"));
        var series = (await SeriesAsync(practice, therapist, client, First, 4)).Bookings;
        var later = Duration.FromHours(4);
        await practice.BookAsync(TestPractice.Request(therapist, other, series[3].Start + later));

        var refused = await DoAsync(practice, store => store.MoveLaterAsync(series[1].Id, series[1].Start + later, "client", NewYork));

        refused.Series!.Dates.Select(date => date.Verdict.Rule).ShouldBe([SchedulingRule.Free, SchedulingRule.Free, SchedulingRule.TherapistBooked]);
        (await StartsAsync(practice, client)).ShouldBe(series.Select(booking => booking.Start));

        var instead = new Dictionary<int, Instant?> { [3] = refused.Series.Dates[2].Instead[0] };
        var moved = await DoAsync(practice, store => store.MoveLaterAsync(series[1].Id, series[1].Start + later, "client", NewYork, instead));

        moved.IsBooked.ShouldBeTrue();
        (await StartsAsync(practice, client)).ShouldBe([series[0].Start, series[1].Start + later, series[2].Start + later, instead[3]!.Value]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_cancelled_time_is_free_again_and_a_second_cancellation_changes_nothing(bool onPostgres)
    {
        await using var practice = await TestPractice.NewAsync(onPostgres, server);
        var (therapist, client, other) = (await practice.TherapistAsync(), await practice.ClientAsync(), await practice.ClientAsync("Somebody Else"));
        var booking = (await practice.BookAsync(TestPractice.Request(therapist, client, First))).Bookings[0];

        (await DoAsync(practice, store => store.CancelAsync(booking.Id, "ill", BookingCharge.Late))).ShouldBeTrue();
        (await DoAsync(practice, store => store.CancelAsync(booking.Id, null))).ShouldBeFalse();

        (await practice.BookAsync(TestPractice.Request(therapist, other, First))).IsBooked.ShouldBeTrue();
        (await DoAsync(practice, store => store.MoveAsync(booking.Id, First + Duration.FromHours(9), "client"))).JustTaken.ShouldBeTrue(); // nothing to move any more
        await using var work = practice.Database.Begin(TestPractice.Intake);
        var kept = await work.Db.Bookings.SingleAsync(known => known.Id == booking.Id);
        (kept.State, kept.Charge, kept.CancelReason!.Value).ShouldBe((BookingState.Cancelled, BookingCharge.Late, "ill"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_released_hold_keeps_nothing(bool onPostgres)
    {
        await using var practice = await TestPractice.NewAsync(onPostgres, server);
        var (therapist, client, other) = (await practice.TherapistAsync(), await practice.ClientAsync(), await practice.ClientAsync("Somebody Else"));
        var request = TestPractice.Request(therapist, client, First);
        await DoAsync(practice, store => store.HoldAsync(request));
        await DoAsync(practice, store => store.HoldAsync(request)); // again: the back button
        (await practice.BookAsync(TestPractice.Request(therapist, other, First))).Refused.Rule.ShouldBe(SchedulingRule.Held);

        await DoAsync(practice, async store =>
        {
            await store.ReleaseAsync(request.Holder);
            return true;
        });

        (await practice.BookAsync(TestPractice.Request(therapist, other, First))).IsBooked.ShouldBeTrue();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pending_requests_do_not_block_both_get_confirmed__of_four_approvals_of_one_time_one_wins(bool onPostgres)
    {
        await using var practice = await TestPractice.NewAsync(onPostgres, server);
        var therapist = await practice.TherapistAsync();
        var asked = new List<Guid>();
        for (var n = 0; n < 4; n++)
            asked.Add((await practice.BookAsync(TestPractice.Request(therapist, await practice.ClientAsync($"Client {n}"), First) with { IsAsking = true })).Bookings[0].Id);

        var outcomes = await Task.WhenAll(asked.Select(id => Task.Run(() => DoAsync(practice, store => store.ApproveAsync(id, "staff")))));

        outcomes.Count(outcome => outcome.IsBooked).ShouldBe(1);
        outcomes.Where(outcome => !outcome.IsBooked).ShouldAllBe(outcome => outcome.JustTaken || outcome.Refused.Rule == SchedulingRule.TherapistBooked);
        var winner = outcomes.Single(outcome => outcome.IsBooked).Bookings[0].Id;
        (await DoAsync(practice, store => store.ApproveAsync(winner, "staff"))).IsBooked.ShouldBeFalse(); // pressed again
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_instant_only_booking_moves_when_a_law_or_a_persons_zone_changes__a_therapists_new_zone_moves_nothing(bool onPostgres)
    {
        await using var practice = await TestPractice.NewAsync(onPostgres, server);
        var (therapist, client) = (await practice.TherapistAsync(), await practice.ClientAsync());
        var booked = (await practice.BookAsync(TestPractice.Request(therapist, client, First))).Bookings[0];
        await using (var work = practice.Database.Begin(TestPractice.Intake))
        {
            (await work.Db.Staff.SingleAsync(member => member.Id == therapist)).Zone = "Pacific/Chatham";
            await work.Db.SaveChangesAsync();
        }

        await using var after = practice.Database.Begin(TestPractice.Intake);
        var kept = await after.Db.Bookings.SingleAsync(booking => booking.Id == booked.Id);
        (kept.Start, kept.Local, kept.Zone, kept.ZoneDataVersion).ShouldBe((booked.Start, booked.Local, "UTC", ZoneData.Current.Version));
    }

    private static async Task<T> DoAsync<T>(TestPractice practice, Func<BookingStore, Task<T>> deed)
    {
        await using var work = practice.Database.Begin(TestPractice.Intake);
        return await deed(new BookingStore(work));
    }

    private static Task<BookingOutcome> SeriesAsync(TestPractice practice, Guid therapist, Guid client, Instant first, int count, IReadOnlyDictionary<int, Instant?>? instead = null) =>
        DoAsync(practice, store => store.BookSeriesAsync(TestPractice.Request(therapist, client, first), count, NewYork, instead));

    private static async Task HolidayAsync(TestPractice practice, LocalDate date)
    {
        await using var work = practice.Database.Begin(TestPractice.Intake);
        work.Db.Add(new PracticeHoliday { Date = date, Name = "Founders' day" });
        await work.Db.SaveChangesAsync();
    }

    private static async Task<int> CountAsync(TestPractice practice)
    {
        await using var work = practice.Database.Begin(TestPractice.Intake);
        return await work.Db.Bookings.CountAsync();
    }

    private static async Task<List<Instant>> StartsAsync(TestPractice practice, Guid client)
    {
        await using var work = practice.Database.Begin(TestPractice.Intake);
        return [.. (await work.Db.Bookings.Where(booking => booking.ClientId == client).ToListAsync()).Select(booking => booking.Start).Order()];
    }
}
