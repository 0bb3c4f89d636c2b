using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Consents;
using SessionRelay.Portal.Data.Hosting;
using SessionRelay.Portal.Journeys.Consents;
using SessionRelay.Portal.Pages.Client.Consents;
using Home = SessionRelay.Portal.Pages.Client.IndexModel;

namespace SessionRelay.Portal.Tests.Pages;

/// <summary>Read, signed by typed name, and asked for again when a new edition comes. Each test has an application of its own: others publish documents too.</summary>
public class ConsentTests(PortalApp any) : IAsyncLifetime
{
    private readonly PortalApp app = any.Another();

    public async ValueTask InitializeAsync() => await BeginAsync(app);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await app.DisposeAsync();
    }

    [Fact]
    public async Task Post_WithAName_SignsThisEditionWithTimeAndAddress()
    {
        var (person, client) = await ClientAsync(app);
        await person.OpenAsync<Home>();
        person.Words.ShouldContain("Read and sign 4 documents");
        (await MissingAsync(app, client)).Count.ShouldBe(4);

        await SignAsync(person, client, "telehealth", "Cleo Client");

        person.Place.ShouldBe(app.Link<IndexModel>());
        person.Words.ShouldContain("You signed version 1 as \"Cleo Client\"");
        (await MissingAsync(app, client)).Select(task => task.Document.Kind).ShouldBe([ConsentKind.PrivacyNotice, ConsentKind.FeesAndCancellation, ConsentKind.BackupPlan]);
        var signature = await app.AskAsync(async work =>
        {
            var row = await work.Db.ConsentSignatures.SingleAsync(known => known.ClientId == client);
            _ = (row.Address.Value, row.TypedName.Value);
            return row;
        });
        signature.Address.Value.ShouldContain("127.0.0.1");
        signature.Edition.ShouldBe(1);
        person.Dispose();
    }

    [Fact]
    public async Task Post_WithoutNameOrTick_ReturnsErrors()
    {
        var (person, client) = await ClientAsync(app);
        await person.OpenAsync<SignModel>(new { id = client, kind = "backupplan" });

        await person.PostAsync(("TypedName", ""));

        person.Problem("TypedName").ShouldBe("Type your full name to sign.");
        person.Problem("Agreed").ShouldBe("Tick the box when you have read it and agree.");
        (await MissingAsync(app, client)).Count.ShouldBe(4);
        person.Dispose();
    }

    [Fact]
    public async Task A_document_that_the_practice_has_not_published_is_missing_too()
    {
        await using var own = app.Another();
        var (person, client) = await ClientAsync(own);
        await using var scope = own.Services.GetRequiredService<IServiceScopeFactory>().BeginAsProgram("test");

        var status = await scope.ServiceProvider.GetRequiredService<ConsentStatuses>().OfAsync(client, TestContext.Current.CancellationToken);

        status.IsComplete.ShouldBeFalse();
        status.Unpublished.Count.ShouldBe(4);
        await person.OpenAsync<Home>();
        person.Words.ShouldNotContain("Read and sign");
        person.Dispose();
    }

    [Fact]
    public async Task Get_OfAKindThatIsNone_IsNotThere()
    {
        var (person, client) = await ClientAsync(app);
        foreach (var kind in new[] { "everything", "99", "-1" })
        {
            await person.OpenAsync<SignModel>(new { id = client, kind });
            person.Status.ShouldBe(System.Net.HttpStatusCode.NotFound);
        }

        person.Dispose();
    }

    [Fact]
    public async Task A_teens_documents_are_complete_when_the_guardian_has_signed_too()
    {
        using var teen = await app.VisitorAsync();
        using var guardian = await app.VisitorAsync();
        var (teenUser, guardianUser) = (await app.AddUserAsync(PortalRoles.Client), await app.AddUserAsync(PortalRoles.Guardian));
        var client = await app.ClientAsync(new PortalUserRef(guardianUser.Id, PortalRoles.Guardian), name: "Tess Teen");
        await app.AskAsync(async work =>
        {
            (await work.Db.Users.SingleAsync(user => user.Id == teenUser.Id)).ClientId = client;
            return await work.Db.SaveChangesAsync();
        });
        await teen.SignInAsync(teenUser);
        await guardian.SignInAsync(guardianUser);
        string[] kinds = ["telehealth", "privacynotice", "feesandcancellation", "backupplan"];
        foreach (var kind in kinds) await SignAsync(teen, client, kind, "Tess Teen");
        (await MissingAsync(app, client)).ShouldAllBe(task => task.Signer != null);
        await guardian.OpenAsync<Home>();
        guardian.Words.ShouldContain("For Tess Teen");
        guardian.Words.ShouldContain("As their parent or guardian you sign them too.");

        foreach (var kind in kinds) await SignAsync(guardian, client, kind, "Gwen Guardian");

        (await MissingAsync(app, client)).ShouldBeEmpty();
        await teen.OpenAsync<Home>();
        teen.Words.ShouldNotContain("Read and sign");
    }

    [Fact]
    public async Task A_new_edition_asks_again_and_the_one_that_was_read_meanwhile_is_not_signed()
    {
        await using var own = app.Another();
        await BeginAsync(own);
        var (person, client) = await ClientAsync(own);
        await SignAsync(person, client, "telehealth", "Cleo Client");
        await person.OpenAsync<SignModel>(new { id = client, kind = "privacynotice" });
        await own.PublishAsync(ConsentKind.Telehealth);
        await own.PublishAsync(ConsentKind.PrivacyNotice, "The new words.");

        await person.PostAsync(("TypedName", "Cleo Client"), ("Agreed", "true"));

        person.Problem("Agreed").ShouldBe("A newer version was published while you read. This is the new one: please read it.");
        person.Words.ShouldContain("The new words.");
        person.Page.GetElementById("TypedName")!.GetAttribute("value").ShouldBe("Cleo Client");
        (await MissingAsync(own, client)).Count.ShouldBe(4);
        await person.PostAsync(("Agreed", "true"));
        person.Words.ShouldContain("You signed version 2");
        (await MissingAsync(own, client)).Count.ShouldBe(3);
        person.Dispose();
    }

    private static async Task<(Person Person, Guid Client)> ClientAsync(PortalApp app)
    {
        var person = await app.VisitorAsync();
        var user = await app.AddUserAsync(PortalRoles.Client);
        var client = await app.ClientAsync(new PortalUserRef(user.Id, PortalRoles.Client));
        await person.SignInAsync(user);
        return (person, client);
    }

    private static async Task SignAsync(Person person, Guid client, string kind, string name)
    {
        await person.OpenAsync<SignModel>(new { id = client, kind });
        await person.PostAsync(("TypedName", name), ("Agreed", "true"));
    }

    private static async Task<IReadOnlyList<ConsentTask>> MissingAsync(PortalApp app, Guid client)
    {
        await using var scope = app.Services.GetRequiredService<IServiceScopeFactory>().BeginAsProgram("test");
        return (await scope.ServiceProvider.GetRequiredService<ConsentStatuses>().OfAsync(client, TestContext.Current.CancellationToken)).Missing;
    }

    private static async Task BeginAsync(PortalApp app)
    {
        using var anybody = await app.VisitorAsync(); // starts it
        foreach (var kind in Enum.GetValues<ConsentKind>()) await app.PublishAsync(kind);
    }
}
