using Microsoft.EntityFrameworkCore;
using NodaTime;
using NodaTime.Testing;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Staff;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Tests.Data;

/// <summary>A database of its own on one of the two systems, with a therapist who works round the clock, and clients as asked.</summary>
internal sealed class TestPractice : IAsyncDisposable
{
    public static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 8, 0);
    public static readonly ActingPerson Intake = new(null, PortalRole.Intake, "test");

    private readonly TestFolder folder = new();

    private TestPractice(string postgres, Instant now) => (Postgres, Database) = (postgres, new PortalDatabase(folder.Path, postgres, new FakeClock(now)));

    public PortalDatabase Database { get; }

    public string Folder => folder.Path;

    /// <summary>The connection string; empty for SQLite.</summary>
    public string Postgres { get; }

    public static Task<TestPractice> NewAsync(bool onPostgres, PostgresServer server, Instant? now = null) => NewAsync(onPostgres, server, "", now);

    /// <param name="options">More of the connection string, for PostgreSQL.</param>
    public static async Task<TestPractice> NewAsync(bool onPostgres, PostgresServer server, string options, Instant? now = null)
    {
        var practice = new TestPractice(onPostgres ? $"{await server.NewDatabaseAsync()};{options}" : "", now ?? Now);
        await practice.Database.PrepareAsync();
        return practice;
    }

    public async Task<Guid> TherapistAsync(string name = "Dr. Quillfeather")
    {
        await using var work = Database.Begin(Intake);
        var member = new StaffMember { Name = name, Roles = PortalRole.Therapist, Zone = "UTC" };
        work.Db.Add(member);
        work.Db.Add(new TherapistProfile { Id = member.Id, Lengths = [15, 45, 50, 60, 80], BufferMinutes = 10 });
        work.Db.Add(new StaffLicence { StaffId = member.Id, Region = Region.Parse("US-NY"), From = new LocalDate(2020, 1, 1), Until = new LocalDate(2030, 1, 1), Number = "LIC-77123" });
        foreach (var day in Enum.GetValues<IsoDayOfWeek>().Where(day => day != IsoDayOfWeek.None))
            work.Db.Add(new WeeklyHoursRow { StaffId = member.Id, Day = day, FromMinute = 0, ToMinute = 1440, Formats = CareFormat.Bookable });
        await work.Db.SaveChangesAsync();
        return member.Id;
    }

    public async Task<Guid> ClientAsync(string name = "Ann Wetherby", string email = "ann.wetherby@example.org", string phone = "+1 555 010 7788")
    {
        await using var work = Database.Begin(Intake);
        var client = NewClient(work, name, email, phone);
        work.Db.Add(client);
        await work.Db.SaveChangesAsync();
        return client.Id;
    }

    public static Client NewClient(UnitOfWork work, string name, string email = "ann.wetherby@example.org", string phone = "+1 555 010 7788") => new()
    {
        Name = name,
        Email = email,
        EmailHash = work.Vault.EmailHash(email),
        Phone = phone,
        PhoneHash = work.Vault.PhoneHash(phone),
        Population = Population.Adult,
        Region = Region.Parse("US-NY"),
        Zone = "America/New_York",
        Language = "en",
        CreatedAt = Now,
    };

    public static BookingRequest Request(Guid therapist, Guid client, Instant start, int minutes = 50, string? holder = null) =>
        new(therapist, client, start, minutes, CareFormat.Video, BookingKind.Therapy, holder ?? client.ToString())
        {
            Participants = [new ParticipantRequest(null, "America/New_York", Region.Parse("US-NY"))],
        };

    /// <summary>Times of a video session proposed to a client, not yet stored.</summary>
    public static TimeProposal Proposal(Guid therapist, Guid client, Instant at, params Instant[] starts) => new()
    {
        ClientId = client,
        TherapistId = therapist,
        Kind = BookingKind.Therapy,
        Format = CareFormat.Video,
        Minutes = 50,
        Others = [],
        Starts = starts,
        Until = starts[^1],
        ProposedAt = at,
    };

    public async Task<BookingOutcome> BookAsync(BookingRequest request)
    {
        await using var work = Database.Begin(Intake);
        return await new BookingStore(work).BookAsync(request);
    }

    public ValueTask DisposeAsync()
    {
        Database.Dispose();
        folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
