using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using SessionRelay.Net;
using SessionRelay.Phone.Sip;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Phone.Sip;

/// <summary>Debian's sipp as the trunk, on loopback: it plays one scenario for one call and ends with 0 when all came as the scenario says.</summary>
internal sealed class Sipp : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sipp").FullName;
    private readonly Process _process;
    private readonly SipUdpPort _port;
    private readonly List<CallEvent> _events = [];
    private readonly SemaphoreSlim _told = new(0);
    private OutgoingCall? _call;

    public Sipp(string scenario, string? password = null)
    {
        File.WriteAllText(Path.Combine(_folder, "scenario.xml"), $"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<scenario name=\"test\">{scenario}</scenario>");
        var port = FreePort();
        var start = new ProcessStartInfo("sipp") { UseShellExecute = false, WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in (string[])["-sf", "scenario.xml", "-i", "127.0.0.1", "-p", $"{port}", "-m", "1", "-timeout", "60s", "-timeout_error", "-nostdin", "-trace_err"])
            start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _port = new SipUdpPort(new IPEndPoint(IPAddress.Loopback, 0), new MonotonicClock(TimeProvider.System), NullLogger.Instance);
        var trunk = new SipTrunk
        {
            Address = TransportAddress.From(IPAddress.Loopback, port),
            Domain = $"127.0.0.1:{port}",
            LocalHost = "127.0.0.1",
            LocalPort = _port.LocalPort,
            User = "relay",
            Password = password ?? "secret",
            ChecksHealth = false,
        };
        _port.Start(now => new SipUserAgent(trunk, now), happened =>
        {
            lock (_events)
                _events.Add(happened);
            _told.Release();
        });
    }

    public void Dial() => _port.Post((agent, now) => _call = agent.Dial("+493012345", new PhoneLocalMedia(new IPEndPoint(IPAddress.Loopback, 30_000), 1), now));

    public void HangUp() => _port.Post((_, now) => _call!.HangUp(now));

    /// <summary>The first event that fits; within a minute, else the test fails.</summary>
    public async Task<CallEvent> Until(Func<CallEvent, bool> fits)
    {
        for (var seen = 0; ;)
        {
            lock (_events)
            {
                for (; seen < _events.Count; seen++)
                {
                    if (fits(_events[seen]))
                        return _events[seen];
                }
            }

            (await _told.WaitAsync(TimeSpan.FromSeconds(60))).ShouldBeTrue("no such event within a minute");
        }
    }

    public Task<CallEvent> Until(CallState state) => Until(e => e.State == state);

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
        _port.Dispose();
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
        _told.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Dgram, System.Net.Sockets.ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
