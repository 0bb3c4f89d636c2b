using System.Net;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Pages;
using Account = SessionRelay.Portal.Pages.Account;

namespace SessionRelay.Portal.Tests.Pages;

/// <summary>What forms refuse before their page is asked.</summary>
public sealed class FormsTests(PortalApp app)
{
    [Fact]
    public async Task Post_WithoutTheFormsToken_SaysThatThePageIsOutOfDate()
    {
        using var person = await app.SignedInAsync(PortalRoles.Client);

        using var answer = await person.RawAsync(HttpMethod.Post, app.Link<SignOutModel>(), new FormUrlEncodedContent([]));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("This page is out of date");
        await person.OpenAsync<Account.IndexModel>();
        person.Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Post_OfMoreThanAFormTakes_IsRefusedInWords()
    {
        using var person = await app.VisitorAsync();
        await person.OpenAsync<SignInModel>();

        using var answer = await person.RawAsync(HttpMethod.Post, app.Link<SignInModel>(), new FormUrlEncodedContent([KeyValuePair.Create("Email", new string('x', 300_000))]));

        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("<h1>That was too much</h1>");
    }

    [Theory]
    [InlineData("/nowhere/at-all")]
    [InlineData("/room/nobody-s-room")]
    [InlineData("/room.html")]
    public async Task Get_OfAPageThatIsNotThere_SaysSoInWords(string address)
    {
        using var person = await app.VisitorAsync();

        await person.OpenAsync(address);

        person.Status.ShouldBe(HttpStatusCode.NotFound);
        person.Words.ShouldContain("There is no such page");
    }
}
