using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.FirstContact;
using SessionRelay.Portal.Data.Practice;
using SessionRelay.Portal.Data.Staff;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Scheduling;
using SessionRelay.Portal.Journeys.Bookings;
using SessionRelay.Portal.Journeys.Intake;
using SessionRelay.Portal.Tests.Data;

namespace SessionRelay.Portal.Tests.Pages.Bookings;

/// <summary>Whoever books: the client, a therapist or coordinator for them, intake the first conversation. One judge decides; staff is only freed of notice and horizon.</summary>
public sealed class StaffBooksByTheSameRulesTests : IAsyncLifetime
{
    private readonly PortalApp app = new(); // holidays are everybody's, so of this test's own

    private static readonly Instant At = BookingWorld.Soon + Duration.FromDays(1);

    public async ValueTask InitializeAsync()
    {
        using var _ = await app.VisitorAsync();
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Every_rule_refuses_all_three_alike_and_nothing_is_booked()
    {
        var cases = new Dictionary<SchedulingRule, Func<Guid, Guid, Task<Instant>>>
        {
            [SchedulingRule.NotAStart] = (_, _) => Task.FromResult(At + Duration.FromMinutes(5)),
            [SchedulingRule.Notice] = (_, _) => Task.FromResult(At - Duration.FromDays(7)),
            [SchedulingRule.DateClosed] = (therapist, _) => WithAsync(new HoursException { StaffId = therapist, Date = At.InUtc().Date, Kind = ExceptionKind.Closed, Spans = [] }),
            [SchedulingRule.Holiday] = async (_, _) =>
            {
                var date = At.InUtc().Date.PlusDays(20);
                await WithAsync(new PracticeHoliday { Date = date, Name = "Founders' Day" });
                return At + Duration.FromDays(20);
            },
            [SchedulingRule.Licence] = async (_, client) =>
            {
                await app.DoAsync(async (work, _) =>
                {
                    (await work.Db.Clients.SingleAsync(known => known.Id == client)).Region = Region.Parse("US-CA");
                    return await work.Db.SaveChangesAsync();
                });
                return At;
            },
            [SchedulingRule.Busy] = (therapist, _) => WithAsync(new OutsideBusyTime { StaffId = therapist, Start = At, End = At + Duration.FromHours(1) }),
            [SchedulingRule.TherapistBooked] = async (therapist, _) => (await app.BookAsync(therapist, await app.ClientAsync(therapist), At)).Start + Duration.FromMinutes(15),
            [SchedulingRule.Buffer] = async (therapist, _) =>
            {
                var other = await app.ClientAsync(therapist);
                await app.DoAsync((_, services) => services.GetRequiredService<BookingStore>().BookAsync(TestPractice.Request(therapist, other, At, minutes: 45)));
                return At + Duration.FromMinutes(45);
            },
            [SchedulingRule.Held] = async (therapist, _) =>
            {
                var other = await app.ClientAsync(therapist);
                await app.DoAsync((_, services) => services.GetRequiredService<BookingStore>().HoldAsync(TestPractice.Request(therapist, other, At)));
                return At;
            },
            [SchedulingRule.ParticipantBooked] = async (_, client) =>
            {
                await app.BookAsync(await app.TherapistAsync(user: null, lengths: [45, 50]), client, At);
                return At;
            },
            [SchedulingRule.DayFull] = async (therapist, _) =>
            {
                await app.BookAsync(therapist, await app.ClientAsync(therapist), At);
                await app.DoAsync(async (work, _) =>
                {
                    (await work.Db.Therapists.SingleAsync(profile => profile.Id == therapist)).MaxPerDay = 1;
                    return await work.Db.SaveChangesAsync();
                });
                return At + Duration.FromHours(3);
            },
        };
        foreach (var (rule, arrange) in cases)
        {
            var therapist = await app.TherapistAsync(user: null, lengths: [15, 45, 50]);
            var client = await app.ClientAsync(therapist);
            var start = await arrange(therapist, client);
            var before = await CountAsync();

            (await ByDeskAsync(therapist, client, start, byStaff: false)).Refused.Rule.ShouldBe(rule, "client");
            (await ByDeskAsync(therapist, client, start, byStaff: true)).Refused.Rule.ShouldBe(rule, "staff");
            (await ByIntakeAsync(therapist, client, start)).Refused.Rule.ShouldBe(rule, "intake");

            (await CountAsync()).ShouldBe(before);
        }
    }

    [Fact]
    public async Task Staff_alone_may_book_sooner_than_the_notice_and_beyond_the_horizon_and_never_the_past()
    {
        var therapist = await app.TherapistAsync(user: null, lengths: [15, 45, 50]);
        var client = await app.ClientAsync(therapist);
        var now = SystemClock.Instance.GetCurrentInstant();
        var soon = FiveMinuteUnits.FromNumber(FiveMinuteUnits.NumberOf(now + Duration.FromMinutes(75)));
        soon -= Duration.FromMinutes(soon.InUtc().Minute % 15);
        foreach (var (start, rule) in new[] { (soon, SchedulingRule.Notice), (At + Duration.FromDays(200), SchedulingRule.Horizon) })
        {
            (await ByDeskAsync(therapist, client, start, byStaff: false)).Refused.Rule.ShouldBe(rule);
            (await ByDeskAsync(therapist, client, start, byStaff: true)).IsBooked.ShouldBeTrue();
        }

        (await ByDeskAsync(therapist, client, At + Duration.FromDays(370), byStaff: true)).Refused.Rule.ShouldBe(SchedulingRule.Horizon);
        (await ByDeskAsync(therapist, client, At - Duration.FromDays(7), byStaff: true)).Refused.Rule.ShouldBe(SchedulingRule.Notice);
    }

    [Fact]
    public async Task What_staff_books_needs_no_approval_and_what_a_client_asks_for_does()
    {
        var therapist = await app.TherapistAsync(user: null, lengths: [15, 45, 50]);
        var (one, other) = (await app.ClientAsync(therapist), await app.ClientAsync(therapist));
        await app.DoAsync(async (work, services) =>
        {
            var profile = await services.GetRequiredService<SessionRelay.Portal.Journeys.Owners.PracticeDesk>().ProfileAsync(default);
            profile.Policy = profile.Policy with { NeedsApproval = true };
            return await work.Db.SaveChangesAsync();
        });

        (await ByDeskAsync(therapist, one, At, byStaff: false)).Bookings.ShouldHaveSingleItem().State.ShouldBe(BookingState.Requested);
        (await ByDeskAsync(therapist, other, At, byStaff: true)).Bookings.ShouldHaveSingleItem().State.ShouldBe(BookingState.Booked);
    }

    [Theory]
    [InlineData(nameof(BookingKind.Consultation), 50, false)]
    [InlineData(nameof(BookingKind.Consultation), 15, true)]
    [InlineData(nameof(BookingKind.Therapy), 15, false)]
    [InlineData(nameof(BookingKind.IntakeAssessment), 15, false)]
    [InlineData(nameof(BookingKind.IntakeAssessment), 45, true)]
    public async Task A_free_consultation_is_short_and_nothing_else_is(string kind, int minutes, bool isPossible)
    {
        var therapist = await app.TherapistAsync(user: null, lengths: [15, 45, 50]);
        var client = await app.ClientAsync(therapist);

        var problem = await app.DoAsync(async (work, services) => await services.GetRequiredService<BookingDesk>().ProblemAsync(
            new SessionWish(therapist, await work.Db.Clients.SingleAsync(known => known.Id == client), [], minutes, CareFormat.Video, Enum.Parse<BookingKind>(kind), "staff", ByStaff: true), default));

        (problem is null).ShouldBe(isPossible);
    }

    private async Task<Instant> WithAsync(Entity row)
    {
        await app.DoAsync(async (work, _) =>
        {
            work.Db.Add(row);
            return await work.Db.SaveChangesAsync();
        });
        return At;
    }

    private Task<BookingOutcome> ByDeskAsync(Guid therapist, Guid client, Instant start, bool byStaff) => app.DoAsync(async (work, services) =>
    {
        var wish = new SessionWish(therapist, await work.Db.Clients.SingleAsync(known => known.Id == client), [], 50, CareFormat.Video, BookingKind.Therapy, Guid.NewGuid().ToString(), byStaff);
        return await services.GetRequiredService<BookingDesk>().BookAsync(wish, start, 1, DateTimeZone.Utc, null, default);
    });

    private Task<BookingOutcome> ByIntakeAsync(Guid therapist, Guid client, Instant start) => app.DoAsync(async (work, services) =>
    {
        var record = await work.Db.Clients.SingleAsync(known => known.Id == client);
        var asked = new ContactRequest
        {
            ReceivedAt = record.CreatedAt,
            Population = record.Population,
            Region = record.Region,
            Zone = record.Zone,
            Language = record.Language,
            Name = "Ann Wetherby",
            Answers = new ContactAnswers { Concerns = [] },
            ClientId = client,
        };
        return await services.GetRequiredService<FirstTalks>().BookAsync(asked, record, therapist, BookingKind.IntakeAssessment, CareFormat.Video, start, default);
    });

    private Task<int> CountAsync() => app.DoAsync((work, _) => work.Db.Bookings.CountAsync());
}
