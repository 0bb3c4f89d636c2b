using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Pages;
using Account = SessionRelay.Portal.Pages.Account;
using Owner = SessionRelay.Portal.Pages.Owner;

namespace SessionRelay.Portal.Tests.Pages;

/// <summary>An empty machine: one link, and what it leads to.</summary>
public sealed class FirstStartTests
{
    [Fact]
    public async Task The_link_leads_by_password_and_code_to_the_owners_home_which_says_that_mail_is_off()
    {
        await using var app = new PortalApp();
        using var person = await app.VisitorAsync();
        var former = await FirstOwner.InviteAsync(app.Services, default);
        var token = await FirstOwner.InviteAsync(app.Services, default); // a second start, before anybody came
        await person.OpenAsync<EnterModel>(new { token = former });
        person.Words.ShouldContain("This link does not work any more");

        await person.OpenAsync<EnterModel>(new { token });
        await person.PostAsync(("Name", "Olive Owner"), ("Email", "olive@example.org"));
        person.Place.ShouldBe(app.Link<Account.SecureModel>());
        await person.OpenAsync<Owner.IndexModel>();
        person.Place.ShouldBe(app.Link<Account.SecureModel>()); // not before there is a way in
        await person.OpenAsync<Account.CodeAppModel>();
        await person.PostAsync(("Password", "four plain words together"), ("Code", StaffSignInTests.CodeOf(person.Page.QuerySelector("span.key")!.TextContent)));
        await person.OpenAsync<Owner.IndexModel>();

        person.Place.ShouldBe(app.Link<Owner.IndexModel>());
        person.Words.ShouldContain("Mail is off");
        person.Words.ShouldContain("Add a therapist");
        (await FirstOwner.InviteAsync(app.Services, default)).ShouldBeNull();
        using var visitor = await app.VisitorAsync();
        await visitor.OpenAsync<SignInModel>();
        visitor.Page.QuerySelector("input[type=email]").ShouldBeNull("signing in by mail is off");
    }

    [Fact]
    public async Task The_program_prints_the_link_once()
    {
        using var folder = new TestFolder();
        await using var portal = PortalProcess.Start("--urls=http://127.0.0.1:0", "--Relay:UdpPort=0", "--Data:Path=" + folder.Path);

        var line = await portal.LineAsync(line => line.StartsWith("owner-setup: "));

        using var http = new HttpClient();
        (await http.GetStringAsync(line["owner-setup: ".Length..])).ShouldContain("Set up your practice");
        portal.Output.Split('\n').Count(text => text.Contains("token=")).ShouldBe(1);
    }
}
