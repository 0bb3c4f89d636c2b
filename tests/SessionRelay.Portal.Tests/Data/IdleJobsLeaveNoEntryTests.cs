using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SessionRelay.Portal.Data.Auditing;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Journeys.Sessions;
using SessionRelay.Portal.Tests.Pages;

namespace SessionRelay.Portal.Tests.Data;

/// <summary>Trap: a trail that grows by the program's own looking, until nobody finds a person's deed in it. What touches a record, and whatever people ask, stays.</summary>
public sealed class IdleJobsLeaveNoEntryTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private const int TicksAnHour = 240; // one in 15 s

    private static readonly ActingPerson Clock = ActingPerson.Clock("test");

    [Fact]
    public async Task An_hour_of_reminders_and_closing_with_nothing_due_adds_none_and_a_session_that_is_over_does()
    {
        await using var app = PortalApp.With(("Mail:Smtp", "smtp://127.0.0.1:9"), ("Mail:From", "practice@example.org"));
        await app.StartAsync();
        var clerk = app.Services.GetRequiredService<SessionClerk>();
        var before = await CountAsync(app);

        for (var tick = 0; tick < TicksAnHour; tick++) await clerk.RunAsync(default);

        (await CountAsync(app)).ShouldBe(before);

        var session = await SessionSeed.AddAsync(app, startsIn: Duration.FromHours(-3));
        before = await CountAsync(app);
        await clerk.RunAsync(default);

        var added = await app.InDatabaseAsync(work => work.Db.AuditTrail.Where(entry => entry.Number > before && entry.ClientId == session.ClientId).ToListAsync());
        added.ShouldContain(entry => entry.Why == "program/sessions/close" && entry.Action == AuditAction.Read && entry.Table == "Bookings");
        added.ShouldContain(entry => entry.Why == "program/sessions/close" && entry.Action == AuditAction.Update && entry.Table == "Bookings");
        (await AuditVerification.OfAsync(app.Services.GetRequiredService<PortalDatabase>())).Problems.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_the_clock_asks_is_left_out_only_where_nothing_was_found(bool onPostgres)
    {
        await using var practice = await TestPractice.NewAsync(onPostgres, server);
        var id = await practice.ClientAsync();

        (await AddedAsync(practice, Clock, Nothing)).ShouldBeEmpty();
        (await AddedAsync(practice, Clock, db => db.Bookings.Include(booking => booking.Participants).ToListAsync())).ShouldBeEmpty();
        (await AddedAsync(practice, Clock, db => db.Clients.SingleAsync(client => client.Id == id))).ShouldBe([(AuditAction.Read, "Clients")]);
        (await AddedAsync(practice, Clock, db => db.Clients.Select(client => client.Zone).FirstAsync())).ShouldBe([(AuditAction.Ask, "Clients")]); // a part of a row
        (await AddedAsync(practice, Clock, db => db.Clients.CountAsync())).ShouldBe([(AuditAction.Ask, "Clients")]);
        (await AuditVerification.OfAsync(practice.Database)).Problems.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Searches_of_people_are_told_also_where_nothing_was_found(bool onPostgres)
    {
        await using var practice = await TestPractice.NewAsync(onPostgres, server);

        foreach (var person in new[] { TestPractice.Intake, ActingPerson.Visitor("web"), ActingPerson.Program("sign-in-link") }) // the last one looks because a visitor typed an address
            (await AddedAsync(practice, person, Nothing)).ShouldBe([(AuditAction.Ask, "Clients")]);
        (await AuditVerification.OfAsync(practice.Database)).Problems.ShouldBeEmpty();
    }

    private static Task Nothing(PortalContext db) => db.Clients.Where(client => client.Id == Guid.Empty).ToListAsync();

    private static async Task<IEnumerable<(AuditAction, string)>> AddedAsync(TestPractice practice, ActingPerson person, Func<PortalContext, Task> deed)
    {
        var before = practice.Database.Trail.NotedHead()?.Number ?? 0;
        await using (var work = practice.Database.Begin(person)) await deed(work.Db);
        await using var after = practice.Database.Begin(null);
        return (await after.Db.AuditTrail.Where(entry => entry.Number > before).OrderBy(entry => entry.Number).ToListAsync()).Select(entry => (entry.Action, entry.Table));
    }

    private static Task<long> CountAsync(PortalApp app) => app.InDatabaseAsync(work => work.Db.AuditTrail.LongCountAsync());
}
