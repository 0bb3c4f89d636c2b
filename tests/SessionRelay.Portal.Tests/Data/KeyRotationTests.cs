using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Data.Auditing;
using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Tests.Data;

/// <summary><c>keys rotate</c>: whatever happens in the middle, everything opens, and in the end with the new key alone.</summary>
public sealed class KeyRotationTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private const int Clients = KeyRotation.BatchLength + 20; // two batches

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_rotation_that_is_killed_between_batches_goes_on_and_ends_with_one_key(bool onPostgres)
    {
        await using var practice = await TestPractice.NewAsync(onPostgres, server);
        await practice.TherapistAsync();
        for (var n = 0; n < Clients; n++) await practice.ClientAsync($"Client {n}", $"client{n}@example.org");
        await AddKeyOfCookiesAsync(practice);
        var former = practice.Database.Vault.Keys.SealingKeyId;

        await Should.ThrowAsync<KilledException>(() => new KeyRotation(practice.Database, (_, _) => throw new KilledException()).RunAsync(default));
        practice.Database.Vault.Keys.SealingKeys.Count.ShouldBe(2);
        (await NamesAsync(practice)).Count.ShouldBe(Clients); // some of the old key, some of the new

        var told = new List<(string Table, long Done)>();
        var rows = await new KeyRotation(practice.Database, (table, done) => told.Add((table, done))).RunAsync(default);

        rows.ShouldBe(told.GroupBy(line => line.Table).Sum(table => table.Max(line => line.Done)));
        told.Select(line => line.Table).ShouldContain("DataProtectionKeys");
        var keys = PortalKeys.Open(practice.Folder, canMake: false);
        keys.SealingKeys.Keys.ShouldHaveSingleItem().ShouldNotBe(former);
        (await NamesAsync(practice)).Order().ShouldBe(Enumerable.Range(0, Clients).Select(n => $"Client {n}").Order());
        (await AuditVerification.OfAsync(practice.Database)).Problems.ShouldBeEmpty();
        await using var work = practice.Database.Begin(TestPractice.Intake);
        (await work.Db.AuditTrail.CountAsync(entry => entry.Why == "program/keys/rotate" && entry.Table == "Clients")).ShouldBe(2);
        (await work.Db.DataProtectionKeys.SingleAsync()).Xml!.ShouldNotContain("key of cookies");
    }

    private static async Task AddKeyOfCookiesAsync(TestPractice practice)
    {
        await using var work = practice.Database.Begin(TestPractice.Intake);
        var part = new SessionRelay.Portal.Data.Hosting.VaultXmlEncryptor(work.Vault).Encrypt(new System.Xml.Linq.XElement("secret", "key of cookies")).EncryptedElement;
        work.Db.DataProtectionKeys.Add(new() { FriendlyName = "one", Xml = new System.Xml.Linq.XElement("key", part).ToString() });
        await work.Db.SaveChangesAsync();
    }

    private static async Task<List<string>> NamesAsync(TestPractice practice)
    {
        await using var work = practice.Database.Begin(TestPractice.Intake);
        return (await work.Db.Clients.AsNoTracking().ToListAsync()).ConvertAll(client => client.Name.Value);
    }

    private sealed class KilledException : Exception;
}
