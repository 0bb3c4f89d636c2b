using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using NodaTime;
using Npgsql;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Doctor;
using SessionRelay.Portal.Mail;
using SessionRelay.Portal.Tests.Data;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Portal.Tests.Doctor;

/// <summary>The doctor's look at real databases of both kinds, whole and broken.</summary>
public sealed class DatabaseCheckTests(PostgresServer server) : IClassFixture<PostgresServer>, IDisposable
{
    private const string Password = "hush-hush";

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_file_of_this_version_is_well()
    {
        await PrepareAsync("");

        (await LookAsync("")).ShouldBe(new Finding(Mark.Ok, "portal.db opens, can be written, and is of this version; sessions.db is not there yet; the first start makes it"));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_a_failure()
    {
        folder.File("portal.db", "This was a database once.".PadRight(4096));

        var found = await LookAsync("");

        found.Mark.ShouldBe(Mark.Failure);
        found.Says.ShouldBe("portal.db is damaged (SQLite error 26)");
    }

    [Fact]
    public async Task A_file_of_a_later_version_is_a_failure()
    {
        await PrepareAsync("");
        using (var connection = new SqliteConnection($"Data Source={Path.Combine(folder.Path, "portal.db")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "INSERT INTO __EFMigrationsHistory VALUES ('29991231235959_FromTheFuture', '99.0')";
            command.ExecuteNonQuery();
        }

        (await LookAsync("")).ShouldBe(Finding.Failure("portal.db was written by a later version of this program", "Run that version, or restore the backup from before the update."));
    }

    [Fact]
    public async Task A_server_is_looked_at_before_and_after_the_first_start()
    {
        var connection = await server.NewDatabaseAsync();
        (await LookAsync(connection)).ShouldSatisfyAllConditions(empty => empty.Mark.ShouldBe(Mark.Ok, empty.Says), empty => empty.Says.ShouldContain("is empty; the first start fills it"));
        await PrepareAsync(connection);

        (await LookAsync(connection)).ShouldSatisfyAllConditions(
            whole => whole.Mark.ShouldBe(Mark.Ok, whole.Says), whole => whole.Says.ShouldContain("opens, can be written, and is of this version"), whole => whole.Says.ShouldContain("GiB are free"));
    }

    [Fact]
    public async Task A_server_that_lacks_migrations_is_a_warning()
    {
        DatabaseCheck.Judge("it", new DatabaseVersion(Applied: 3, Missing: 2, IsLater: false)).ShouldBe(
            Finding.Warning("it lacks 2 of this version's migrations", "Back it up, then start the node: a start applies them."));
        var connection = await server.NewDatabaseAsync();
        await PrepareAsync(connection);
        await using var open = new NpgsqlConnection(connection);
        await open.OpenAsync();
        var before = await DatabaseVersion.OfServerAsync(open, default);
        await ExecuteAsync(connection, "DELETE FROM \"__EFMigrationsHistory\"");

        (before.Missing, (await DatabaseVersion.OfServerAsync(open, default)).Missing).ShouldBe((0, before.Applied));
    }

    [Fact]
    public async Task A_server_that_only_reads_is_a_failure()
    {
        var connection = await server.NewDatabaseAsync();
        await ExecuteAsync(connection, $"ALTER DATABASE {new NpgsqlConnectionStringBuilder(connection).Database} SET default_transaction_read_only = on");

        (await LookAsync(connection)).Says.ShouldContain("can't be written");
    }

    [Fact]
    public async Task A_user_who_may_not_make_tables_is_a_failure()
    {
        var connection = await server.NewDatabaseAsync();
        await ExecuteAsync(connection, "CREATE ROLE reader LOGIN");

        (await LookAsync(new NpgsqlConnectionStringBuilder(connection) { Username = "reader" }.ToString())).Says.ShouldContain("its user may not make them");
    }

    [Theory]
    [InlineData("no_such_database", "does not exist")]
    [InlineData(null, "can't be reached")]
    public async Task What_is_wrong_with_the_connection_is_told_without_the_connection_string(string? database, string says)
    {
        var connection = new NpgsqlConnectionStringBuilder(await server.NewDatabaseAsync()) { Password = Password };
        if (database is null) (connection.Host, connection.Port) = ("127.0.0.1", PortalProcess.FreePort());
        else connection.Database = database;

        var found = await LookAsync(connection.ToString());

        found.Mark.ShouldBe(Mark.Failure);
        found.Says.ShouldContain(says);
        found.ToString().ShouldNotContain(Password);
    }

    [Fact]
    public async Task The_clocks_of_one_machine_are_together()
    {
        var found = await ClockCheck.LookAsync(Examined(await server.NewDatabaseAsync()), default);

        found.Mark.ShouldBeOneOf(Mark.Ok, Mark.Warning); // a warning of the kernel's word, where nothing keeps the clock
        found.Mark.ShouldNotBe(Mark.Failure);
    }

    private Examined Examined(string connection)
    {
        var settings = NodeSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Data:Path"] = folder.Path, ["Data:Postgres"] = connection }).Build());
        return new Examined(settings, new MailSettings(null, "", null), TimeProvider.System);
    }

    private Task<Finding> LookAsync(string connection) => DatabaseCheck.LookAsync(Examined(connection), default);

    private async Task PrepareAsync(string connection)
    {
        using var database = new PortalDatabase(folder.Path, connection, SystemClock.Instance);
        await database.PrepareAsync();
    }

    private static async Task ExecuteAsync(string connection, string sql)
    {
        await using var open = new NpgsqlConnection(connection);
        await open.OpenAsync();
        await using var command = new NpgsqlCommand(sql, open);
        await command.ExecuteNonQueryAsync();
    }
}
