using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Staff;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Journeys.Owners;
using SessionRelay.Portal.Tests.Pages;

namespace SessionRelay.Portal.Tests.Journeys;

/// <summary>What ends is told 60 days ahead: on the owner's page as long as it is so, by mail once.</summary>
public sealed class RenewalLettersTests
{
    private static readonly LocalDate Today = SystemClock.Instance.GetCurrentInstant().InZone(DateTimeZoneProviders.Tzdb["America/New_York"]).Date;

    [Fact]
    public async Task A_licence_that_ends_is_told_once_and_a_renewed_one_anew()
    {
        await using var app = PortalApp.With(("Mail:Smtp", "smtp://127.0.0.1:9"), ("Mail:From", "practice@example.org")); // nobody listens there: what is to be sent stays
        await OwnerPages.MemberAsync(app, PortalRole.Owner, "Olive Owner");
        var robin = await OwnerPages.MemberAsync(app);
        var licence = await AddLicenceAsync(app, robin, Today.PlusDays(60));
        var letters = app.Services.GetServices<IHostedService>().OfType<RenewalLetters>().Single();

        (await letters.SendAsync(default)).ShouldBe(1);
        for (var n = 0; n < 25; n++) (await letters.SendAsync(default)).ShouldBe(0);

        var sent = await SentAsync(app);
        sent.Count.ShouldBe(2); // the owner, and whose it is
        sent.ShouldAllBe(text => text.Contains("licence for New York of Robin Sample ends on"));

        await app.InDatabaseAsync(async work =>
        {
            (await work.Db.Licences.SingleAsync(known => known.Id == licence)).Until = Today.PlusDays(59);
            return await work.Db.SaveChangesAsync();
        });
        (await letters.SendAsync(default)).ShouldBe(1);
        (await SentAsync(app)).Count.ShouldBe(4);
    }

    [Theory]
    [InlineData(61, false)]
    [InlineData(60, true)]
    [InlineData(0, true)]
    [InlineData(-1, true)]
    public async Task Sixty_days_ahead_and_not_sooner(int days, bool isTold)
    {
        await using var app = new PortalApp();
        var robin = await OwnerPages.MemberAsync(app);
        await AddLicenceAsync(app, robin, Today.PlusDays(days));

        var found = await app.InDatabaseAsync(work => new Renewals(work).FindAsync(Today, default));

        found.Select(renewal => renewal.HasEnded).ShouldBe(isTold ? [days < 0] : []);
    }

    [Fact]
    public async Task Where_a_later_one_stands_or_the_person_has_left_nothing_is_told()
    {
        await using var app = new PortalApp();
        var (renewed, gone) = (await OwnerPages.MemberAsync(app), await OwnerPages.MemberAsync(app));
        await AddLicenceAsync(app, renewed, Today.PlusDays(5));
        await AddLicenceAsync(app, renewed, Today.PlusDays(700));
        await AddLicenceAsync(app, gone, Today.PlusDays(5));
        await app.InDatabaseAsync(async work =>
        {
            (await work.Db.Staff.SingleAsync(member => member.Id == gone)).IsActive = false;
            return await work.Db.SaveChangesAsync();
        });

        (await app.InDatabaseAsync(work => new Renewals(work).FindAsync(Today, default))).ShouldBeEmpty();
    }

    private static Task<Guid> AddLicenceAsync(PortalApp app, Guid staff, LocalDate until) =>
        OwnerPages.AddAsync(app, new StaffLicence { StaffId = staff, Region = Region.Parse("US-NY"), From = until.PlusDays(-700), Until = until });

    private static Task<List<string>> SentAsync(PortalApp app) =>
        app.InDatabaseAsync(async work => (await work.Db.OutgoingMessages.Where(message => message.Kind == "renewal").ToListAsync()).ConvertAll(message => message.Text.Value));
}
