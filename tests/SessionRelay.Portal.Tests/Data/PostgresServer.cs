using System.Diagnostics;

namespace SessionRelay.Portal.Tests.Data;

/// <summary>A PostgreSQL server for the tests of this process: Debian's, on a socket of its own in a folder that goes with it, as user postgres where this is root (it refuses root).</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string folder = Directory.CreateTempSubdirectory("sessionrelay-pg-").FullName;
    private int databases;

    private static bool IsRoot => Environment.UserName == "root";

    /// <summary>The newest version that is installed.</summary>
    private static string Programs =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).Where(bin => File.Exists(Path.Combine(bin, "initdb"))).OrderDescending().FirstOrDefault()
                ?? throw Missing()
            : throw Missing();

    public async ValueTask InitializeAsync()
    {
        if (IsRoot) await RunAsync("chown", "postgres", folder);
        await AsOwnerAsync("initdb", "-D", folder + "/db", "-A", "trust", "-U", "postgres", "--no-sync", "-E", "UTF8", "--locale=C");
        await AsOwnerAsync("pg_ctl", "-D", folder + "/db", "-w", "-l", folder + "/log", "-o", $"-k {folder} -c listen_addresses='' -c max_connections=300", "start");
    }

    /// <summary>An empty database of its own.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        var name = $"portal{Interlocked.Increment(ref databases)}";
        await AsOwnerAsync("createdb", "-h", folder, "-U", "postgres", name);
        return $"Host={folder};Username=postgres;Database={name};Maximum Pool Size=250;Timeout=60";
    }

    /// <summary>All that a backup holds, as text.</summary>
    public Task<string> DumpAsync(string connection) =>
        AsOwnerAsync("pg_dump", "-h", folder, "-U", "postgres", connection.Split("Database=")[1].Split(';')[0]);

    /// <summary>What the server has logged so far.</summary>
    public string Log() => File.ReadAllText(folder + "/log");

    /// <summary>The files themselves, write-ahead log included.</summary>
    public string Files => folder + "/db";

    public async ValueTask DisposeAsync()
    {
        Npgsql.NpgsqlConnection.ClearAllPools();
        await AsOwnerAsync("pg_ctl", "-D", folder + "/db", "-m", "immediate", "-w", "stop");
        Directory.Delete(folder, recursive: true);
    }

    private static InvalidOperationException Missing() => new("PostgreSQL is missing: apt-get install postgresql (build/test/tools.sh does).");

    private static Task<string> AsOwnerAsync(string program, params string[] arguments)
    {
        var path = Path.Combine(Programs, program);
        return IsRoot ? RunAsync("runuser", ["-u", "postgres", "--", path, .. arguments]) : RunAsync(path, arguments);
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        // pg_ctl leaves the server with its output: read only of those that end.
        var isStart = arguments.Contains("start");
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = !isStart, RedirectStandardError = !isStart, WorkingDirectory = "/" };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        using var bound = new CancellationTokenSource(Patience);
        var output = isStart ? "" : await process.StandardOutput.ReadToEndAsync(bound.Token);
        var errors = isStart ? "" : await process.StandardError.ReadToEndAsync(bound.Token);
        await process.WaitForExitAsync(bound.Token);
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {errors}");
    }
}
