using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Pages;
using Client = SessionRelay.Portal.Pages.Client;
using Therapist = SessionRelay.Portal.Pages.Therapist;

namespace SessionRelay.Portal.Tests.Pages;

/// <summary>What holds while somebody is signed in.</summary>
public sealed class SessionTests
{
    /// <summary>Each minute in practice.</summary>
    internal static void HeldAgainstTheDatabaseEachTime(IServiceCollection services) =>
        services.Configure<SecurityStampValidatorOptions>(options => options.ValidationInterval = TimeSpan.Zero);

    [Fact]
    public async Task Stays_while_the_database_says_so_with_the_proof_that_was_given()
    {
        await using var app = PortalApp.With(HeldAgainstTheDatabaseEachTime);
        using var person = await app.SignedInAsync(PortalRoles.Therapist);

        for (var times = 0; times < 3; times++)
        {
            await person.OpenAsync<Therapist.TodayModel>();
            person.Place.ShouldBe(app.Link<Therapist.TodayModel>());
            person.Status.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task Ends_on_every_device_when_its_person_says_so_on_one()
    {
        await using var app = PortalApp.With(HeldAgainstTheDatabaseEachTime);
        var user = await app.AddUserAsync(PortalRoles.Client);
        using var here = await app.VisitorAsync();
        using var there = await app.VisitorAsync();
        await here.SignInAsync(user);
        await there.SignInAsync(user);
        await there.OpenAsync<Client.IndexModel>();
        there.Status.ShouldBe(HttpStatusCode.OK);

        await here.OpenAsync<SessionRelay.Portal.Pages.Account.IndexModel>();
        await here.PostAsync(button: "Sign out everywhere");

        await there.OpenAsync<Client.IndexModel>();
        there.Place.ShouldStartWith(app.Link<SignInModel>());
    }

    [Theory]
    [InlineData(PortalRoles.Therapist, 14, 16)]
    [InlineData(PortalRoles.Client, 29, 31)]
    public async Task Ends_by_itself_when_nothing_happens(string role, int stays, int ends)
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var app = PortalApp.With(services => services.Configure<Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme, options => options.TimeProvider = clock));
        using var person = await app.SignedInAsync(role);
        var page = app.Link<SessionRelay.Portal.Pages.Account.IndexModel>();

        foreach (var _ in Enumerable.Range(0, 3)) // each page begins the time anew
        {
            clock.Advance(TimeSpan.FromMinutes(stays));
            await person.OpenAsync(page);
            person.Place.ShouldBe(page);
        }

        clock.Advance(TimeSpan.FromMinutes(ends));
        await person.OpenAsync(page);
        person.Place.ShouldStartWith(app.Link<SignInModel>());
    }

    [Theory]
    [InlineData(PortalRoles.Client, 15, 14, 16)]
    [InlineData(PortalRoles.Client, 60, 59, 61)]
    [InlineData(PortalRoles.Guardian, 60, 59, 61)]
    [InlineData(PortalRoles.Therapist, 60, 14, 16)] // staff's is not the practice's to choose
    public async Task Ends_by_the_practice_s_rule(string role, int rule, int stays, int ends)
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var app = PortalApp.With(services => services.Configure<Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme, options => options.TimeProvider = clock));
        using var owner = await app.SignedInAsync(PortalRoles.Owner);
        await owner.OpenAsync<SessionRelay.Portal.Pages.Owner.PoliciesModel>();
        await owner.PostAsync(("IdleMinutes", $"{rule}"));
        owner.Words.ShouldContain("Saved.");
        using var person = await app.SignedInAsync(role);
        var page = app.Link<SessionRelay.Portal.Pages.Account.IndexModel>();

        clock.Advance(TimeSpan.FromMinutes(stays));
        await person.OpenAsync(page);
        person.Place.ShouldBe(page);
        clock.Advance(TimeSpan.FromMinutes(ends));
        await person.OpenAsync(page);

        person.Place.ShouldStartWith(app.Link<SignInModel>());
    }

    [Fact]
    public async Task What_is_read_is_in_the_name_of_who_is_signed_in()
    {
        await using var app = new PortalApp();
        var user = await app.AddUserAsync(PortalRoles.Client);
        using var person = await app.VisitorAsync();
        await person.SignInAsync(user);

        await person.OpenAsync<SessionRelay.Portal.Pages.Account.IndexModel>();

        var entry = await app.WithAsync(services => services.GetRequiredService<UnitOfWork>().Db.AuditTrail.AsNoTracking().OrderBy(row => row.Number).LastAsync(row => row.ActorId == user.Id));
        entry.Role.ShouldBe(PortalRole.Client);
        entry.Why.ShouldBe("account/index");
    }
}
