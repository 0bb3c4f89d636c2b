using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SessionRelay.Browser.Tests.Network;

namespace SessionRelay.Browser.Tests.Product;

/// <summary>The real executable, started as its users start it: <c>--demo</c>, and its three lines read from what it prints.</summary>
internal sealed partial class RunningPortal : IAsyncDisposable
{
    private const int Interrupt = 2; // SIGINT
    private static readonly TimeSpan CleanEnd = TimeSpan.FromSeconds(5); // the product's promise after Ctrl+C

    private readonly ProcessStartInfo start;
    private readonly ConcurrentQueue<string> output = new();
    private readonly TestFolder data = new();
    private readonly HttpClient http;
    private Process process;

    private RunningPortal(ProcessStartInfo start, HttpClient http)
    {
        this.http = http;
        this.start = start;
        start.ArgumentList.Add($"--Data:Path={data.Path}");
        process = Run();
    }

    public string HostLink => Value("host:");

    public string GuestLink => Value("guest:");

    /// <summary>The printed link of one person of a role: <c>owner</c>, <c>therapist</c>, <c>intake</c>, <c>client</c>. Works once.</summary>
    public string RoleLink(string role) => Value(role + ":");

    /// <summary>The first link of each mail that the demo would have sent, to one address or to anybody, oldest first.</summary>
    public IReadOnlyList<string> LinksInMailTo(string? address)
    {
        var outbox = Path.Combine(data.Path, "outbox");
        if (!Directory.Exists(outbox)) return [];
        return
        [
            .. Directory.GetFiles(outbox, "*.eml").Order()
                .Select(file => File.ReadAllText(file).ReplaceLineEndings("\n").Replace("=\n", "").Replace("=3D", "=")) // quoted-printable
                .Where(mail => address is null || mail.Contains($"To: {address}"))
                .Select(mail => mail.Split('\n').FirstOrDefault(line => line.StartsWith("http")))
                .OfType<string>(),
        ];
    }

