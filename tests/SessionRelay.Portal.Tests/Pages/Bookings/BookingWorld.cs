using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using NodaTime.Text;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Staff;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Pages.Client.Bookings;
using SessionRelay.Portal.Tests.Data;

namespace SessionRelay.Portal.Tests.Pages.Bookings;

/// <summary>People with hours and bookings in the running application.</summary>
internal static class BookingWorld
{
    public const string Zone = "America/New_York";

    private static readonly Region NewYork = Region.Parse("US-NY");

    /// <summary>Tomorrow but one at noon in UTC: within every hour of a therapist who works round the clock.</summary>
    public static Instant Soon => SystemClock.Instance.GetCurrentInstant().InUtc().Date.PlusDays(2).At(new LocalTime(12, 0)).InUtc().ToInstant();

    public static async Task<T> DoAsync<T>(this PortalApp app, Func<UnitOfWork, IServiceProvider, Task<T>> deed)
    {
        await app.StartAsync();
        await using var scope = app.Services.CreateAsyncScope();
        var work = scope.ServiceProvider.GetRequiredService<UnitOfWork>();
        work.Person = new ActingPerson(null, PortalRole.Intake, "test");
        return await deed(work, scope.ServiceProvider);
    }

    public static Task<Guid> TherapistAsync(this PortalApp app, Guid? user = null, int[]? lengths = null, CareFormat formats = CareFormat.Video) => app.DoAsync(async (work, _) =>
    {
        var member = new StaffMember { Name = "Dr. Quillfeather", Roles = PortalRole.Therapist, Zone = Zone, UserId = user };
        work.Db.Add(member);
        work.Db.Add(new TherapistProfile { Id = member.Id, Lengths = lengths ?? [50], BufferMinutes = 10, Formats = formats });
        work.Db.Add(new StaffLicence { StaffId = member.Id, Region = NewYork, From = new LocalDate(2020, 1, 1), Until = new LocalDate(2090, 1, 1) });
        foreach (var day in Enum.GetValues<IsoDayOfWeek>().Where(day => day != IsoDayOfWeek.None))
            work.Db.Add(new WeeklyHoursRow { StaffId = member.Id, Day = day, FromMinute = 0, ToMinute = 1440, Formats = CareFormat.Bookable });
        await work.Db.SaveChangesAsync();
        return member.Id;
    });

    public static Task<Guid> ClientAsync(this PortalApp app, Guid? therapist, Guid? user = null, bool isGuardian = false) => app.DoAsync(async (work, _) =>
    {
        var client = new Client
        {
            Name = "Ann Wetherby",
            Email = $"{Guid.NewGuid():N}@example.org",
            Population = Population.Adult,
            Region = NewYork,
            Zone = Zone,
            Language = "en",
            CreatedAt = work.Database.Clock.GetCurrentInstant(),
            TherapistId = therapist,
            Stage = ClientStage.InCare,
        };
        work.Db.Add(client);
        await work.Db.SaveChangesAsync();
        if (user is { } id && isGuardian)
            work.Db.Add(new HouseholdMember { ClientId = client.Id, UserId = id, Role = HouseholdRole.Guardian, Name = "Gerda Wetherby", Region = NewYork, Zone = Zone });
        else if (user is { } own) (await work.Db.Users.SingleAsync(known => known.Id == own)).ClientId = client.Id;
        await work.Db.SaveChangesAsync();
        return client.Id;
    });

    public static Task<Booking> BookAsync(this PortalApp app, Guid therapist, Guid client, Instant? start = null, bool isAsking = false) => app.DoAsync(async (_, services) =>
        (await services.GetRequiredService<BookingStore>().BookAsync(TestPractice.Request(therapist, client, start ?? Soon) with { IsAsking = isAsking })).Bookings.ShouldHaveSingleItem());

    /// <summary>Signed in, with a therapist of their own.</summary>
    public static async Task<(Person Person, Guid Client)> ClientOfAsync(this PortalApp app, Guid therapist)
    {
        var person = await app.VisitorAsync();
        var user = await app.AddUserAsync(PortalRoles.Client);
        await person.SignInAsync(user);
        return (person, await app.ClientAsync(therapist, user.Id));
    }

    public static async Task<(Person Person, Guid Therapist)> SignedInTherapistAsync(this PortalApp app)
    {
        var person = await app.VisitorAsync();
        var user = await app.AddUserAsync(PortalRoles.Therapist);
        await person.SignInAsync(user);
        return (person, await app.TherapistAsync(user.Id));
    }

    public static Task<List<Booking>> OfClientAsync(this PortalApp app, Guid client) => app.DoAsync(async (work, _) =>
        (await work.Db.Bookings.Where(booking => booking.ClientId == client).ToListAsync()).OrderBy(booking => booking.Start).ToList());

    /// <summary>To the free times, for the usual session.</summary>
    public static async Task ToTimesAsync(this Person person, int weeks = 1)
    {
        await person.OpenAsync<StartModel>();
        await person.PostAsync(("Weeks", $"{weeks}"));
    }

