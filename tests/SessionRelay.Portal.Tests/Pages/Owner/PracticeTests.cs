using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Auditing;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Consents;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Pages;
using SessionRelay.Portal.Practice;
using Owner = SessionRelay.Portal.Pages.Owner;

namespace SessionRelay.Portal.Tests.Pages;

/// <summary>What the owner says for the whole practice. Each test has an application of its own: the practice is one for all who use it.</summary>
public sealed class PracticeTests : IAsyncLifetime
{
    private readonly PortalApp app = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task The_practices_name_numbers_and_colour_show_also_while_the_database_is_down()
    {
        using var owner = await app.SignedInAsync(PortalRoles.Owner);
        await owner.OpenAsync<Owner.DetailsModel>();
        await owner.PostAsync(("Name", "Elm & Oak"), ("Country", "gb"), ("Zone", "Europe/London"), ("AccentColour", "#6a2f7a"), ("Crisis", "We answer from 9:00."));
        await owner.OpenAsync<Owner.NumbersModel>();
        await owner.PostAsync([("Country", "GB"), ("Number", "116 123"), ("Name", "Samaritans"), ("Help", "Day and night, free.")], "Add");

        await app.BreakDatabaseAsync();

        using var visitor = await app.VisitorAsync();
        await visitor.OpenAsync<CrisisModel>();
        visitor.Page.QuerySelector(".brand")!.TextContent.ShouldBe("Elm & Oak");
        visitor.Words.ShouldContain("116 123");
        visitor.Words.ShouldContain("We answer from 9:00.");
        visitor.Words.ShouldNotContain("911");
        var style = visitor.Page.QuerySelectorAll("link[rel=stylesheet]").Select(link => link.GetAttribute("href")!).Single(place => place.StartsWith("/practice.css"));
        (await (await visitor.RawAsync(HttpMethod.Get, style)).Content.ReadAsStringAsync()).ShouldStartWith(":root { --teal: light-dark(#6a2f7a, #");
    }

    [Fact]
    public async Task What_the_practice_says_of_itself_and_of_its_fees_is_read_where_the_page_says()
    {
        using var visitor = await app.VisitorAsync();
        await visitor.OpenAsync<ExpectModel>();
        visitor.Words.ShouldNotContain("What it costs", customMessage: "nothing was said of it yet");
        using var owner = await app.SignedInAsync(PortalRoles.Owner);
        await owner.OpenAsync<Owner.DetailsModel>();

        await owner.PostAsync(("Name", "Elm & Oak"), ("Country", "US"), ("Zone", "America/New_York"), ("Welcome", "Talk it through.\nFrom <anywhere>."), ("Fees", "A session costs $140."));

        await visitor.OpenAsync<IndexModel>();
        visitor.Page.QuerySelector("main .lines")!.TextContent.ShouldBe("Talk it through.\nFrom <anywhere>.");
        await visitor.OpenAsync<ExpectModel>();
        visitor.Words.ShouldContain("What it costs");
        visitor.Words.ShouldContain("A session costs $140.");
    }

    [Theory]
    [InlineData("AccentColour", "#ffee88", "too light")]
    [InlineData("AccentColour", "red;}*{x", "like #0f5e63")]
    [InlineData("Country", "U", "two letters")]
    [InlineData("Zone", "Mars/Olympus", "of the list")]
    [InlineData("PublicEmail", "nobody", "e-mail address")]
    [InlineData("Phone", "+1 999 999 9999", "not a number that can be called")]
    public async Task Post_OfADetailThatCannotBe_IsRefusedAtItsField(string field, string value, string says)
    {
        using var owner = await app.SignedInAsync(PortalRoles.Owner);
        await owner.OpenAsync<Owner.DetailsModel>();

        await owner.PostAsync((field, value));

        owner.Problem(field)!.ShouldContain(says);
    }

