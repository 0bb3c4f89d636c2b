using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Reminders;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Journeys.Bookings;
using SessionRelay.Portal.Pages.Client.Bookings;

namespace SessionRelay.Portal.Tests.Pages.Bookings;

/// <summary>A time that falls free is offered to whoever books for those who asked.</summary>
public sealed class EarlierTimesTests
{
    [Fact]
    public async Task Of_a_teen_the_guardian_is_asked_and_takes_the_time()
    {
        await using var app = WithMail();
        using var guardian = await app.VisitorAsync();
        var user = await app.AddUserAsync(PortalRoles.Guardian);
        await guardian.SignInAsync(user);
        var therapist = await app.TherapistAsync();
        var client = await app.ClientAsync(therapist, user.Id, isGuardian: true);
        await ChangeAsync(app, client, Population.Teen, "gerda@example.org");
        await app.BookAsync(therapist, client, BookingWorld.Soon + Duration.FromDays(2));
        await guardian.OpenAsync<IndexModel>();
        await guardian.SendFormAsync("form:has(input[name=booking])");

        await FreeAsync(app, therapist);

        var letter = (await OffersAsync(app, client)).ShouldHaveSingleItem();
        letter.To.Value.ShouldBe("gerda@example.org");
        letter.Text.Value.ShouldContain("for the young person in your care");
        await guardian.OpenAsync(new Uri(letter.Text.Value.Split('\n').Single(line => line.StartsWith("http"))).PathAndQuery);
        await guardian.PostAsync(button: "Take it");
        guardian.Words.ShouldContain("The earlier time is yours.");
        (await app.OfClientAsync(client))[0].Start.ShouldBe(BookingWorld.Soon);
    }

    [Theory]
    [InlineData(true, false)] // a guardian without a sign-in could not take it
    [InlineData(false, true)]
    public async Task Who_books_for_themselves_is_asked_themselves(bool isTeen, bool hasSignIn)
    {
        var population = isTeen ? Population.Teen : Population.Adult;
        await using var app = WithMail();
        var therapist = await (await NobodyAsync(app)).TherapistAsync();
        var user = hasSignIn ? (await app.AddUserAsync(PortalRoles.Guardian)).Id : (Guid?)null;
        var client = await app.ClientAsync(therapist, user, isGuardian: hasSignIn);
        await ChangeAsync(app, client, population, "gerda@example.org");
        var booking = await app.BookAsync(therapist, client, BookingWorld.Soon + Duration.FromDays(2));
        await app.DoAsync(async (work, services) => await services.GetRequiredService<EarlierTimes>()
            .AskAsync(await work.Db.Clients.SingleAsync(known => known.Id == client), therapist, booking, 50, booking.Start, default));

        await FreeAsync(app, therapist);

        var letter = (await OffersAsync(app, client)).ShouldHaveSingleItem();
        letter.To.Value.ShouldNotBe("gerda@example.org");
        letter.Text.Value.ShouldContain("you asked us to tell you");
    }

    private static PortalApp WithMail() => PortalApp.With(("Mail:Smtp", "smtp://127.0.0.1:9"), ("Mail:From", "practice@example.org"));

    private static async Task<PortalApp> NobodyAsync(PortalApp app)
    {
        (await app.VisitorAsync()).Dispose();
        return app;
    }

    private static Task<int> ChangeAsync(PortalApp app, Guid client, Population population, string guardiansAddress) => app.DoAsync(async (work, _) =>
    {
        var record = await work.Db.Clients.SingleAsync(known => known.Id == client);
        record.Population = population;
        var guardian = await work.Db.HouseholdMembers.SingleOrDefaultAsync(member => member.ClientId == client);
        if (guardian is null)
        {
            guardian = new HouseholdMember { ClientId = client, Role = HouseholdRole.Guardian, Name = "Gerda Wetherby", Region = record.Region, Zone = record.Zone };
            work.Db.Add(guardian);
        }

        (guardian.Email, guardian.EmailHash) = (guardiansAddress, work.Vault.EmailHash(guardiansAddress));
        return await work.Db.SaveChangesAsync();
    });

    /// <summary>Somebody else's time falls free.</summary>
    private static async Task FreeAsync(PortalApp app, Guid therapist)
    {
        var freed = await app.BookAsync(therapist, await app.ClientAsync(therapist));
        await app.DoAsync(async (work, services) => await services.GetRequiredService<BookingDesk>()
            .CancelAsync(await work.Db.Bookings.Include(booking => booking.Participants).SingleAsync(booking => booking.Id == freed.Id), false, null, true, default));
    }

    private static Task<List<OutgoingMessage>> OffersAsync(PortalApp app, Guid client) => app.DoAsync(async (work, _) =>
    {
        var letters = await work.Db.OutgoingMessages.Where(message => message.Kind == "earlier-time" && message.ClientId == client).ToListAsync();
        foreach (var letter in letters) (letter.To.Value + letter.Text.Value).ShouldNotBeEmpty(); // unsealed while the unit of work is open
        return letters;
    });
}
