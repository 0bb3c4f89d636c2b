using System.Net;
using Npgsql;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Doctor;

/// <summary>What a PostgreSQL server says of itself and of our user.</summary>
/// <param name="CanWrite">It is no standby, and transactions may write.</param>
/// <param name="MayMakeTables">The user may make tables in the schema where they go.</param>
/// <param name="Folder">Where its files are, when it runs on this machine and tells; else null.</param>
/// <param name="Version">How far the migrations are.</param>
internal sealed record DatabaseServer(bool CanWrite, bool MayMakeTables, string? Folder, DatabaseVersion Version)
{
    private const int Patience = 4; // seconds: below the limit of a check, so that it is told which of several things does not answer

    public static async Task<DatabaseServer> LookAsync(string connection, CancellationToken cancel)
    {
        await using var server = new NpgsqlConnection(Bounded(connection));
        await server.OpenAsync(cancel);
        await using var command = new NpgsqlCommand(
            "SELECT NOT pg_is_in_recovery() AND current_setting('transaction_read_only') = 'off', "
            + "coalesce(has_schema_privilege(current_schema(), 'CREATE'), false), "
            + "CASE WHEN pg_has_role('pg_read_all_settings', 'USAGE') THEN current_setting('data_directory') END",
            server);
        await using var row = await command.ExecuteReaderAsync(cancel);
        await row.ReadAsync(cancel);
        var folder = IsHere(server.Host) && !await row.IsDBNullAsync(2, cancel) ? row.GetString(2) : null;
        var (canWrite, mayMake) = (row.GetBoolean(0), row.GetBoolean(1));
        await row.CloseAsync();
        return new DatabaseServer(canWrite, mayMake, folder, await DatabaseVersion.OfServerAsync(server, cancel));
    }

    /// <summary>How much the server's clock is ahead of <paramref name="time"/>, to half of the time that asking takes.</summary>
    public static async Task<TimeSpan> ClockAheadAsync(string connection, TimeProvider time, CancellationToken cancel)
    {
        await using var server = new NpgsqlConnection(Bounded(connection));
        await server.OpenAsync(cancel);
        await using var command = new NpgsqlCommand("SELECT clock_timestamp()", server);
        var before = time.GetUtcNow();
        var theirs = (DateTime)(await command.ExecuteScalarAsync(cancel))!;
        var after = time.GetUtcNow();
        return new DateTimeOffset(theirs, TimeSpan.Zero) - (before + ((after - before) / 2));
    }

    private static string Bounded(string connection) =>
        new NpgsqlConnectionStringBuilder(connection) { Timeout = Patience, CommandTimeout = Patience, Pooling = false }.ToString();

    private static bool IsHere(string? host) => host is { } name && (name.StartsWith('/') || name == "localhost" || (IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address)));
}