    [Theory]
    [InlineData("Notice", "721")]
    [InlineData("Horizon", "0")]
    [InlineData("Horizon", "99999999")]
    [InlineData("CancellationWindow", "-1")]
    [InlineData("BufferMinutes", "7")]
    [InlineData("StartStepMinutes", "25")]
    [InlineData("HoldFor", "0")]
    [InlineData("LongestSeries", "53")]
    [InlineData("FreeChangeSessions", "")]
    [InlineData("ReminderLeads", "1440, 1440")]
    [InlineData("ReminderLeads", "tomorrow")]
    [InlineData("IdleMinutes", "7")]
    [InlineData("GraceMinutes", "61")]
    [InlineData("LateHostMinutes", "0")]
    [InlineData("ExtendMinutes", "7")]
    [InlineData("Phone", "Always")]
    public async Task Post_OfARuleThatCannotBe_IsRefusedAtItsField(string field, string value)
    {
        using var owner = await app.SignedInAsync(PortalRoles.Owner);
        await owner.OpenAsync<Owner.PoliciesModel>();

        await owner.PostAsync((field, value));

        owner.Problem(field).ShouldNotBeNull();
    }

    [Fact]
    public async Task Post_OfRules_HoldsFromThenOn()
    {
        using var owner = await app.SignedInAsync(PortalRoles.Owner);
        await owner.OpenAsync<Owner.PoliciesModel>();

        await owner.PostAsync(("Notice", "12"), ("FreeChangeSessions", "6"), ("ReminderLeads", "2880, 60"), ("IdleMinutes", "60"), ("ExtendMinutes", "20"));

        owner.Words.ShouldContain("Saved.");
        var practice = await app.InDatabaseAsync(work => work.Db.Practice.SingleAsync());
        practice.Policy.Notice.ShouldBe(Duration.FromHours(12));
        practice.Policy.FreeChangeSessions.ShouldBe(6);
        practice.Policy.Sessions.ExtendMinutes.ShouldBe(20);
        practice.Policy.ReminderLeads.ShouldBe([Duration.FromDays(2), Duration.FromHours(1)]);
        using var client = await app.SignedInAsync(PortalRoles.Client);
        await client.OpenAsync(app.Link<SessionRelay.Portal.Pages.Client.IndexModel>());
        client.Page.QuerySelector(".idle")!.ClassList.ShouldContain("after-58");
    }

    [Fact]
    public async Task A_new_edition_takes_the_place_of_the_old_one_and_two_at_once_do_not_overwrite_each_other()
    {
        using var first = await app.SignedInAsync(PortalRoles.Owner);
        using var second = await app.SignedInAsync(PortalRoles.Owner);
        await first.OpenAsync<Owner.Documents.PublishModel>(new { kind = ConsentKind.Telehealth });
        await second.OpenAsync<Owner.Documents.PublishModel>(new { kind = ConsentKind.Telehealth });
        await first.PostAsync(("DocumentTitle", "Video"), ("Words", "One."));

        await second.PostAsync(("DocumentTitle", "Video"), ("Words", "Two."));

        second.Page.QuerySelector(".errors")!.TextContent.ShouldContain("Somebody else published edition 1");
        await second.PostAsync();
        var editions = await app.InDatabaseAsync(work => work.Db.ConsentDocuments.OrderBy(document => document.Edition).ToListAsync());
        editions.Select(document => (document.Edition, document.Text, document.ReplacedAt is null)).ShouldBe([(1, "One.", false), (2, "Two.", true)]);
    }

    [Fact]
    public async Task Holidays_are_added_once_and_a_date_that_is_over_is_refused()
    {
        using var owner = await app.SignedInAsync(PortalRoles.Owner);
        await owner.OpenAsync<Owner.HolidaysModel>();
        await owner.PostAsync([("Date", "2020-12-25"), ("Name", "Christmas")], "Add");
        owner.Problem("Date")!.ShouldContain("from today on");

        await owner.PostAsync([], "Add them");
        await owner.PostAsync([], "Add them");

        owner.Words.ShouldContain("They were here already.");
        owner.Words.ShouldContain("Thanksgiving Day");
    }

    [Fact]
    public async Task Rooms_and_insurers_have_names_of_their_own()
    {
        using var owner = await app.SignedInAsync(PortalRoles.Owner);
        await owner.OpenAsync<Owner.RoomsModel>();
        await owner.PostAsync([("Name", "Garden")], "Add");
        await owner.PostAsync([("Name", "garden")], "Add");
        owner.Problem("Name").ShouldBe("There is a room of this name already.");
        await owner.OpenAsync<Owner.Insurers.IndexModel>();
        await owner.PostAsync(("Name", "Harbor"), ("Plans", "Gold\nSilver\n\nGold"));
        owner.Words.ShouldContain("Gold, Silver");

        await owner.PostAsync(("Name", "HARBOR"));

        owner.Problem("Name").ShouldBe("There is an insurer of this name already.");
    }

