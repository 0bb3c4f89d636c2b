using Microsoft.Data.Sqlite;
using SessionRelay.Portal.Data.Auditing;

namespace SessionRelay.Portal.Tests.Data;

/// <summary>Somebody who can write the database file can't change the trail unseen.</summary>
public sealed class AuditVerifyTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    [Theory]
    [InlineData("UPDATE AuditTrail SET Why = 'nothing' WHERE Number = 2", "Entry 2 was changed")]
    [InlineData("DELETE FROM AuditTrail WHERE Number = 2", "Entry 2 is missing")]
    [InlineData("DELETE FROM AuditTrail WHERE Number > 2", "The trail was cut: it ends at entry 2")]
    [InlineData("UPDATE AuditTrail SET Number = 99 WHERE Number = 1; UPDATE AuditTrail SET Number = 1 WHERE Number = 2; UPDATE AuditTrail SET Number = 2 WHERE Number = 99", "Entry 1 was changed or moved")]
    public async Task A_trail_that_was_tampered_with_is_found_out(string sql, string says)
    {
        await using var practice = await TestPractice.NewAsync(onPostgres: false, server);
        for (var n = 0; n < 4; n++) await practice.ClientAsync($"Client {n}");
        (await AuditVerification.OfAsync(practice.Database)).ShouldSatisfyAllConditions(whole => whole.Problems.ShouldBeEmpty(), whole => whole.Entries.ShouldBe(4));

        await using (var connection = new SqliteConnection($"Data Source={practice.Database.File};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "DROP TRIGGER AuditTrail_no_UPDATE; DROP TRIGGER AuditTrail_no_DELETE; " + sql;
            await command.ExecuteNonQueryAsync();
        }

        (await AuditVerification.OfAsync(practice.Database)).Problems.ShouldContain(problem => problem.StartsWith(says));
    }
}
