using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Consents;
using SessionRelay.Portal.Journeys.Consents;
using SessionRelay.Portal.Journeys.Sessions;
using Owner = SessionRelay.Portal.Pages.Owner;

namespace SessionRelay.Portal.Tests.Pages;

/// <summary>A new practice has drafts of what clients sign; they bind nobody before the owner says so.</summary>
public sealed class ConsentDraftsTests
{
    [Fact]
    public async Task All_are_put_in_force_by_one_press_marked_until_they_are_changed()
    {
        await using var app = new PortalApp();
        using var owner = await app.SignedInAsync(PortalRoles.Owner);
        var client = await app.ClientAsync();
        (await MissingAsync(app, client)).ShouldBe(Enum.GetValues<ConsentKind>()); // the therapist is warned while the practice has none
        await owner.OpenAsync<Owner.IndexModel>();
        owner.Words.ShouldContain("Read the drafts of what clients sign");
        await owner.OpenAsync<Owner.Documents.IndexModel>();
        Marks(owner).ShouldBe(4);
        await owner.PostAsync();
        owner.Problem("HaveRead").ShouldBe("Say that you have read them.");
        (await DocumentsAsync(app)).ShouldBeEmpty();

        await owner.PostAsync(("HaveRead", "true"));

        owner.Words.ShouldContain("4 documents are in force.");
        Marks(owner).ShouldBe(4);
        owner.Page.QuerySelector("main form").ShouldBeNull();
        var documents = await DocumentsAsync(app);
        documents.Select(document => (document.Kind, document.Edition)).ShouldBe(Enum.GetValues<ConsentKind>().Select(kind => (kind, 1)), ignoreOrder: true);
        documents.Single(document => document.Kind == ConsentKind.FeesAndCancellation).Text.ShouldContain("up to 1 day before the start");
        documents.ShouldAllBe(document => document.Text.Contains("By signing I say") && !document.Text.Contains('['));
        await owner.OpenAsync<Owner.IndexModel>();
        owner.Words.ShouldNotContain("Read the drafts");

        await owner.OpenAsync<Owner.Documents.PublishModel>(new { kind = ConsentKind.Telehealth });
        await owner.PostAsync(("Words", "Our own words, which our lawyer has read."));
        Marks(owner).ShouldBe(3);
    }

    [Fact]
    public async Task The_first_edition_begins_with_the_draft_and_a_draft_is_nobodys_document()
    {
        await using var app = new PortalApp();
        using var owner = await app.SignedInAsync(PortalRoles.Owner);
        await owner.OpenAsync<Owner.Documents.PublishModel>(new { kind = ConsentKind.BackupPlan });

        Marks(owner).ShouldBe(1);
        owner.Page.QuerySelector("#DocumentTitle")!.GetAttribute("value").ShouldBe("If something goes wrong");
        owner.Page.QuerySelector("#Words")!.TextContent.ShouldContain("stay where you are");
        (await DocumentsAsync(app)).ShouldBeEmpty();
        await owner.PostAsync();

        (await DocumentsAsync(app)).ShouldHaveSingleItem().Kind.ShouldBe(ConsentKind.BackupPlan);
        await owner.OpenAsync<Owner.Documents.IndexModel>();
        await owner.PostAsync(("HaveRead", "true"));
        owner.Words.ShouldContain("3 documents are in force.");
        (await DocumentsAsync(app)).Count.ShouldBe(4);
    }

    private static int Marks(Person owner) => owner.Page.QuerySelectorAll("main p.attention").Count(note => note.TextContent.Contains(ConsentDrafts.Mark));

    private static Task<List<ConsentDocument>> DocumentsAsync(PortalApp app) => app.AskAsync(work => work.Db.ConsentDocuments.AsNoTracking().ToListAsync());

    private static Task<List<ConsentKind>> MissingAsync(PortalApp app, Guid client) => app.WithAsync(async services =>
    {
        var work = services.GetRequiredService<SessionRelay.Portal.Data.Storage.UnitOfWork>();
        var gaps = await services.GetRequiredService<BeforeAdmitting>().GapsAsync(await work.Db.Clients.SingleAsync(known => known.Id == client), default);
        return gaps.Select(gap => gap.Kind).ToList();
    });
}
