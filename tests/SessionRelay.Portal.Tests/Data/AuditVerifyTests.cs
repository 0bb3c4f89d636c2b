using Microsoft.Data.Sqlite;
using SessionRelay.Portal.Data.Auditing;
using SessionRelay.Portal.Data.Storage;

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

    [Theory]
    [InlineData("UPDATE \"AuditTrail\" SET \"Why\" = 'nothing' WHERE \"Number\" = 2", "Entry 2 was changed")]
    [InlineData("DELETE FROM \"AuditTrail\" WHERE \"Number\" = 2", "Entry 2 is missing")]
    [InlineData("DELETE FROM \"AuditTrail\" WHERE \"Number\" > 2", "The trail was cut: it ends at entry 2")]
    [InlineData("UPDATE \"AuditTrail\" SET \"Number\" = 99 WHERE \"Number\" = 1; UPDATE \"AuditTrail\" SET \"Number\" = 1 WHERE \"Number\" = 2; UPDATE \"AuditTrail\" SET \"Number\" = 2 WHERE \"Number\" = 99", "Entry 1 was changed or moved")]
    public async Task So_is_one_on_PostgreSQL_by_the_command_too(string sql, string says)
    {
        await using var practice = await TestPractice.NewAsync(onPostgres: true, server);
        for (var n = 0; n < 4; n++) await practice.ClientAsync($"Client {n}");
        await using (var connection = new Npgsql.NpgsqlConnection(practice.Postgres))
        {
            await connection.OpenAsync();
            await using (var refused = new Npgsql.NpgsqlCommand(sql, connection)) await Should.ThrowAsync<Npgsql.PostgresException>(() => refused.ExecuteNonQueryAsync());
            await using var command = new Npgsql.NpgsqlCommand("DROP TRIGGER audit_trail_append_only ON \"AuditTrail\"; " + sql, connection);
            await command.ExecuteNonQueryAsync();
        }

        (await AuditVerification.OfAsync(practice.Database)).Problems.ShouldContain(problem => problem.StartsWith(says));
        await using var verify = PortalProcess.Start("audit", "verify", "--Data:Path=" + practice.Folder, "--Data:Postgres=" + practice.Postgres);
        (await verify.ExitCodeAsync()).ShouldBe(1);
        verify.Errors.ShouldContain(says);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_head_that_was_removed_is_told_before_and_after_the_next_start(bool onPostgres)
    {
        await using var practice = await TestPractice.NewAsync(onPostgres, server);
        await practice.ClientAsync();
        File.Delete(Path.Combine(practice.Folder, "audit-head"));

        using (var looked = new PortalDatabase(practice.Folder, practice.Postgres, NodaTime.SystemClock.Instance))
            (await AuditVerification.OfAsync(looked)).Problems.ShouldHaveSingleItem().ShouldStartWith("The file audit-head is missing");
        using var started = new PortalDatabase(practice.Folder, practice.Postgres, NodaTime.SystemClock.Instance);
        await started.PrepareAsync();

        (await AuditVerification.OfAsync(started)).Problems.ShouldHaveSingleItem().ShouldContain("audit-head was missing or damaged beside 1 entries");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_command_ends_with_0_for_a_whole_trail_and_1_for_another(bool onPostgres)
    {
        await using var practice = await TestPractice.NewAsync(onPostgres, server);
        await practice.ClientAsync();
        string[] arguments = ["audit", "verify", "--Data:Path=" + practice.Folder, .. onPostgres ? ["--Data:Postgres=" + practice.Postgres] : Array.Empty<string>()];
        await using (var whole = PortalProcess.Start(arguments))
        {
            (await whole.ExitCodeAsync()).ShouldBe(0, whole.Errors);
            whole.Output.ShouldContain("The audit trail is whole: 1 entries.");
        }

        File.Delete(Path.Combine(practice.Folder, "audit-head"));
        await using var cut = PortalProcess.Start(arguments);

        (await cut.ExitCodeAsync()).ShouldBe(1);
        cut.Errors.ShouldContain("The file audit-head is missing");
    }

    [Fact]
    public async Task The_command_says_when_there_is_no_portal()
    {
        using var folder = new TestFolder();
        await using var nowhere = PortalProcess.Start("audit", "verify", "--Data:Path=" + folder.Path);

        (await nowhere.ExitCodeAsync()).ShouldBe(6);
        nowhere.Errors.ShouldContain("holds no portal");
    }
}
