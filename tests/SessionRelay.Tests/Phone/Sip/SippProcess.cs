using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace SessionRelay.Tests.Phone.Sip;

/// <summary>Debian's sipp as the trunk, on loopback: it plays one scenario for one call (or more) and ends with 0 when all came as the scenario says.</summary>
internal sealed class SippProcess : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sipp").FullName;
    private readonly Process _process;

    /// <param name="calls">Call-IDs that it sees, OPTIONS included.</param>
    /// <param name="transport">sipp's word: u1 for UDP, t1 for TCP.</param>
    public SippProcess(string scenario, int calls = 1, string transport = "u1")
    {
        File.WriteAllText(Path.Combine(_folder, "scenario.xml"), $"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<scenario name=\"test\">{scenario}</scenario>");
        Port = FreePort(transport == "u1" ? SocketType.Dgram : SocketType.Stream);
        var start = new ProcessStartInfo("sipp") { UseShellExecute = false, WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in (string[])
            ["-sf", "scenario.xml", "-t", transport, "-i", "127.0.0.1", "-p", $"{Port}", "-m", $"{calls}", "-timeout", "60s", "-timeout_error", "-nostdin", "-trace_err"])
            start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        // A datagram that comes too early is sent again; a connection is refused.
        if (transport != "u1")
            SpinWait.SpinUntil(() => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(at => at.Port == Port), TimeSpan.FromSeconds(30)).ShouldBeTrue("sipp listens");
    }

    public int Port { get; }

    /// <summary>As an operator would write it.</summary>
    public string Server => $"127.0.0.1:{Port}";

    /// <summary>sipp saw all that its scenario awaits.</summary>
    public async Task IsContent()
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        await _process.WaitForExitAsync(bound.Token);
        var errors = string.Concat(Directory.GetFiles(_folder, "*errors.log").Select(File.ReadAllText));
        _process.ExitCode.ShouldBe(0, errors);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort(SocketType type)
    {
        using var socket = new Socket(type, type == SocketType.Dgram ? ProtocolType.Udp : ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
