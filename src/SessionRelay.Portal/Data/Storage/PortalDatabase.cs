using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Auditing;
using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Signaling.Sealing;

namespace SessionRelay.Portal.Data.Storage;

/// <summary>The portal's database with its keys: SQLite in <c>portal.db</c> below the data folder, or PostgreSQL. Any thread.</summary>
internal sealed class PortalDatabase : IDisposable
{
    private readonly Func<UnitOfWork?, PortalContext> open;
    private readonly string dataPath;

    /// <param name="dataPath">The data folder.</param>
    /// <param name="postgres">PostgreSQL connection string; empty for SQLite.</param>
    /// <param name="clock">What time it is.</param>
    /// <exception cref="InvalidDataException">The key file is damaged, or missing beside a database.</exception>
    public PortalDatabase(string dataPath, string postgres, IClock clock)
    {
        (this.dataPath, Clock) = (dataPath, clock);
        IsPostgres = postgres.Length > 0;
        File = Path.Combine(dataPath, "portal.db");
        Vault = new Vault(PortalKeys.Open(dataPath, canMake: IsPostgres || !System.IO.File.Exists(File)));
        Trail = new AuditTrail(new AuditHeadFile(Path.Combine(dataPath, "audit-head"), Vault.Keys.AuditKey));
        if (IsPostgres)
        {
            var options = PostgresOptions(postgres);
            open = work => new PostgresPortalContext(options) { Work = work };
        }
        else
        {
            var connection = new SqliteConnectionStringBuilder { DataSource = File, ForeignKeys = true, DefaultTimeout = BusySeconds };
            var options = SqliteOptions(connection.ToString());
            open = work => new SqlitePortalContext(options) { Work = work };
            Writers = new WriterQueue(TimeSpan.FromSeconds(BusySeconds));
        }
    }

    /// <summary>How long a writer waits for those before it. SQLite has one writer at a time, and each takes some milliseconds.</summary>
    private const int BusySeconds = 30;

    public bool IsPostgres { get; }

    /// <summary>Who writes next; null on PostgreSQL, which has many writers.</summary>
    public WriterQueue? Writers { get; }

    /// <summary>The SQLite file.</summary>
    public string File { get; }

    public IClock Clock { get; }

    public Vault Vault { get; }

    public AuditTrail Trail { get; }

    /// <summary>
    /// Begins to build the model, which costs a cold start half a second, beside whatever else a start does. Whoever needs it first waits for the rest; what goes wrong here
    /// goes wrong there again.
    /// </summary>
    public static void WarmUp(bool isPostgres) => _ = Task.Run(() =>
    {
        // The model belongs to the kind of database and its interceptors; nothing is connected to.
        using PortalContext context = isPostgres ? new PostgresPortalContext(PostgresOptions("")) : new SqlitePortalContext(SqliteOptions(""));
        _ = context.Model;
    });

    /// <summary>Begins a piece of work; dispose it.</summary>
    /// <param name="person">In whose name; null where that isn't known yet, and client data can't be touched before it is.</param>
    public UnitOfWork Begin(ActingPerson? person) => new(this, person);

    /// <summary>For <see cref="UnitOfWork.Db"/> alone.</summary>
    public PortalContext Open(UnitOfWork work)
    {
        var context = open(work);
        context.Database.AutoTransactionBehavior = AutoTransactionBehavior.Always; // the trail's entries go with the change, even with a single command
        // Once for all commands: with each opening of SQLite the framework gives it two dozen functions again, which costs more than most queries. Of PostgreSQL a connection is kept no longer than needed.
        if (!IsPostgres) context.Database.OpenConnection();
        return context;
    }

    /// <summary>Makes the database or brings it to this program's version. To be awaited once, before anything else.</summary>
    public async Task PrepareAsync(CancellationToken cancel = default)
    {
        if (!IsPostgres)
        {
            PrivateFiles.MakeFolder(dataPath);
            PrivateFiles.Reserve(File);
        }

        await using var context = open(null);
        await MigrationStart.ApplyAsync(context, cancel);
        if (await Trail.CatchUpAsync(context, cancel)) return;
        // The trail itself keeps it: a file that is made anew would hide that there was none.
        await using var work = Begin(ActingPerson.Program(AuditVerification.HeadMissing));
        work.Notes.Ask(work.Person!, "AuditTrail");
        await Trail.FlushAsync(work, cancel);
    }

    public void Dispose()
    {
        if (IsPostgres) return;
        Writers?.Dispose();
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = File, ForeignKeys = true, DefaultTimeout = BusySeconds }.ToString());
        SqliteConnection.ClearPool(connection);
    }

    private static DbContextOptions<SqlitePortalContext> SqliteOptions(string connection) => Configure(new DbContextOptionsBuilder<SqlitePortalContext>().UseSqlite(connection));

    private static DbContextOptions<PostgresPortalContext> PostgresOptions(string connection) => Configure(new DbContextOptionsBuilder<PostgresPortalContext>().UseNpgsql(connection));

    private static DbContextOptions<T> Configure<T>(DbContextOptionsBuilder<T> options)
        where T : DbContext => options.AddInterceptors(SealOnSave.Instance, TakeTurns.Instance, AuditAccess.Instance).Options;
}
