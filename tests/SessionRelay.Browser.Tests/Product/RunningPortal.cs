using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using SessionRelay.Browser.Tests.Network;

namespace SessionRelay.Browser.Tests.Product;

/// <summary>The real executable, started as its users start it: <c>--demo</c>, and its three lines read from what it prints.</summary>
internal sealed partial class RunningPortal : IAsyncDisposable
{
    private const int Interrupt = 2; // SIGINT
    private static readonly TimeSpan CleanEnd = TimeSpan.FromSeconds(5); // the product's promise after Ctrl+C

    private readonly Process process;
    private readonly ConcurrentQueue<string> output = new();
    private readonly TestFolder data = new();
    private readonly HttpClient http;

    private RunningPortal(ProcessStartInfo start, HttpClient http)
    {
        this.http = http;
        start.ArgumentList.Add($"--Data:Path={data.Path}");
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
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

    public Uri Url => new(new Uri(HostLink).GetLeftPart(UriPartial.Authority));

    public Api Api { get; private set; } = null!;

    public string Output => string.Join('\n', output);

    /// <summary>On loopback: both browsers' pages are secure there without a certificate.</summary>
    public static Task<RunningPortal> StartAsync(params string[] settings)
    {
        var arguments = settings.Prepend("--Relay:PublicAddress=127.0.0.1").Prepend($"--urls=http://127.0.0.1:{FreePort()}");
        return StartAsync(Program("dotnet", []), new HttpClient(), arguments);
    }

    /// <summary>In a network namespace, over HTTPS with a certificate of the test's own authority.</summary>
    public static Task<RunningPortal> StartAsync(VirtualNetwork network, TestAuthority authority, params string[] settings) => StartInAsync(network, authority, [
        .. settings,
        $"--urls=https://{VirtualNetwork.ServerAddress}:5443",
        $"--Tls:CertificatePath={authority.CertificatePath}",
        $"--Tls:KeyPath={authority.KeyPath}",
    ]);

    /// <summary>In a network namespace, with nothing said of where it listens.</summary>
    public static Task<RunningPortal> StartInAsync(VirtualNetwork network, TestAuthority authority, params string[] settings)
    {
        var http = new HttpClient(new SocketsHttpHandler
        {
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

    public async Task<string> MetricsAsync() => await http.GetStringAsync(new Uri(Url, "/metrics"));

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
            await Bound.UntilAsync("the program printed its links", portal.PrintedAsync, printed => printed);
            portal.Api = new Api(http, portal.Url, portal.Value("api-key:"));
            return portal;
        }
        catch
        {
            await portal.DisposeAsync();
            throw;
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
