using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Tests.Data;
using SessionRelay.Portal.Tests.Pages;

namespace SessionRelay.Portal.Tests.Start;

/// <summary>What the host is put together of.</summary>
public sealed class RegistrationTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    [Fact]
    public async Task Whose_a_record_is_one_place_decides()
    {
        var found = new List<Type>();
        await using var app = PortalApp.With(services => found.AddRange(services.Select(service => service.ServiceType).Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IMine<>))));
        using var _ = await app.VisitorAsync();

        found.Count.ShouldBeGreaterThan(10);
        found.ShouldBeUnique();
        var asked = typeof(MineAttribute<>).Assembly.GetTypes().Where(type => typeof(PageModel).IsAssignableFrom(type))
            .SelectMany(type => type.GetCustomAttributes(inherit: true)).Select(attribute => attribute.GetType())
            .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(MineAttribute<>))
            .Select(type => typeof(IMine<>).MakeGenericType(type.GetGenericArguments()));
        asked.Except(found).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_owner_who_can_sign_in_is_found_whatever_else_they_are(bool onPostgres)
    {
        (string, string)[] settings = onPostgres ? [("Data:Postgres", await server.NewDatabaseAsync())] : [];
        await using var app = PortalApp.With(settings);
        using var _ = await app.VisitorAsync();
        var first = (await FirstOwner.InviteAsync(app.Services, default)).ShouldNotBeNull();
        var owner = await app.AddUserAsync(PortalRoles.Intake);
        await app.AddUserAsync(PortalRoles.Therapist);
        await SetAsync(user => user.TwoFactorEnabled = true);
        (await FirstOwner.InviteAsync(app.Services, default)).ShouldNotBeNull(); // intake with a code is no owner
        await SetAsync(user => (user.Roles, user.TwoFactorEnabled) = (PortalRole.Owner | PortalRole.Therapist | PortalRole.Intake, false));
        var again = (await FirstOwner.InviteAsync(app.Services, default)).ShouldNotBeNull(); // began, and can't sign in yet
        (await app.WithAsync(services => services.GetRequiredService<SignInLinks>().FindAsync(again, default)))!.UserId.ShouldBe(owner.Id);
        (await app.WithAsync(services => services.GetRequiredService<SignInLinks>().FindAsync(first, default))).ShouldBeNull();
        await SetAsync(user => user.TwoFactorEnabled = true);

        (await FirstOwner.InviteAsync(app.Services, default)).ShouldBeNull();

        Task SetAsync(Action<PortalUser> change) => app.InDatabaseAsync(async work =>
        {
            change(await work.Db.Users.SingleAsync(user => user.Id == owner.Id));
            return await work.Db.SaveChangesAsync();
        });
    }
}
