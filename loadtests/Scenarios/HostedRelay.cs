using System.Diagnostics;
using System.Text.Json;

namespace SessionRelay.LoadTests.Scenarios;

/// <summary>The other end of <see cref="RelayHost"/>: starts it, pins it to a core, asks it, and reads what CPU it has used.</summary>
internal sealed class HostedRelay : IDisposable
{
    private const double TicksPerSecond = 100; // USER_HZ, the same on every Linux that .NET runs on

    private readonly Process _process;

    private HostedRelay(Process process)
    {
        _process = process;
    }

    /// <summary>Starts this program again as a relay on the given core.</summary>
    public static HostedRelay Start(int core)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(HostedRelay).Assembly.Location);
        start.ArgumentList.Add("relay-host");
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "1";
        var process = Process.Start(start) ?? throw new InvalidOperationException("The relay process did not start.");
        if (OperatingSystem.IsLinux())
            process.ProcessorAffinity = 1 << core;
        return new HostedRelay(process);
    }

    public string Connect(string room, string participant, string offer)
    {
        var reply = Ask(new RelayHost.Command("connect", room, participant, offer));
        return reply.Error.Length == 0 ? reply.Sdp : throw new InvalidOperationException($"The relay refused: {reply.Error}");
    }

    public RelayHost.Reply Counters() => Ask(new RelayHost.Command("counters"));

    /// <summary>User and system time of the whole process so far, seconds (10 ms steps).</summary>
    public double CpuSeconds()
    {
        var fields = File.ReadAllText($"/proc/{_process.Id}/stat").Split(") ")[^1].Split(' ');
        return (long.Parse(fields[11]) + long.Parse(fields[12])) / TicksPerSecond;
    }

    /// <summary>Resident memory, MiB.</summary>
    public double ResidentMegabytes()
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(status => status.StartsWith("VmRSS"));
        return long.Parse(line.Split(':')[1].Replace("kB", "").Trim()) / 1024.0;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(5_000))
            _process.Kill();
        _process.Dispose();
    }

    private RelayHost.Reply Ask(RelayHost.Command command)
    {
        _process.StandardInput.WriteLine(JsonSerializer.Serialize(command));
        var line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The relay process has ended.");
        return JsonSerializer.Deserialize<RelayHost.Reply>(line)!;
    }
}
