using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using SessionRelay.Browser.Tests.Network;

namespace SessionRelay.Browser.Tests.Browsers;

/// <summary>Firefox ESR, headless, in a network's client namespace, driven over WebDriver BiDi by <c>firefox/driver.mjs</c>: one line of JSON a request, one a reply.</summary>
internal sealed class Firefox : IBrowser
{
    private static readonly Dictionary<string, object> Preferences = new()
    {
        ["media.navigator.streams.fake"] = true, // a camera and a microphone that make a picture and a tone
        ["media.navigator.permission.disabled"] = true,
        ["media.autoplay.default"] = 0,
        ["datareporting.policy.dataSubmissionEnabled"] = false,
    };

    private readonly Process driver;
    private readonly TestFolder home;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode?>> waiting = new();
    private readonly ConcurrentQueue<string> words = new();
    private readonly SemaphoreSlim writing = new(1);
    private int last;

    private Firefox(Process driver, TestFolder home)
    {
        this.driver = driver;
        this.home = home;
        driver.OutputDataReceived += (_, line) => Receive(line.Data);
        driver.ErrorDataReceived += (_, line) => words.Enqueue(line.Data ?? "");
        driver.Exited += (_, _) => FailAll();
        driver.EnableRaisingEvents = true;
        driver.Start();
        driver.BeginOutputReadLine();
        driver.BeginErrorReadLine();
    }

    public static async Task<Firefox> StartAsync(VirtualNetwork network, TestAuthority authority)
    {
        var program = Command.Find("firefox-esr", "firefox") ?? throw new InvalidOperationException("Firefox is missing: apt-get install firefox-esr");
        if (!Directory.Exists(Path.Combine(Artifacts.FirefoxDriver, "node_modules")))
            throw new InvalidOperationException("The Firefox driver's packages are missing: npm ci --prefix tests/SessionRelay.Browser.Tests/firefox");
        var home = new TestFolder();
        var profile = home.Folder("profile");
        authority.TrustIn(profile);

        var start = new ProcessStartInfo("ip") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "netns", "exec", network.Client, "node", Path.Combine(Artifacts.FirefoxDriver, "driver.mjs") }) start.ArgumentList.Add(argument);
        start.Environment["HOME"] = home.Path; // Firefox as root refuses somebody else's
        start.Environment["XDG_RUNTIME_DIR"] = home.Path;
        var firefox = new Firefox(new Process { StartInfo = start }, home);
        try
        {
            await firefox.AskAsync("launch", new { executable = program, profile, preferences = Preferences });
            return firefox;
        }
        catch
        {
            await firefox.DisposeAsync();
            throw;
        }
    }

    public async Task<ITab> TabAsync(string script, TabLook? look = null)
    {
        look ??= new TabLook();
        var tab = (await AskAsync("tab", new { script, width = look.Width, height = look.Height }))!.GetValue<int>();
        return new FirefoxTab(this, tab);
    }

    /// <summary>Asks the driver, and answers what it answers.</summary>
    /// <exception cref="InvalidOperationException">The driver refused; the message is its own.</exception>
    public async Task<JsonNode?> AskAsync(string deed, object request)
    {
        var id = Interlocked.Increment(ref last);
        var reply = new TaskCompletionSource<JsonNode?>(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting[id] = reply;
        await writing.WaitAsync();
        try
        {
            await driver.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new { id, deed, request }, JsonSerializerOptions.Web));
            await driver.StandardInput.FlushAsync();
        }
        finally
        {
            writing.Release();
        }

        if (driver.HasExited) FailAll();
        return await reply.Task.WaitAsync(Bound.Patience * 1.5);
    }

    public async ValueTask DisposeAsync()
    {
        if (!driver.HasExited)
        {
            try
            {
                await AskAsync("quit", new { });
            }
            catch (Exception failure) when (failure is TimeoutException or InvalidOperationException or IOException)
            {
                driver.Kill(entireProcessTree: true);
            }
        }

        using (var bound = new CancellationTokenSource(Bound.Patience)) await driver.WaitForExitAsync(bound.Token);
        driver.Dispose();
        home.Dispose();
    }

    private void Receive(string? line)
    {
        if (line is null || JsonNode.Parse(line) is not { } reply) return;
        if (!waiting.TryRemove(reply["id"]!.GetValue<int>(), out var asked)) return;
        if (reply["error"] is { } error) asked.TrySetException(new InvalidOperationException("Firefox: " + error.GetValue<string>()));
        else asked.TrySetResult(reply["result"]);
    }

    private void FailAll()
    {
        foreach (var reply in waiting.Values) reply.TrySetException(new InvalidOperationException("The Firefox driver has ended: " + string.Join('\n', words)));
    }
}