    /// <summary>From one moment to the next its database can't be read any more: for a program of one test's own.</summary>
    public void BreakDatabase()
    {
        foreach (var file in Directory.GetFiles(data.Path, "portal.db*").Where(file => !file.EndsWith("-shm"))) // which is memory of the process: without it that dies
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            stream.SetLength(0);
            stream.Write("This is no database."u8);
        }
    }

    /// <summary>Writes into its SQLite database beside the program: what only time, or a law, would bring about.</summary>
    public void Change(string sql, params (string Name, object Value)[] values)
    {
        using var database = new SqliteConnection($"Data Source={Path.Combine(data.Path, "portal.db")};Pooling=False");
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values) command.Parameters.AddWithValue(name, value);
        command.ExecuteNonQuery().ShouldBeGreaterThan(0, sql);
    }

    public Uri Url => new(new Uri(HostLink).GetLeftPart(UriPartial.Authority));

    /// <summary>Reaches it from where its people are.</summary>
    public HttpMessageInvoker Http => http;

    public Api Api { get; private set; } = null!;

    public string Output => string.Join('\n', output);

    /// <summary>On loopback: both browsers' pages are secure there without a certificate.</summary>
    public static Task<RunningPortal> StartAsync(params string[] settings)
    {
        var arguments = settings.Prepend("--Relay:PublicAddress=127.0.0.1").Prepend($"--urls=http://127.0.0.1:{FreePort()}");
        return StartAsync(Program("dotnet", []), new HttpClient(), arguments);
    }

    /// <summary>In a network namespace, over HTTPS with a certificate of the test's own authority.</summary>
    public static Task<RunningPortal> StartAsync(VirtualNetwork network, TestAuthority authority, int port = 5443, params string[] settings) => StartInAsync(network, authority, [
        .. settings,
        $"--urls=https://{VirtualNetwork.ServerAddress}:{port}",
        $"--Tls:CertificatePath={authority.CertificatePath}",
        $"--Tls:KeyPath={authority.KeyPath}",
    ]);

    /// <summary>In a network namespace, with nothing said of where it listens.</summary>
    public static Task<RunningPortal> StartInAsync(VirtualNetwork network, TestAuthority authority, params string[] settings)
    {
        var http = new HttpClient(new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.Zero, // one request each: the namespace may get another address between two, and what is bound to the old one is dead
            ConnectCallback = async (context, cancel) =>
            {
                var socket = network.ClientSocket();
                await socket.ConnectAsync(IPAddress.Parse(VirtualNetwork.ServerAddress), context.DnsEndPoint.Port, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
            SslOptions = { RemoteCertificateValidationCallback = authority.Accepts },
        });
        return StartAsync(Program("ip", ["netns", "exec", network.Server, "dotnet"]), http, settings);
    }

    /// <summary>What Ctrl+C does; the product then ends by itself.</summary>
    public async Task StopAsync()
    {
        if (process.HasExited) throw new InvalidOperationException($"The program ended by itself with {process.ExitCode}: {Output}");
        Kill(process.Id, Interrupt).ShouldBe(0);
        using var bound = new CancellationTokenSource(CleanEnd);
        try
        {
            await process.WaitForExitAsync(bound.Token);
        }
        catch (OperationCanceledException late)
        {
            throw new TimeoutException($"The program did not end within {CleanEnd.TotalSeconds} s of Ctrl+C: {Output}", late);
        }

        process.ExitCode.ShouldBe(0, Output);
    }

    /// <summary>Ends it as a crash would (SIGKILL), and starts it again on what it left. Gives the time until it was ready again.</summary>
    public async Task<TimeSpan> KillAndStartAgainAsync()
    {
        var (url, from) = (Url, TimeProvider.System.GetTimestamp());
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        output.Clear();
        process = Run();
        await Bound.UntilAsync("it is ready again", () => IsReadyAsync(url), ready => ready);
        var down = TimeProvider.System.GetElapsedTime(from);
        await KnowItsKeyAsync();
        return down;
    }

    public async Task<string> MetricsAsync() => await http.GetStringAsync(new Uri(Url, "/metrics"));

    /// <summary>The value of a metric without labels; fails when there is none of this name.</summary>
    public async Task<double> MetricAsync(string name) =>
        double.Parse((await MetricsAsync()).Split('\n').Single(line => line.StartsWith($"{name} "))[name.Length..], CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        http.Dispose();
        data.Dispose();
    }

    private static async Task<RunningPortal> StartAsync(ProcessStartInfo start, HttpClient http, IEnumerable<string> arguments)
    {
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "SessionRelay.Portal.dll"));
        foreach (var argument in arguments.Prepend("--demo").Append("--Relay:UdpPort=0")) start.ArgumentList.Add(argument);
        var portal = new RunningPortal(start, http);
        try
        {
            await portal.KnowItsKeyAsync();
            return portal;
        }
        catch
        {
            await portal.DisposeAsync();
            throw;
        }
    }

    private Process Run()
    {
        var running = new Process { StartInfo = start };
        running.OutputDataReceived += (_, line) => Keep(line.Data);
        running.ErrorDataReceived += (_, line) => Keep(line.Data);
        running.Start();
        running.BeginOutputReadLine();
        running.BeginErrorReadLine();
        return running;
    }

    /// <summary>A demo makes a new key each time.</summary>
    private async Task KnowItsKeyAsync()
    {
        await Bound.UntilAsync("the program printed its links", PrintedAsync, printed => printed);
        Api = new Api(http, Url, Value("api-key:"));
    }

    private async Task<bool> IsReadyAsync(Uri url)
    {
        if (process.HasExited) throw new InvalidOperationException($"The program ended with {process.ExitCode}: {Output}");
        try
        {
            using var answer = await http.GetAsync(new Uri(url, "/readyz"));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // nobody listens yet
        }
    }

    private static ProcessStartInfo Program(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var name in start.Environment.Keys.Where(name => name.Contains("__") || name.StartsWith("ASPNETCORE_")).ToList()) start.Environment.Remove(name);
        return start;
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    private Task<bool> PrintedAsync()
    {
        if (process.HasExited) throw new InvalidOperationException($"The program ended with {process.ExitCode}: {Output}");
        return Task.FromResult(new[] { "host:", "guest:", "api-key:" }.All(start => output.Any(line => line.StartsWith(start))));
    }

    private string Value(string start) => output.First(line => line.StartsWith(start))[start.Length..].Trim();

    private void Keep(string? line)
    {
        if (line is not null) output.Enqueue(line);
    }
}
