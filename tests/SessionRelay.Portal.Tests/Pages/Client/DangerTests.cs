using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Pages;

namespace SessionRelay.Portal.Tests.Pages;

/// <summary>"Are you in danger now?", pressed by somebody who is signed in.</summary>
public sealed class DangerTests(PortalApp app)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(PortalRoles.Client)]
    [InlineData(PortalRoles.Guardian)]
    public async Task Get_OfTheCrisisPage_RaisesOneFlagUntilSomebodyLooks(string role)
    {
        using var person = await app.VisitorAsync();
        var user = await app.AddUserAsync(role);
        var client = await app.ClientAsync(new PortalUserRef(user.Id, role));
        await person.SignInAsync(user);

        for (var press = 0; press < 3; press++) await person.OpenAsync<CrisisModel>();
        using var marker = await ClientWhoPressesAsync(); // presses are looked at one after another: when this one's is there, those before it are done

        var flag = await app.AskAsync(work => work.Db.SafetyFlags.SingleAsync(row => row.ClientId == client));
        flag.Source.ShouldBe(FlagSource.ClientPage);
        (await app.AskAsync(work => work.Db.Clients.SingleAsync(row => row.Id == client))).HasOpenFlag.ShouldBeTrue();
    }

    [Fact]
    public async Task Get_ByVisitorsStaffAndOtherSitesLinks_RaisesNone()
    {
        using var visitor = await app.VisitorAsync();
        using var therapist = await app.SignedInAsync(PortalRoles.Therapist);
        using var person = await app.VisitorAsync();
        var user = await app.AddUserAsync(PortalRoles.Client);
        var client = await app.ClientAsync(new PortalUserRef(user.Id, PortalRoles.Client));
        await person.SignInAsync(user);

        await visitor.OpenAsync<CrisisModel>();
        await therapist.OpenAsync<CrisisModel>();
        person.Headers.Add("Sec-Fetch-Site", "cross-site");
        await person.OpenAsync<CrisisModel>();
        person.Status.ShouldBe(System.Net.HttpStatusCode.OK);
        using var marker = await ClientWhoPressesAsync();

        (await app.AskAsync(work => work.Db.SafetyFlags.AnyAsync(row => row.ClientId == client))).ShouldBeFalse();
    }

    private async Task<Person> ClientWhoPressesAsync()
    {
        var person = await app.VisitorAsync();
        var user = await app.AddUserAsync(PortalRoles.Client);
        var client = await app.ClientAsync(new PortalUserRef(user.Id, PortalRoles.Client));
        await person.SignInAsync(user);
        await person.OpenAsync<CrisisModel>();
        using var end = new CancellationTokenSource(Patience);
        while (!await app.AskAsync(work => work.Db.SafetyFlags.AnyAsync(row => row.ClientId == client, end.Token))) await Task.Yield();
        return person;
    }
}