    /// <summary>Takes the first free time, which is kept then.</summary>
    public static async Task<Instant> ChooseTimeAsync(this Person person, int weeks = 1)
    {
        await person.ToTimesAsync(weeks);
        var start = person.OfferedTimes()[0];
        await person.PostTimeAsync(start);
        return start;
    }

    public static IReadOnlyList<Instant> OfferedTimes(this Person person) =>
        [.. person.Page.QuerySelectorAll("button[name=Start]").Select(button => InstantPattern.General.Parse(button.GetAttribute("value")!).Value)];

    /// <summary>For the table of pages: a booking of this person's own.</summary>
    public static async Task<object> OwnBookingAsync(PortalApp app, PortalUserRef who) => new { id = (await OwnAsync(app, who)).Id };

    public static async Task<object> OwnClientAsync(PortalApp app, PortalUserRef who) => new { id = (await OwnAsync(app, who)).ClientId };

    public static async Task<object> OwnMemberAsync(PortalApp app, PortalUserRef who) => new { id = await MemberAsync(app, (await OwnAsync(app, who)).ClientId) };

    public static async Task<object> OthersMemberAsync(PortalApp app, PortalUserRef who) =>
        new { id = Coordinates(who) ? Guid.NewGuid() : await MemberAsync(app, (await OwnAsync(app, new PortalUserRef(Guid.Empty, ""))).ClientId) };

    private static Task<Guid> MemberAsync(PortalApp app, Guid client) =>
        OwnerPages.AddAsync(app, new HouseholdMember { ClientId = client, Role = HouseholdRole.Partner, Name = "Ben Wetherby", Region = NewYork, Zone = Zone });

    public static async Task<object> OwnOfferAsync(PortalApp app, PortalUserRef who)
    {
        var booking = await OwnAsync(app, who);
        return new { id = await OfferAsync(app, booking) };
    }

    /// <summary>Somebody else's; for those who coordinate there is none, so one that is nobody's.</summary>
    public static async Task<object> OthersBookingAsync(PortalApp app, PortalUserRef who) => new { id = Coordinates(who) ? Guid.NewGuid() : (await OwnAsync(app, new PortalUserRef(Guid.Empty, ""))).Id };

    public static async Task<object> OthersClientAsync(PortalApp app, PortalUserRef who) => new { id = Coordinates(who) ? Guid.NewGuid() : (await OwnAsync(app, new PortalUserRef(Guid.Empty, ""))).ClientId };

    public static async Task<object> OthersOfferAsync(PortalApp app, PortalUserRef who) => new { id = await OfferAsync(app, await OwnAsync(app, new PortalUserRef(Guid.Empty, ""))) };

    public static async Task<object> OwnProposalAsync(PortalApp app, PortalUserRef who) => await ProposedBesideAsync(app, await OwnAsync(app, who));

    public static async Task<object> OthersProposalAsync(PortalApp app, PortalUserRef who) => await ProposedBesideAsync(app, await OwnAsync(app, new PortalUserRef(Guid.Empty, "")));

    /// <summary>Times proposed to a client, with nobody told.</summary>
    public static Task<Guid> ProposalAsync(PortalApp app, Guid client, Guid therapist, params Instant[] starts) =>
        OwnerPages.AddAsync(app, TestPractice.Proposal(therapist, client, SystemClock.Instance.GetCurrentInstant(), starts));

    private static async Task<object> ProposedBesideAsync(PortalApp app, Booking booking) =>
        new { id = await ProposalAsync(app, booking.ClientId, booking.TherapistId, booking.Start + Duration.FromHours(2), booking.Start + Duration.FromHours(5)) };

    private static bool Coordinates(PortalUserRef who) => who.Role is PortalRoles.Intake or PortalRoles.Owner;

    private static async Task<Booking> OwnAsync(PortalApp app, PortalUserRef who)
    {
        var therapist = await app.TherapistAsync(who.Role == PortalRoles.Therapist ? who.Id : null);
        var client = await app.ClientAsync(therapist, who.Role is PortalRoles.Client or PortalRoles.Guardian ? who.Id : null, who.Role == PortalRoles.Guardian);
        return await app.BookAsync(therapist, client);
    }

    private static Task<Guid> OfferAsync(PortalApp app, Booking booking) => app.DoAsync(async (work, _) =>
    {
        var wish = new EarlierTimeWish { ClientId = booking.ClientId, TherapistId = booking.TherapistId, BookingId = booking.Id, Before = booking.Start, Minutes = 50 };
        var offer = new EarlierTimeOffer { WishId = wish.Id, ClientId = booking.ClientId, TherapistId = booking.TherapistId, Start = booking.Start - Duration.FromHours(3), OfferedAt = booking.BookedAt };
        work.Db.Add(wish);
        work.Db.Add(offer);
        await work.Db.SaveChangesAsync();
        return offer.Id;
    });
}
