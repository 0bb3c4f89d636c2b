using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace SessionRelay.Portal.Tests;

/// <summary>The real executable as a process, with its output kept and a data folder that goes with it.</summary>
internal sealed partial class PortalProcess : IAsyncDisposable
{
    /// <summary>For whatever a process should do: generous, as several people's tests may share the machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private const int Interrupt = 2; // SIGINT
    private const int Terminated = 15; // SIGTERM

    private readonly Process process;
    private readonly ConcurrentQueue<string> output = new();
    private readonly ConcurrentQueue<string> errors = new();
    private readonly SemaphoreSlim changed = new(0);

    private PortalProcess(ProcessStartInfo start)
    {
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Keep(output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(errors, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => process.Id;

    public string Output => string.Join('\n', output);

    public string Errors => string.Join('\n', errors);

    /// <summary>Starts the program of this build. Settings of the machine's environment don't reach it.</summary>
    public static PortalProcess Start(params string[] arguments) => Start(new Dictionary<string, string>(), arguments);

    public static PortalProcess Start(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = StartInfo("dotnet");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "SessionRelay.Portal.dll"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new PortalProcess(start);
    }

    public static PortalProcess StartScript(string script, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = StartInfo(script);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new PortalProcess(start);
    }

    /// <summary>A TCP port that was free a moment ago.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The first line of standard output that fits.</summary>
    public async Task<string> LineAsync(Func<string, bool> fits)
    {
        using var bound = new CancellationTokenSource(Patience);
        while (true)
        {
            if (output.FirstOrDefault(fits) is { } line) return line;
            if (process.HasExited)
            {
                await process.WaitForExitAsync(bound.Token); // until the last line is read
                return output.FirstOrDefault(fits) ?? throw new InvalidOperationException($"The program ended with {process.ExitCode}: {Errors}\n{Output}");
            }

            await changed.WaitAsync(TimeSpan.FromMilliseconds(500), bound.Token);
        }
    }

    public Task<string> ListeningAsync() => LineAsync(line => line.Contains("The node listens at"));

    public async Task<int> ExitCodeAsync(TimeSpan? within = null)
    {
        using var bound = new CancellationTokenSource(within ?? Patience);
        await process.WaitForExitAsync(bound.Token);
        return process.ExitCode;
    }

    /// <summary>What Ctrl+C does.</summary>
    public void PressCtrlC() => Kill(process.Id, Interrupt).ShouldBe(0);

    /// <summary>What a service manager or <c>docker stop</c> does.</summary>
    public void Terminate() => Kill(process.Id, Terminated).ShouldBe(0);

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        changed.Dispose();
    }

    private static ProcessStartInfo StartInfo(string program)
    {
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = TestFolder.Empty,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.Contains("__") || name.StartsWith("ASPNETCORE_")).ToList())
            start.Environment.Remove(name);
        return start;
    }

    private void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is null) return;
        lines.Enqueue(line);
        changed.Release();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
