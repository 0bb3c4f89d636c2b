using CsCheck;
using NodaTime;
using SessionRelay.Portal.Domain.Figures;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Tests.Domain.Figures;

/// <summary>What is counted, and what is not.</summary>
public sealed class PracticeFiguresTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 6, 30, 12, 0);
    private static readonly InstantRange Span = new(Now - Duration.FromDays(30), Now);
    private static readonly Guid Ann = new("00000000-0000-0000-0000-00000000000a");
    private static readonly Guid Bob = new("00000000-0000-0000-0000-00000000000b");

    [Fact]
    public void Hours_are_filled_by_what_is_booked_within_the_time_that_is_looked_at()
    {
        var open = new RangeSet([new(Span.Start - Duration.FromHours(2), Span.Start + Duration.FromHours(4)), Hours(48, 4)], joinsNeighbours: true);
        CountedSession[] sessions =
        [
            At(-1, 2, SessionResult.Held), // an hour of it
            At(1, 1, SessionResult.NoShow), // its time was taken all the same
            At(2, 1, SessionResult.CancelledLate), // free again
            At(48, 1, SessionResult.Booked),
            At(48, 1, SessionResult.Held, Bob),
        ];

        var occupied = Figures([new TherapistHours(Ann, open)], sessions).Occupancy.ShouldHaveSingleItem();

        (occupied.TherapistId, occupied.Open, occupied.Booked).ShouldBe((Ann, Duration.FromHours(8), Duration.FromHours(3)));
        occupied.Share.ShouldBe(3.0 / 8);
    }

    [Fact]
    public void The_fullest_stands_first_and_who_has_no_hours_last()
    {
        var figures = Figures([new(Ann, RangeSet.Empty), new(Bob, new RangeSet([Hours(0, 4)], false))], [At(0, 1, SessionResult.Held, Bob)]);

        figures.Occupancy.Select(own => (own.TherapistId, own.Share)).ShouldBe([(Bob, 0.25), (Ann, null)]);
    }

    [Fact]
    public void The_show_up_rate_is_of_those_who_were_expected()
    {
        var figures = Figures([], [At(0, 1, SessionResult.Held), At(2, 1, SessionResult.Held), At(4, 1, SessionResult.Held), At(6, 1, SessionResult.NoShow), At(8, 1, SessionResult.CancelledLate), At(9, 1, SessionResult.Booked)]);

        (figures.Held, figures.NoShows, figures.CancelledLate, figures.ShowUpRate).ShouldBe((3, 1, 1, 0.75));
        Figures([], []).ShowUpRate.ShouldBeNull();
        Figures([], []).DisruptedShare.ShouldBeNull();
    }

    [Fact]
    public void Lost_time_is_summed_to_the_second()
    {
        var figures = Figures([], [At(0, 1, SessionResult.Held) with { LostSeconds = 407, ReturnedSeconds = 300 }, At(2, 1, SessionResult.Held) with { LostSeconds = 1 }, At(4, 1, SessionResult.Held)]);

        (figures.Disrupted, figures.Lost, figures.Returned).ShouldBe((2, Duration.FromSeconds(408), Duration.FromSeconds(300)));
    }

    [Fact]
    public void Waits_are_those_of_the_time_that_is_looked_at_and_who_still_waits_counts_however_long()
    {
        var figures = Figures([], [],
            Asked(10, assignedAfter: 4, firstAfter: 100),
            Asked(5, assignedAfter: 2),
            Asked(3, assignedAfter: 30, firstAfter: 60),
            Asked(40, assignedAfter: 999), // before
            Asked(50), // waits since then
            Asked(1),
            Asked(2) with { IsClosed = true });

        figures.ToAssigned.ShouldBe(new Waits(3, Duration.FromHours(4), Duration.FromHours(30)));
        figures.ToFirstSession.ShouldBe(new Waits(2, Duration.FromHours(60), Duration.FromHours(100)));
        figures.WaitingNow.ShouldBe(new Waits(2, Duration.FromDays(1), Duration.FromDays(50)));
    }

    [Fact]
    public void Without_anybody_there_is_no_wait() => Waits.Of([]).ShouldBe(new Waits(0, null, null));

    [Fact]
    public void At_least_half_wait_no_longer_than_the_middle_one_and_somebody_waited_as_long() =>
        Gen.Int[0, 100_000].Array[1, 40].Sample(seconds =>
        {
            var waits = Waits.Of(seconds.Select(one => Duration.FromSeconds(one)));
            seconds.ShouldContain((int)waits.Median!.Value.TotalSeconds);
            (2 * seconds.Count(one => one <= waits.Median.Value.TotalSeconds)).ShouldBeGreaterThanOrEqualTo(seconds.Length);
            waits.Longest.ShouldBe(Duration.FromSeconds(seconds.Max()));
        });

    [Fact]
    public void Sessions_that_overlap_fill_an_hour_once_and_never_more_than_their_sum() =>
        Gen.Select(Gen.Int[-5, 100], Gen.Int[1, 5]).Array[0, 20].Sample(sessions =>
        {
            var booked = Figures([new(Ann, RangeSet.Empty)], [.. sessions.Select(one => At(one.Item1, one.Item2, SessionResult.Held))]).Occupancy[0].Booked;
            var hours = sessions.SelectMany(one => Enumerable.Range(one.Item1, one.Item2)).Where(hour => hour >= 0).Distinct().Count();
            booked.ShouldBe(Duration.FromHours(hours));
        });

    private static PracticeFigures Figures(IReadOnlyList<TherapistHours> hours, IReadOnlyList<CountedSession> sessions, params CountedRequest[] requests) =>
        PracticeFigures.Of(Span, Now, hours, sessions, requests);

    private static InstantRange Hours(int after, int length) => new(Span.Start + Duration.FromHours(after), Span.Start + Duration.FromHours(after + length));

    private static CountedSession At(int after, int length, SessionResult result, Guid? therapist = null) => new(therapist ?? Ann, Hours(after, length), result);

    private static CountedRequest Asked(int daysAgo, int? assignedAfter = null, int? firstAfter = null)
    {
        var at = Now - Duration.FromDays(daysAgo);
        return new CountedRequest(at, assignedAfter is { } assigned ? at + Duration.FromHours(assigned) : null, firstAfter is { } first ? at + Duration.FromHours(first) : null, IsClosed: false);
    }
}
