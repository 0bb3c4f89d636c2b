using Microsoft.AspNetCore.Identity;
using NodaTime;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Hosting;
using SessionRelay.Portal.Data.Staff;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Policies;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Demo;

/// <summary>A session of the two people whose links are printed, a few minutes ahead. Nothing happens where the demo's practice has one already.</summary>
internal static class DemoMeeting
{
    private static readonly Duration Ahead = Duration.FromMinutes(7);
    private static readonly Region Home = Region.Parse("US-NY");
    private const string Zone = "America/New_York";

    public static async Task AddAsync(IServiceProvider services, CancellationToken cancel)
    {
        await using var scope = services.GetRequiredService<IServiceScopeFactory>().BeginAsProgram("demo");
        var work = scope.ServiceProvider.GetRequiredService<UnitOfWork>();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        if (await users.FindByEmailAsync("client@linden.example") is not { ClientId: null } user || await users.FindByEmailAsync("therapist@linden.example") is not { } host) return;
        var now = work.Database.Clock.GetCurrentInstant();
        var therapist = new StaffMember { Name = "Dr. June Alder", Roles = PortalRole.Therapist, Zone = Zone, UserId = host.Id };
        var today = now.InZone(DateTimeZoneProviders.Tzdb[Zone]).Date;
        work.Db.AddRange(
            therapist,
            new TherapistProfile { Id = therapist.Id },
            new StaffLicence { StaffId = therapist.Id, Region = Home, From = today.PlusYears(-3), Until = today.PlusYears(2) });
        var client = new Client
        {
            Name = "Robin Marsh",
            Email = user.Email!,
            EmailHash = work.Vault.EmailHash(user.Email!),
            Phone = "+12125550142",
            PhoneHash = work.Vault.PhoneHash("+12125550142"),
            Population = Population.Adult,
            Region = Home,
            Zone = Zone,
            Language = "en",
            Stage = ClientStage.InCare,
            TherapistId = therapist.Id,
            CreatedAt = now,
        };
        work.Db.AddRange(client, new EmergencyContact { ClientId = client.Id, Name = "Kim Marsh", Phone = "+12125550199" });
        user.ClientId = client.Id;
        var start = FiveMinuteUnits.FromNumber(FiveMinuteUnits.NumberOf(now + Ahead));
        var booking = new Booking
        {
            ClientId = client.Id,
            TherapistId = therapist.Id,
            Kind = BookingKind.Therapy,
            Format = CareFormat.Video,
            Start = start,
            Minutes = 50,
            BufferMinutes = new BookingPolicy().BufferMinutes,
            Local = start.InZone(DateTimeZoneProviders.Tzdb[Zone]).LocalDateTime,
            Zone = Zone,
            ZoneDataVersion = ZoneData.Current.Version,
            BookedAt = now,
        };
        booking.Participants.Add(new BookingParticipant { BookingId = booking.Id, ClientId = client.Id, Zone = Zone, Region = Home });
        work.Db.Add(booking);
        new TakenTime(work).Take(booking, [client.Id]);
        await work.Db.SaveChangesAsync(cancel);
    }
}
