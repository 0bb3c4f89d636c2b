using Microsoft.Data.Sqlite;
using Npgsql;

namespace SessionRelay.Portal.Data.Storage;

/// <summary>Tells that a save failed since somebody else was first.</summary>
internal static class UniqueKeys
{
    private const int SqlitePrimaryKey = 1555; // SQLITE_CONSTRAINT_PRIMARYKEY
    private const int SqliteUnique = 2067; // SQLITE_CONSTRAINT_UNIQUE

    /// <summary>A key that is unique was there already; on PostgreSQL also a deadlock, which two who want the same rows can run into.</summary>
    public static bool IsViolation(Exception failure) => (failure as SqliteException ?? failure.InnerException ?? failure) switch
    {
        SqliteException sqlite => sqlite.SqliteExtendedErrorCode is SqlitePrimaryKey or SqliteUnique,
        PostgresException postgres => postgres.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected,
        _ => false,
    };
}
