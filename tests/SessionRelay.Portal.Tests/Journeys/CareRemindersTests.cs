using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Assessments;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Matches;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Policies;
using SessionRelay.Portal.Journeys.Care;
using SessionRelay.Portal.Tests.Pages;
using SessionRelay.Portal.Tests.Pages.Care;
using CarePage = SessionRelay.Portal.Pages.Intake.Care.IndexModel;

namespace SessionRelay.Portal.Tests.Journeys;

/// <summary>Nothing waits unseen after the request either: each step and each referral is told of, once.</summary>
public sealed class CareRemindersTests
{
    private static readonly Duration Moment = Duration.FromMinutes(10);

    /// <summary>Trap: reminders by time window without a mark.</summary>
    [Fact]
    public async Task A_referral_to_ask_after_is_mailed_of_once_and_anew_when_it_is_due_again()
    {
        await using var app = WithMail();
        await app.AddUserAsync(PortalRoles.Intake);
        var client = await ClientAsync(app, ClientStage.Referred, Duration.FromDays(30));
        var referral = await AddAsync(app, now => new Referral { ClientId = client, Kind = ReferralKind.Inpatient, OpenedAt = now - Duration.FromDays(8), FollowUpAt = now - Moment });
        await AddAsync(app, now => new Referral { ClientId = client, Kind = ReferralKind.InPerson, OpenedAt = now, FollowUpAt = now + Duration.FromHours(1) });
        await AddAsync(app, now => new Referral { ClientId = client, Kind = ReferralKind.Emergency, OpenedAt = now, FollowUpAt = now - Moment, State = ReferralState.Closed });

        (await RemindAsync(app)).ShouldBe(1);
        for (var run = 0; run < 25; run++) (await RemindAsync(app)).ShouldBe(0);

        var letter = (await LettersAsync(app)).ShouldHaveSingleItem();
        letter.ShouldContain(app.Link<CarePage>());
        letter.ShouldNotContain("Cleo");
        letter.ShouldNotContain("inpatient");
        await app.InDatabaseAsync(async work =>
        {
            (await work.Db.Referrals.SingleAsync(known => known.Id == referral)).FollowUpAt = work.Database.Clock.GetCurrentInstant() - Duration.FromMinutes(1);
            return await work.Db.SaveChangesAsync();
        });
        (await RemindAsync(app)).ShouldBe(1);
        (await LettersAsync(app)).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(nameof(ClientStage.Intake), nameof(CareStep.Assessment))]
    [InlineData(nameof(ClientStage.Assessed), nameof(CareStep.Matching))]
    [InlineData(nameof(ClientStage.Matching), nameof(CareStep.Choice))]
    [InlineData(nameof(ClientStage.InCare), null)]
    [InlineData(nameof(ClientStage.Referred), null)]
    public async Task A_step_waits_as_long_as_the_rules_say_and_no_longer(string at, string? step)
    {
        var stage = Enum.Parse<ClientStage>(at);
        await using var app = WithMail();
        var limit = step is null ? Duration.FromDays(30) : WaitingRules.Of(Enum.Parse<CareStep>(step));
        var late = await ClientAsync(app, stage, limit + Moment);
        var early = await ClientAsync(app, stage, limit - Moment);

        var found = await FindAsync(app);

        found.Select(wait => (wait.ClientId, wait.Step.ToString())).ShouldBe(step is null ? [] : [(late, step)]);
        found.ShouldNotContain(wait => wait.ClientId == early);
    }

    [Fact]
    public async Task A_step_waits_from_what_happened_last()
    {
        await using var app = WithMail();
        var assessed = await ClientAsync(app, ClientStage.Assessed, Duration.FromDays(30));
        var proposed = await ClientAsync(app, ClientStage.Matching, Duration.FromDays(30));
        await AddAsync(app, now => new Assessment { ClientId = assessed, ClinicianId = Guid.NewGuid(), At = now - Duration.FromDays(1), Level = LevelOfCare.Teletherapy, Findings = new AssessmentFindings() });
        await AddAsync(app, now => new MatchRound { ClientId = proposed, MadeAt = now - Duration.FromDays(1) });

        (await FindAsync(app)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_has_a_session_to_come_waits_for_that_day_and_not_for_the_practice()
    {
        await using var app = WithMail();
        var client = await ClientAsync(app, ClientStage.Intake, Duration.FromDays(30));
        (await FindAsync(app)).ShouldHaveSingleItem().ClientId.ShouldBe(client);
        var practice = new CarePractice(app);

        await practice.BookAsync(client, await practice.TherapistAsync(), 5);

        (await FindAsync(app)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_move_that_nobody_decides_about_is_told_of_and_the_page_says_what_waits()
    {
        await using var app = WithMail();
        await app.AddUserAsync(PortalRoles.Intake);
        var client = await ClientAsync(app, ClientStage.InCare, Duration.FromDays(30));
        await AddAsync(app, now => new HouseMove { ClientId = client, FromRegion = Region.Parse("US-NY"), ToRegion = Region.Parse("US-OR"), ToZone = "America/Los_Angeles", On = CarePractice.Today.PlusDays(30), ToldAt = now - WaitingRules.Of(CareStep.Move) - Moment });

        (await RemindAsync(app)).ShouldBe(1);

        using var intake = await app.SignedInAsync(PortalRoles.Intake);
        await intake.OpenAsync<CarePage>();
        intake.Words.ShouldContain("Something here waits for you");
        intake.Words.ShouldContain("undecided for too long");
        intake.Words.ShouldNotContain(CareReminders.MarkKind);
    }

    [Fact]
    public async Task Without_mail_nothing_is_marked_so_that_it_is_told_once_there_is_mail()
    {
        await using var app = new PortalApp();
        await app.AddUserAsync(PortalRoles.Intake);
        await ClientAsync(app, ClientStage.Intake, Duration.FromDays(30));

        (await RemindAsync(app)).ShouldBe(0);

        (await app.InDatabaseAsync(work => work.Db.StaffNotices.AnyAsync())).ShouldBeFalse();
    }

    private static PortalApp WithMail() => PortalApp.With(("Mail:Smtp", "smtp://127.0.0.1:9"), ("Mail:From", "practice@example.org"));

    private static Task<int> RemindAsync(PortalApp app) => app.Services.GetServices<IHostedService>().OfType<CareReminders>().Single().RemindAsync(CancellationToken.None);

    private static Task<IReadOnlyList<CareWait>> FindAsync(PortalApp app) => app.InDatabaseAsync(work => new CareWaits(work).FindAsync(CancellationToken.None));

    private static Task<List<string>> LettersAsync(PortalApp app) => app.InDatabaseAsync(async work =>
        (await work.Db.OutgoingMessages.Where(message => message.Kind == "care-waits").ToListAsync()).ConvertAll(message => message.Subject.Value + message.Text.Value));

    private static Task<Guid> ClientAsync(PortalApp app, ClientStage stage, Duration ago) => AddAsync(app, now => new Client
    {
        Name = "Cleo Client",
        Population = Population.Adult,
        Region = Region.Parse("US-NY"),
        Zone = "America/New_York",
        Language = "en",
        Stage = stage,
        CreatedAt = now - ago,
    });

    private static Task<Guid> AddAsync<T>(PortalApp app, Func<Instant, T> make)
        where T : Entity => app.InDatabaseAsync(async work =>
        {
            var record = make(work.Database.Clock.GetCurrentInstant());
            work.Db.Add(record);
            await work.Db.SaveChangesAsync();
            return record.Id;
        });
}
