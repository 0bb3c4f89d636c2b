using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Consents;
using SessionRelay.Portal.Data.Hosting;
using SessionRelay.Portal.Data.Staff;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Scheduling;
using SessionRelay.Portal.Journeys.Sessions;

namespace SessionRelay.Portal.Tests.Pages;

/// <summary>A booking whose room is open, with who takes part.</summary>
internal sealed record SeededSession(Guid BookingId, Guid ParticipantId, Guid ClientId, Guid TherapistId, string Secret)
{
    public object Join => new { link = Secret };
}

/// <summary>Who has signed the consents of a seeded session.</summary>
[Flags]
internal enum SignedBy
{
    Nobody = 0,
    Client = 1,
    Guardian = 2,
    All = Client | Guardian,
}

/// <summary>Puts bookings that begin in a moment into the running application's database.</summary>
internal static class SessionSeed
{
    public static async Task<object> PlaceOfAsync(PortalApp app, PortalUserRef who) =>
        new { id = (await AddAsync(app, clientUser: who.Role == PortalRoles.Client ? who.Id : null, memberUser: who.Role == PortalRoles.Guardian ? who.Id : null)).ParticipantId };

    public static async Task<object> PlaceOfAnotherAsync(PortalApp app, PortalUserRef who) => new { id = (await AddAsync(app, format: CareFormat.Phone)).ParticipantId };

    public static async Task<object> HostedByAsync(PortalApp app, PortalUserRef who) => new { id = (await AddAsync(app, therapistUser: who.Role == PageCase.Visitor ? null : who.Id)).BookingId };

    public static async Task<object> HostedPlaceAsync(PortalApp app, PortalUserRef who) =>
        new { id = (await AddAsync(app, therapistUser: who.Role == PageCase.Visitor ? null : who.Id, format: CareFormat.Phone)).ParticipantId };

    public static async Task<object> HostedByAnotherAsync(PortalApp app, PortalUserRef who) => new { id = (await AddAsync(app)).BookingId };

    /// <param name="app">The application.</param>
    /// <param name="clientUser">The client's sign-in.</param>
    /// <param name="memberUser">Of somebody of the household, who then takes the place.</param>
    /// <param name="therapistUser">The therapist's sign-in.</param>
    /// <param name="startsIn">From now; rounded down to a unit.</param>
    /// <param name="population">A teen's guardian is on record, and has a sign-in if <paramref name="guardianUser"/> is given.</param>
    /// <param name="guardianUser">The guardian's sign-in.</param>
    /// <param name="signed">By whom what there is to sign is signed.</param>
    /// <param name="format">How they meet.</param>
    /// <param name="language">The client's.</param>
    public static async Task<SeededSession> AddAsync(
        PortalApp app, Guid? clientUser = null, Guid? memberUser = null, Guid? therapistUser = null, Duration? startsIn = null,
        Population population = Population.Adult, Guid? guardianUser = null, SignedBy signed = SignedBy.All, CareFormat format = CareFormat.Video, string language = "en")
    {
        await app.NeedConsentAsync();
        await using var scope = app.Services.GetRequiredService<IServiceScopeFactory>().BeginAsProgram("test");
        var work = scope.ServiceProvider.GetRequiredService<UnitOfWork>();
        var now = work.Database.Clock.GetCurrentInstant();
        var region = Region.Parse("US-NY");
        var therapist = therapistUser is { } known ? await work.Db.Staff.SingleOrDefaultAsync(member => member.UserId == known) : null;
        if (therapist is null)
        {
            therapist = new StaffMember { Name = "Dr. Hazel Roth", Roles = PortalRole.Therapist, Zone = "America/Chicago", UserId = therapistUser };
            work.Db.AddRange(therapist, new TherapistProfile { Id = therapist.Id }, new StaffLicence { StaffId = therapist.Id, Region = region, From = new LocalDate(2020, 1, 1), Until = new LocalDate(2060, 1, 1) });
        }

        var client = new Client
        {
            Name = "Ann Wetherby",
            Phone = "+12125550142",
            Population = population,
            Region = region,
            Zone = "America/New_York",
            Language = language,
            CreatedAt = now,
        };
        work.Db.Add(client);
        if (clientUser is { } userId) (await work.Db.Users.SingleAsync(user => user.Id == userId)).ClientId = client.Id;
        HouseholdMember? member = null;
        if (memberUser is not null)
        {
            member = new HouseholdMember { ClientId = client.Id, UserId = memberUser, Role = HouseholdRole.Guardian, Name = "Carol Wetherby", Region = region, Zone = client.Zone };
            work.Db.Add(member);
        }

        var guardian = member;
        if (population == Population.Teen)
        {
            guardian = new HouseholdMember { ClientId = client.Id, UserId = guardianUser, Role = HouseholdRole.Guardian, Name = "Carol Wetherby", Region = region, Zone = client.Zone };
            work.Db.Add(guardian);
        }

        foreach (var document in await work.Db.ConsentDocuments.Where(document => document.ReplacedAt == null).ToListAsync())
        {
            if (signed.HasFlag(SignedBy.Client)) work.Db.Add(Signature(null));
            if (signed.HasFlag(SignedBy.Guardian) && guardian is not null) work.Db.Add(Signature(guardian.Id));

            ConsentSignature Signature(Guid? by) => new()
            {
                ClientId = client.Id,
                DocumentId = document.Id,
                Kind = document.Kind,
                Edition = document.Edition,
                MemberId = by,
                TypedName = "As typed",
                SignedAt = now,
                Address = "192.0.2.17",
            };
        }

        var start = FiveMinuteUnits.FromNumber(FiveMinuteUnits.NumberOf(now + (startsIn ?? Duration.FromMinutes(5))));
        var booking = new Booking
        {
            ClientId = client.Id,
            TherapistId = therapist.Id,
            Kind = BookingKind.Therapy,
            Format = format,
            Start = start,
            Minutes = 50,
            BufferMinutes = 10,
            Local = start.InUtc().LocalDateTime,
            Zone = "UTC",
            ZoneDataVersion = ZoneData.Current.Version,
            BookedAt = now,
        };
        var participant = new BookingParticipant { BookingId = booking.Id, ClientId = client.Id, MemberId = member?.Id, Zone = client.Zone, Region = region };
        booking.Participants.Add(participant);
        var secret = new JoinLinks(work).SecretOf(participant);
        work.Db.Add(booking);
        await work.Db.SaveChangesAsync();
        return new SeededSession(booking.Id, participant.Id, client.Id, therapist.Id, secret);
    }

    public static async Task<T> ReadAsync<T>(PortalApp app, Func<PortalContext, Task<T>> read)
    {
        await using var scope = app.Services.GetRequiredService<IServiceScopeFactory>().BeginAsProgram("test");
        return await read(scope.ServiceProvider.GetRequiredService<UnitOfWork>().Db);
    }
}
