using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Pages;
using Account = SessionRelay.Portal.Pages.Account;
using Client = SessionRelay.Portal.Pages.Client;
using Therapist = SessionRelay.Portal.Pages.Therapist;

namespace SessionRelay.Portal.Tests.Pages;

public sealed class EnterTests(PortalApp app)
{
    [Fact]
    public async Task Get_HoweverOften_LeavesTheLinkGood()
    {
        var (person, token) = await LinkAsync(PortalRoles.Client);
        for (var scans = 0; scans < 3; scans++) await person.OpenAsync<EnterModel>(new { token });

        await person.PostAsync();

        person.Place.ShouldBe(app.Link<Client.IndexModel>());
        person.Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Post_ASecondTime_LetsNobodyIn()
    {
        var (first, token) = await LinkAsync(PortalRoles.Client);
        using var second = await app.VisitorAsync();
        await first.OpenAsync<EnterModel>(new { token });
        await second.OpenAsync<EnterModel>(new { token });
        await first.PostAsync();

        await second.PostAsync();

        second.Words.ShouldContain("This link does not work any more");
        await second.OpenAsync<Client.IndexModel>();
        second.Place.ShouldStartWith(app.Link<SignInModel>());
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("<script>")]
    public async Task Get_WithALinkThatWasNeverMade_SaysWhatToDo(string token)
    {
        using var person = await app.VisitorAsync();

        await person.OpenAsync<EnterModel>(new { token });

        person.Words.ShouldContain("This link does not work any more");
    }

    [Fact]
    public async Task Post_ByStaffWithAMailedLink_LeadsToSettingUpAWayInAndNowhereElse()
    {
        var (person, token) = await LinkAsync(PortalRoles.Therapist, LinkPurpose.StaffInvitation);
        await person.OpenAsync<EnterModel>(new { token });

        await person.PostAsync();

        person.Place.ShouldBe(app.Link<Account.SecureModel>());
        await person.OpenAsync<Therapist.IndexModel>();
        person.Place.ShouldBe(app.Link<Account.SecureModel>());
    }

    [Fact]
    public async Task Post_WithTheOwnersSetUp_NeedsAnAddressAndMakesTheOwner()
    {
        using var person = await app.VisitorAsync();
        var token = await MintAsync(LinkPurpose.OwnerSetup, null);
        await person.OpenAsync<EnterModel>(new { token });
        await person.PostAsync(("Name", "Olive"), ("Email", "not an address"));
        person.Problem("Email").ShouldBe("Write an e-mail address, like name@example.org.");
        person.Summary().ShouldHaveSingleItem();

        await person.PostAsync(("Email", $"{Guid.NewGuid():N}@example.org"));

        person.Place.ShouldBe(app.Link<Account.SecureModel>());
    }

    private async Task<(Person Person, string Token)> LinkAsync(string role, LinkPurpose purpose = LinkPurpose.SignIn)
    {
        var person = await app.VisitorAsync();
        var user = await app.AddUserAsync(role);
        return (person, await MintAsync(purpose, user.Id));
    }

    private Task<string> MintAsync(LinkPurpose purpose, Guid? userId) =>
        app.WithAsync(services => services.GetRequiredService<SignInLinks>().MintAsync(purpose, userId, default));
}
