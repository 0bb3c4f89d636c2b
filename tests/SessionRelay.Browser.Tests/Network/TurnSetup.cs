using System.Collections.Concurrent;
using System.Diagnostics;
using SessionRelay.Browser.Tests.Product;

namespace SessionRelay.Browser.Tests.Network;

/// <summary>The set-up of <c>docs/turn.md</c>: haproxy on 443, coturn and the product behind it, by the files that stand on that page, with this network's address.</summary>
internal sealed class TurnSetup : IAsyncDisposable
{
    private const string DocumentedAddress = "203.0.113.7";
    private const string DocumentedSecret = "write-a-long-random-secret-here";

    private readonly TestFolder folder = new();
    private readonly ConcurrentQueue<string> output = new();
    private readonly List<Process> processes = [];

    private TurnSetup()
    {
    }

    public RunningPortal Portal { get; private set; } = null!;

    /// <summary>What the product and coturn share.</summary>
    public string Secret { get; } = Guid.NewGuid().ToString("N");

    /// <summary>What haproxy and coturn said.</summary>
    public string Output => string.Join('\n', output);

    public static async Task<TurnSetup> StartAsync(VirtualNetwork network, TestAuthority authority)
    {
        var setup = new TurnSetup();
        try
        {
            var pem = setup.Write("video.pem", File.ReadAllText(authority.CertificatePath) + "\n" + File.ReadAllText(authority.KeyPath));
            var haproxy = setup.Write("haproxy.cfg", Block("haproxy").Replace("/etc/haproxy/video.pem", pem));
            // A failed test shows what coturn has seen.
            var coturn = setup.Write("turnserver.conf", "verbose\n" + Block("coturn").Replace(DocumentedSecret, setup.Secret)
                .Replace("/etc/coturn/turn.pem", authority.CertificatePath).Replace("/etc/coturn/turn.key", authority.KeyPath));
            var settings = setup.Write("appsettings.json", Block("json").Replace(DocumentedSecret, setup.Secret));
            setup.Run(network, "haproxy", "-db", "-f", haproxy);
            setup.Run(network, "turnserver", "-c", coturn, "--pidfile", setup.folder.File("turnserver.pid"));
            setup.Portal = await RunningPortal.StartInAsync(network, authority, [.. Settings(settings)]);
            await Bound.UntilAsync("coturn is up", () => Task.FromResult(setup.Output), said => said.Contains("(admin thread)"));
            return setup;
        }
        catch
        {
            await setup.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Portal is not null) await Portal.DisposeAsync();
        foreach (var process in processes)
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }

        folder.Dispose();
    }

    /// <summary>The page's block of this language, with the address of this network.</summary>
    private static string Block(string language)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "SessionRelay.sln"))) root = root.Parent!;
        var page = File.ReadAllText(Path.Combine(root.FullName, "docs", "turn.md"));
        var start = page.IndexOf($"```{language}\n", StringComparison.Ordinal) + language.Length + 4;
        return page[start..page.IndexOf("```", start, StringComparison.Ordinal)].Replace(DocumentedAddress, VirtualNetwork.ServerAddress);
    }

    /// <summary>The file's settings as arguments: the program reads a file only from where it is started.</summary>
    private static IEnumerable<string> Settings(string file)
    {
        static IEnumerable<string> Flat(string path, System.Text.Json.JsonElement element) => element.ValueKind == System.Text.Json.JsonValueKind.Object
            ? element.EnumerateObject().SelectMany(property => Flat(path.Length == 0 ? property.Name : $"{path}:{property.Name}", property.Value))
            : [$"--{path}={element.GetString()}"];
        using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllText(file));
        return [.. Flat("", json.RootElement)];
    }

    private string Write(string name, string text)
    {
        File.WriteAllText(folder.File(name), text);
        return folder.File(name);
    }

    private void Run(VirtualNetwork network, string program, params string[] arguments)
    {
        var path = Command.Find(program) ?? throw new InvalidOperationException($"`{program}` is missing: build/test/tools.sh installs it.");
        var start = new ProcessStartInfo("ip") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "netns", "exec", network.Server, path }.Concat(arguments)) start.ArgumentList.Add(argument);
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        processes.Add(process);
    }
}
