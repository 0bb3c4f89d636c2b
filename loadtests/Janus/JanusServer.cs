using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using SessionRelay.LoadTests.FrontDoor;

namespace SessionRelay.LoadTests.Janus;

/// <summary>
/// Janus as Debian packages it, started for one comparison: its API on loopback, with a configuration folder of its own, only the video room and the WebSocket API. Its process's CPU and memory are read
/// from the system.
/// </summary>
internal sealed class JanusServer : IDisposable
{
    private const string Program = "/usr/bin/janus";
    private const double TicksPerSecond = 100; // USER_HZ, the same on every Linux that .NET runs on
    private const int CrashWords = 2_000; // characters of its last output that are worth showing

    private readonly Process _process;
    private readonly string _folder;
    private readonly Lock _outputLock = new();
    private string _output = "";

    private JanusServer(Process process, string folder, int port)
    {
        _process = process;
        _folder = folder;
        Url = new Uri($"ws://127.0.0.1:{port}/");
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Of its WebSocket API.</summary>
    public Uri Url { get; }

    public static bool IsInstalled => File.Exists(Program);

    public static string HowToInstall =>
        "Janus is not installed, so there is nothing to compare with. On Debian: apt-get install --no-install-recommends janus (and keep its service stopped: this tool starts one of its own).";

    /// <summary>What ran, for the report.</summary>
    public string Version { get; private set; } = "";

    /// <summary>User and system time so far, seconds, in steps of 10 ms.</summary>
    public double CpuSeconds
    {
        get
        {
            var fields = File.ReadAllText($"/proc/{_process.Id}/stat").Split(") ")[^1].Split(' ');
            return (long.Parse(fields[11]) + long.Parse(fields[12])) / TicksPerSecond;
        }
    }

    public double ResidentMegabytes => long.Parse(File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("VmRSS")).Split(':')[1].Replace("kB", "").Trim()) / 1024.0;

    /// <summary>Starts it; with <paramref name="core"/>, on that core alone. Throws <see cref="LoadTestException"/>.</summary>
    public static JanusServer Start(int? core)
    {
        if (!IsInstalled)
            throw new LoadTestException(ExitCodes.TargetUnusable, HowToInstall);
        var libraries = Directory.GetDirectories("/usr/lib", "*-linux-gnu*").Select(folder => Path.Combine(folder, "janus")).FirstOrDefault(Directory.Exists)
            ?? throw new LoadTestException(ExitCodes.TargetUnusable, "Janus is installed, but its plugins are not where Debian puts them (/usr/lib/<architecture>/janus).");
        var folder = Directory.CreateTempSubdirectory("loadtests-janus-").FullName;
        var port = FreePort();
        File.WriteAllText(Path.Combine(folder, "janus.jcfg"), Configuration(folder, libraries));
        File.WriteAllText(Path.Combine(folder, "janus.transport.websockets.jcfg"), $"general: {{ json = \"compact\" ws = true ws_ip = \"127.0.0.1\" ws_port = {port} wss = false }}\nadmin: {{ admin_ws = false admin_wss = false }}\n");
        File.WriteAllText(Path.Combine(folder, "janus.plugin.videoroom.jcfg"), "general: { }\n");
        var start = new ProcessStartInfo(Program) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        foreach (var argument in new[] { "--disable-colors", $"--configs-folder={folder}", $"--config={Path.Combine(folder, "janus.jcfg")}" })
            start.ArgumentList.Add(argument);
        var process = Process.Start(start) ?? throw new LoadTestException(ExitCodes.TargetUnusable, "Janus did not start.");
        if (core is { } its && OperatingSystem.IsLinux())
            process.ProcessorAffinity = 1 << its;
        return new JanusServer(process, folder, port) { Version = FileVersion(libraries) };
    }

    /// <summary>Why it is not there any more.</summary>
    public string LastWords()
    {
        lock (_outputLock)
            return _process.HasExited ? $"Janus ended with code {_process.ExitCode}: {_output}" : _output;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit(5_000);
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>ICE-lite on the machine's own addresses (it passes loopback over), one event loop: the same terms as a relay that is pinned to one core.</summary>
    private static string Configuration(string folder, string libraries) => $$"""
        general: {
          configs_folder = "{{folder}}"
          plugins_folder = "{{libraries}}/plugins"
          transports_folder = "{{libraries}}/transports"
          events_folder = "{{libraries}}/events"
          loggers_folder = "{{libraries}}/loggers"
          log_to_stdout = true
          debug_level = 2
          session_timeout = 0
          event_loops = 1
        }
        media: { ipv6 = false rtp_port_range = "50000-60000" }
        nat: { ice_lite = true ignore_unreachable_ice_server = true }
        plugins: { disable = "libjanus_audiobridge.so,libjanus_duktape.so,libjanus_echotest.so,libjanus_lua.so,libjanus_nosip.so,libjanus_recordplay.so,libjanus_sip.so,libjanus_streaming.so,libjanus_textroom.so,libjanus_videocall.so,libjanus_voicemail.so" }
        transports: { disable = "libjanus_http.so,libjanus_mqtt.so,libjanus_nanomsg.so,libjanus_pfunix.so,libjanus_rabbitmq.so" }
        loggers: { disable = "libjanus_jsonlog.so" }
        events: { broadcast = false }
        """;

    private static string FileVersion(string libraries)
    {
        var file = Directory.GetFiles(Path.Combine(libraries, "plugins"), "libjanus_videoroom.so.*.*").Order(StringComparer.Ordinal).LastOrDefault() ?? "";
        return file.Contains(".so.") ? file[(file.IndexOf(".so.") + 4)..] : "of unknown version";
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Keep(string? line)
    {
        if (string.IsNullOrEmpty(line))
            return;
        lock (_outputLock)
            _output = (_output + "\n" + line)[^Math.Min(_output.Length + line.Length + 1, CrashWords)..];
    }
}