    [Fact]
    public async Task The_trail_is_shown_by_client_and_reading_it_is_in_it()
    {
        var client = await app.InDatabaseAsync(async work =>
        {
            var ann = new Client
            {
                Name = "Ann",
                Email = "ann@example.org",
                EmailHash = work.Vault.EmailHash("ann@example.org"),
                Population = Population.Adult,
                Region = Region.Parse("US-NY"),
                Zone = "America/New_York",
                Language = "en",
                CreatedAt = Instant.FromUtc(2026, 1, 1, 0, 0),
            };
            work.Db.Add(ann);
            await work.Db.SaveChangesAsync();
            return ann.Id;
        });
        using var owner = await app.SignedInAsync(PortalRoles.Owner);
        await owner.OpenAsync<Owner.AuditModel>();
        await owner.PostAsync(("Email", "nobody@example.org"));
        owner.Problem("Email").ShouldBe("No client has this address.");

        await owner.PostAsync(("Email", "Ann@Example.org"));

        owner.Place.ShouldBe(app.Link<Owner.AuditModel>(new { client }));
        owner.Page.QuerySelectorAll("tbody tr").ShouldHaveSingleItem().TextContent.ShouldContain("added");
        owner.Page.QuerySelectorAll("thead th").Select(heading => heading.TextContent).ShouldContain("When (Eastern Time)");
        await owner.OpenAsync(owner.Place);
        owner.Page.QuerySelector("tbody tr")!.TextContent.ShouldContain("AuditTrail");
        var read = await app.InDatabaseAsync(work => work.Db.AuditTrail.Where(entry => entry.Table == "AuditTrail" && entry.ClientId == client).ToListAsync());
        read.ShouldAllBe(entry => entry.Action == AuditAction.Read && entry.Why == "owner/audit" && entry.ActorId != null);
        await owner.OpenAsync(app.Link<Owner.AuditModel>() + "?did=99");
        ((int)owner.Status).ShouldBe(404);
    }

    [Fact]
    public void A_colour_for_dark_pages_is_lighter_and_can_be_read()
    {
        Colour.TryParse("#0f5e63", out var teal).ShouldBeTrue();
        teal.IsReadableOnPaper.ShouldBeTrue();
        teal.ForDark().Green.ShouldBeGreaterThan(teal.Green);
        Colour.TryParse("#12345g", out _).ShouldBeFalse();
        Colour.StyleOf("#ffffff").ShouldBeNull();
    }

    [Fact]
    public async Task A_referral_begins_with_the_practices_own_words_and_an_empty_text_is_none()
    {
        using var owner = await app.SignedInAsync(PortalRoles.Owner);
        await owner.OpenAsync<Owner.ReferralsModel>();
        await owner.PostAsync(("Inpatient", "Harbor Hospital <555-0199>"), ("InPerson", " "), ("PsychologicalTesting", new string('a', 2001)));
        owner.Problem("PsychologicalTesting").ShouldBe("Keep it within 2,000 characters.");

        await owner.PostAsync(("PsychologicalTesting", ""));

        owner.Words.ShouldContain("Saved.");
        owner.Page.GetElementById("Inpatient")!.TextContent.Trim().ShouldBe("Harbor Hospital <555-0199>");
        var client = await app.ClientAsync();
        var kinds = new[] { ReferralKind.Inpatient, ReferralKind.InPerson };
        await app.WithAsync(async services =>
        {
            var work = services.GetRequiredService<SessionRelay.Portal.Data.Storage.UnitOfWork>();
            var record = await work.Db.Clients.SingleAsync(known => known.Id == client);
            foreach (var kind in kinds) await services.GetRequiredService<SessionRelay.Portal.Journeys.Care.Referrals>().OpenAsync(record, null, kind, Duration.FromDays(7), default);
            await work.Db.SaveChangesAsync();
            var opened = await work.Db.Referrals.Where(referral => referral.ClientId == client).ToDictionaryAsync(referral => referral.Kind, referral => referral.Contacts?.Value);
            kinds.Select(kind => opened[kind]).ShouldBe(["Harbor Hospital <555-0199>", null]);
            return true;
        });
    }
}
