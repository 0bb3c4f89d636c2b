using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Assessments;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Matches;
using SessionRelay.Portal.Data.Staff;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Tests.Pages.Care;

/// <summary>Therapists and clients of one test in the shared application: in a region of their own, so that tests don't match each other's people.</summary>
internal sealed class CarePractice(PortalApp app)
{
    private static int regions;

    public Region Region { get; } = Region.Parse($"ZZ-{Interlocked.Increment(ref regions):000}");

    public static LocalDate Today => SystemClock.Instance.GetCurrentInstant().InUtc().Date;

    /// <summary>In the name of the program, in a scope of its own.</summary>
    public async Task<T> InAsync<T>(Func<IServiceProvider, UnitOfWork, Task<T>> deed)
    {
        await app.StartAsync();
        await using var scope = app.Services.CreateAsyncScope();
        var work = scope.ServiceProvider.GetRequiredService<UnitOfWork>();
        work.Person = ActingPerson.Program("test");
        return await deed(scope.ServiceProvider, work);
    }

    public Task<T> ReadAsync<T>(Func<PortalContext, Task<T>> read) => InAsync((_, work) => read(work.Db));

    public Task ChangeAsync(Func<PortalContext, Task> change) => InAsync(async (_, work) =>
    {
        await change(work.Db);
        return await work.Db.SaveChangesAsync();
    });

    /// <summary>A therapist who works round the clock, licensed in the practice's region for years, unless changed.</summary>
    public async Task<Guid> TherapistAsync(string name = "Dr. Quill", Guid? userId = null, LocalDate? licensedUntil = null, Action<TherapistProfile>? change = null, Region? region = null)
    {
        var member = new StaffMember { Name = name, Roles = PortalRole.Therapist, Zone = "Etc/UTC", UserId = userId };
        var profile = new TherapistProfile
        {
            Id = member.Id,
            Populations = [Population.Adult],
            Formats = CareFormat.Video | CareFormat.Phone,
            Concerns = [Concern.Anxiety, Concern.Burnout],
            Approaches = [Approach.Cbt],
            Lengths = [15, 50],
            About = "I listen first.",
        };
        change?.Invoke(profile);
        await ChangeAsync(db =>
        {
            db.Add(member);
            db.Add(profile);
            db.Add(new StaffLicence { StaffId = member.Id, Region = region ?? Region, From = new LocalDate(2020, 1, 1), Until = licensedUntil ?? Today.PlusYears(5) });
            foreach (var day in Enum.GetValues<IsoDayOfWeek>().Where(day => day != IsoDayOfWeek.None))
                db.Add(new WeeklyHoursRow { StaffId = member.Id, Day = day, FromMinute = 0, ToMinute = 1440, Formats = CareFormat.Bookable });
            return Task.CompletedTask;
        });
        return member.Id;
    }

    /// <summary>A client of the practice's region; the record of this sign-in when there is one.</summary>
    public async Task<Guid> ClientAsync(Guid? userId = null, Guid? therapistId = null, string name = "Ann Wetherby")
    {
        var client = new Client
        {
            Name = name,
            Population = Population.Adult,
            Region = Region,
            Zone = "America/New_York",
            Language = "en",
            CreatedAt = SystemClock.Instance.GetCurrentInstant(),
            TherapistId = therapistId,
            Stage = therapistId is null ? ClientStage.Intake : ClientStage.InCare,
        };
        await ChangeAsync(async db =>
        {
            db.Add(client);
            if (therapistId is { } therapist) db.Add(new CareRelation { ClientId = client.Id, TherapistId = therapist, From = client.CreatedAt });
            if (userId is { } user && await db.Users.SingleOrDefaultAsync(known => known.Id == user) is { } found) found.ClientId = client.Id;
        });
        return client.Id;
    }

    /// <summary>Shown to the client, whatever the rules say of them.</summary>
    public async Task<Guid> OfferAsync(Guid clientId, Guid therapistId)
    {
        var now = SystemClock.Instance.GetCurrentInstant();
        var round = new MatchRound { ClientId = clientId, MadeAt = now };
        var proposal = new MatchProposal
        {
            RoundId = round.Id,
            ClientId = clientId,
            TherapistId = therapistId,
            Rank = 1,
            Score = 50,
            ReasonsForStaff = Array.Empty<string>(),
            ReasonsForClient = Array.Empty<string>(),
            State = ProposalState.Offered,
        };
        round.Proposals.Add(proposal);
        await ChangeAsync(db =>
        {
            db.Add(round);
            return Task.CompletedTask;
        });
        return proposal.Id;
    }

    public async Task<Guid> ReferralAsync(Guid clientId)
    {
        var referral = new Referral { ClientId = clientId, Kind = ReferralKind.InPerson, OpenedAt = SystemClock.Instance.GetCurrentInstant() };
        await ChangeAsync(db =>
        {
            db.Add(referral);
            return Task.CompletedTask;
        });
        return referral.Id;
    }

    public async Task<Guid> MoveAsync(Guid clientId)
    {
        var move = new HouseMove { ClientId = clientId, FromRegion = Region, ToRegion = Region.Parse("US-OR"), ToZone = "America/Los_Angeles", On = Today.PlusDays(30), ToldAt = SystemClock.Instance.GetCurrentInstant() };
        await ChangeAsync(db =>
        {
            db.Add(move);
            return Task.CompletedTask;
        });
        return move.Id;
    }

    /// <summary>A session at noon UTC in so many days.</summary>
    public async Task<Guid> BookAsync(Guid clientId, Guid therapistId, int inDays)
    {
        var start = Today.PlusDays(inDays).At(new LocalTime(12, 0)).InUtc().ToInstant();
        var outcome = await InAsync((services, _) => services.GetRequiredService<BookingStore>().BookAsync(
            new BookingRequest(therapistId, clientId, start, 50, CareFormat.Video, BookingKind.Therapy, clientId.ToString()) { Participants = [new ParticipantRequest(null, "America/New_York", Region)] }));
        outcome.IsBooked.ShouldBeTrue(outcome.Refused.ToString());
        return outcome.Bookings[0].Id;
    }

    /// <summary>A client's sign-in with their record.</summary>
    public async Task<(Person Person, Guid ClientId, PortalUser User)> SignedInClientAsync(Guid? therapistId = null)
    {
        var person = await app.VisitorAsync();
        var user = await app.AddUserAsync(PortalRoles.Client);
        await person.SignInAsync(user);
        return (person, await ClientAsync(user.Id, therapistId), user);
    }

    /// <summary>A therapist's sign-in with their profile.</summary>
    public async Task<(Person Person, Guid TherapistId)> SignedInTherapistAsync(string name = "Dr. Quill")
    {
        var person = await app.VisitorAsync();
        var user = await app.AddUserAsync(PortalRoles.Therapist);
        await person.SignInAsync(user);
        return (person, await TherapistAsync(name, user.Id));
    }
}
