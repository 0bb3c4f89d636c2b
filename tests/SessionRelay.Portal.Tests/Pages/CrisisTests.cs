using System.Net;
using SessionRelay.Portal.Pages;
using Account = SessionRelay.Portal.Pages.Account;

namespace SessionRelay.Portal.Tests.Pages;

/// <summary>The page that must not fail.</summary>
public sealed class CrisisTests
{
    [Fact]
    public async Task Get_WhileTheDatabaseIsGone_IsThereAlsoForWhoIsSignedIn()
    {
        await using var app = PortalApp.With(SessionTests.HeldAgainstTheDatabaseEachTime);
        using var person = await app.SignedInAsync("client");
        await app.BreakDatabaseAsync();

        await person.OpenAsync<Account.IndexModel>();
        person.Status.ShouldBe(HttpStatusCode.InternalServerError);
        person.Words.ShouldContain("Something went wrong on our side");
        await person.OpenAsync<CrisisModel>();

        person.Status.ShouldBe(HttpStatusCode.OK);
        person.Page.QuerySelectorAll("a[href='tel:988']").Length.ShouldBe(1);
        person.Page.QuerySelectorAll("a[href='tel:911']").Length.ShouldBe(1);
    }
}
