using System.Reflection;
using System.Text;
using System.Xml.Linq;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using NodaTime;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Assessments;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Drafts;
using SessionRelay.Portal.Data.FirstContact;
using SessionRelay.Portal.Data.Hosting;
using SessionRelay.Portal.Data.Practice;
using SessionRelay.Portal.Data.Reminders;
using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Portal.Data.Staff;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Demo;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Tests.Data;

/// <summary>
/// Every sealed field of the model gets a value that nothing else has; then the bytes of all files, of the write-ahead log and of a backup are searched for them. A field
/// that is added later is in it by itself, or the test says that no row has it.
/// </summary>
public sealed class NothingStandsInClearTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private const string Marker = "zqsecret";
    private const string Clear = "zqpublic";

    /// <summary>Values that are no text carry no marker of letters: these are theirs.</summary>
    private static readonly string[] Searched = [Marker, "1931-07-23", "3,null,3,1,null,2,3"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_kind_of_sealed_value_is_in_files_log_or_backup(bool onPostgres)
    {
        await using var practice = await TestPractice.NewAsync(onPostgres, server);
        var acting = TestPractice.Intake with { Reason = Marker + " reason" };
        await using (var work = practice.Database.Begin(acting)) await DemoPractice.FillAsync(work, default);
        await using (var work = practice.Database.Begin(acting)) await AddTheRestAsync(work);
        foreach (var type in await SealedTypesAsync(practice)) await MarkAsync(practice, acting, type);

        var places = new Dictionary<string, string>();
        foreach (var file in Directory.GetFiles(onPostgres ? server.Files : practice.Folder, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith("postmaster.pid")))
            places[file] = Latin(file);
        places["backup"] = onPostgres ? await server.DumpAsync(practice.Postgres) : await VacuumAsync(practice);

        if (!onPostgres) places.Keys.ShouldContain(file => file.EndsWith("portal.db-wal"));
        places["backup"].Contains(Clear).ShouldBeTrue(); // what is meant to be read is found: the search finds
        places.Where(place => place.Key != "backup").ShouldContain(place => place.Value.Contains(Clear));
        foreach (var (place, bytes) in places)
        {
            foreach (var secret in Searched)
            {
                bytes.Contains(secret, StringComparison.OrdinalIgnoreCase).ShouldBeFalse($"{secret} stands in {place}");
                bytes.Contains(Encoding.Latin1.GetString(Encoding.Unicode.GetBytes(secret)), StringComparison.OrdinalIgnoreCase).ShouldBeFalse($"{secret} stands in {place} in UTF-16");
                bytes.Contains(Convert.ToHexString(Encoding.UTF8.GetBytes(secret)), StringComparison.OrdinalIgnoreCase).ShouldBeFalse($"{secret} stands in {place} in hexadecimal");
            }
        }
    }

    private static async Task<IReadOnlyList<IEntityType>> SealedTypesAsync(TestPractice practice)
    {
        await using var work = practice.Database.Begin(TestPractice.Intake);
        return [.. work.Db.Model.GetEntityTypes().Where(type => SealOnSave.FieldsOf(type).Length > 0)];
    }

    private static Task MarkAsync(TestPractice practice, ActingPerson acting, IEntityType type) =>
        (Task)typeof(NothingStandsInClearTests).GetMethod(nameof(MarkRowAsync), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type.ClrType).Invoke(null, [practice, acting])!;

    private static async Task MarkRowAsync<T>(TestPractice practice, ActingPerson acting)
        where T : class
    {
        await using var work = practice.Database.Begin(acting);
        var row = await work.Db.Set<T>().FirstOrDefaultAsync();
        row.ShouldNotBeNull($"no {typeof(T).Name} is in the practice of this test: add one");
        foreach (var field in SealOnSave.FieldsOf(work.Db.Entry(row).Metadata))
        {
            var value = ValueOf(field.ClrType.GetGenericArguments()[0], $"{Marker} {typeof(T).Name} {field.Name}");
            work.Db.Entry(row).Property(field.Name).CurrentValue = Activator.CreateInstance(field.ClrType, value);
        }

        await work.Db.SaveChangesAsync();
    }

    private static object ValueOf(Type type, string words) => type switch
    {
        _ when type == typeof(string) => words,
        _ when type == typeof(string[]) => new[] { words, words },
        _ when type == typeof(LocalDate) => new LocalDate(1931, 7, 23),
        _ when type == typeof(int?[]) => new int?[] { 3, null, 3, 1, null, 2, 3 },
        _ when type == typeof(GuardianContact) => new GuardianContact(words, words, words, words),
        _ when type == typeof(ContactAnswers) => new ContactAnswers { OwnWords = words, Insurer = words, Plan = words },
        _ when type == typeof(AssessmentFindings) => new AssessmentFindings { Needs = words, Goals = words, Symptoms = words, Risk = words, Preferences = [words] },
        _ => throw new InvalidOperationException($"{type.Name} is sealed, and this test has no value of it: add one."),
    };

    /// <summary>What the demo's practice has no row of.</summary>
    private static async Task AddTheRestAsync(UnitOfWork work)
    {
        var client = await work.Db.Clients.FirstAsync();
        var staff = await work.Db.Therapists.FirstAsync();
        var booking = await work.Db.Bookings.Include(known => known.Participants).FirstAsync();
        var user = await work.Db.Users.FirstAsync();
        var round = await work.Db.MatchRounds.FirstAsync();
        round.ShouldNotBeNull();
        work.Db.AddRange(
            new PracticeText { Place = "test", Language = "en", Text = Clear + " words" },
            new HoursException { StaffId = staff.Id, Date = new LocalDate(2026, 5, 1), Kind = ExceptionKind.Closed },
            new OutsideCalendar { StaffId = staff.Id, Address = "" },
            new HouseMove { ClientId = client.Id, FromRegion = client.Region, ToRegion = client.Region, ToZone = "UTC", On = new LocalDate(2026, 5, 1), ToldAt = TestPractice.Now },
            new StaffNotice { Kind = "test", At = TestPractice.Now },
            new OutgoingMessage { Kind = "test", To = "", Subject = "", Text = "", MessageId = "1@example.org", DueAt = TestPractice.Now },
            new JourneyDraft { Owner = "test", Journey = "test", Step = "test", Content = "", ExpiresAt = TestPractice.Now },
            new JoinCheck { BookingId = booking.Id, ParticipantId = booking.Participants[0].Id, ClientId = booking.ClientId, At = TestPractice.Now, Region = client.Region, CallbackNumber = "", EmergencyName = "", EmergencyPhone = "", IsUnlicensed = false },
            new PortalUserToken { UserId = user.Id, LoginProvider = "test", Name = "test", Secret = new Sealed<string>("") },
            new Microsoft.AspNetCore.DataProtection.EntityFrameworkCore.DataProtectionKey
            {
                FriendlyName = "test",
                Xml = new XElement("key", new VaultXmlEncryptor(work.Vault).Encrypt(new XElement("secret", Marker)).EncryptedElement).ToString(),
            });
        await work.Db.SaveChangesAsync();
    }

    private static async Task<string> VacuumAsync(TestPractice practice)
    {
        var copy = Path.Combine(practice.Folder, "backup.db");
        await using var connection = new SqliteConnection($"Data Source={practice.Database.File};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"VACUUM INTO '{copy}'";
        await command.ExecuteNonQueryAsync();
        return Latin(copy);
    }

    private static string Latin(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return Encoding.Latin1.GetString(copy.GetBuffer(), 0, (int)copy.Length);
    }
}
