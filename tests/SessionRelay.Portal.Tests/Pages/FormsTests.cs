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
    [InlineData("image/png", "<script>alert(1)</script>")]
    [InlineData("text/html", "\u0089PNG\r\n")]
    [InlineData("application/octet-stream", "")]
    public async Task Post_OfAFileByHand_IsReadAsTheFormAloneAndKeepsNothingOfIt(string type, string start)
    {
        await using var own = new PortalApp();
        using var person = await own.VisitorAsync();
        var marker = $"kept-{Guid.NewGuid():N}";
        await person.OpenAsync<SessionRelay.Portal.Pages.FirstContact.IndexModel>();
        await person.PostAsync(("InDanger", "false"));
        using var form = new MultipartFormDataContent();
        foreach (var (name, value) in person.FormValues(person.Form())) form.Add(new StringContent(value), name);
        form.Add(new StringContent("Burnout"), "Concerns");
        var file = new StringContent(start + marker);
        file.Headers.ContentType = new(type);
        form.Add(file, "OwnWords", "../../insurance.png"); // where the page expects text

        using var answer = await person.RawAsync(HttpMethod.Post, person.Place, form);

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        await person.OpenAsync(answer.Headers.Location!.OriginalString);
        person.Words.ShouldContain("Whom is it for?");
        await person.OpenAsync<SessionRelay.Portal.Pages.FirstContact.ReasonModel>();
        person.Page.QuerySelector("#OwnWords")!.TextContent.Trim().ShouldBeEmpty();
    }

    [Fact]
    public async Task Post_OfALargeFileByHand_IsRefusedInWords()
    {
        using var person = await app.VisitorAsync();
        await person.OpenAsync<SignInModel>();
        using var form = new MultipartFormDataContent();
        form.Add(new ByteArrayContent(new byte[300_000]), "Licence", "licence.pdf");

        using var answer = await person.RawAsync(HttpMethod.Post, app.Link<SignInModel>(), form);

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
