using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SessionRelay.Browser.Tests.Browsers;

/// <summary>
/// A headless browser driven by <c>driver/driver.mjs</c>, one line of JSON a request and one a reply: Firefox, which Playwright can't drive,
/// and a Chromium whose hidden tabs are hidden, which Playwright prevents.
/// </summary>
internal abstract class DrivenBrowser : IBrowser
{
    private readonly Process driver;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode?>> waiting = new();
    private readonly ConcurrentQueue<string> words = new();
    private readonly SemaphoreSlim writing = new(1);
    private int last;

    /// <param name="command">Program and arguments; the driver's path follows them.</param>
    protected DrivenBrowser(params string[] command)
    {
        if (!Directory.Exists(Path.Combine(Artifacts.Driver, "node_modules")))
            throw new InvalidOperationException("The driver's packages are missing: npm ci --prefix tests/SessionRelay.Browser.Tests/driver");
        var start = new ProcessStartInfo(command[0]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in command.Skip(1).Append(Path.Combine(Artifacts.Driver, "driver.mjs"))) start.ArgumentList.Add(argument);
        start.Environment["HOME"] = Home.Path; // Firefox as root refuses somebody else's
        start.Environment["XDG_RUNTIME_DIR"] = Home.Path;
        driver = new Process { StartInfo = start, EnableRaisingEvents = true };
        driver.OutputDataReceived += (_, line) => Receive(line.Data);
        driver.ErrorDataReceived += (_, line) => words.Enqueue(line.Data ?? "");
        driver.Exited += (_, _) => FailAll();
        driver.Start();
        driver.BeginOutputReadLine();
        driver.BeginErrorReadLine();
    }

    protected TestFolder Home { get; } = new();

    public async Task<ITab> TabAsync(string script, TabLook? look = null) => await DrivenTabAsync(script, look);

    public async Task<DrivenTab> DrivenTabAsync(string script, TabLook? look = null)
    {
        look ??= new TabLook();
        var tab = (await AskAsync("tab", new { script, width = look.Width, height = look.Height }))!.GetValue<int>();
        return new DrivenTab(this, tab);
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
        Home.Dispose();
    }

    private void Receive(string? line)
    {
        if (line is null || JsonNode.Parse(line) is not { } reply) return;
        if (!waiting.TryRemove(reply["id"]!.GetValue<int>(), out var asked)) return;
        if (reply["error"] is { } error) asked.TrySetException(new InvalidOperationException(error.GetValue<string>()));
        else asked.TrySetResult(reply["result"]);
    }

    private void FailAll()
    {
        foreach (var reply in waiting.Values) reply.TrySetException(new InvalidOperationException("The browser's driver has ended: " + string.Join('\n', words)));
    }
}
