using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using SessionRelay.Net;
using SessionRelay.Phone.Sip;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Phone.Sip;

/// <summary>A user agent of ours by UDP, and sipp as its trunk.</summary>
internal sealed class Sipp : IDisposable
{
    private readonly SippProcess _process;
    private readonly SipUdpPort _port;
    private readonly List<CallEvent> _events = [];
    private readonly SemaphoreSlim _told = new(0);
    private OutgoingCall? _call;

    public Sipp(string scenario, string? password = null)
    {
        _process = new SippProcess(scenario);
        _port = new SipUdpPort(new IPEndPoint(IPAddress.Loopback, 0), new MonotonicClock(TimeProvider.System), NullLogger.Instance);
        var trunk = new SipTrunk
        {
            Address = TransportAddress.From(IPAddress.Loopback, _process.Port),
            Domain = _process.Server,
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
    public Task IsContent() => _process.IsContent();

    public void Dispose()
    {
        _port.Dispose();
        _process.Dispose();
        _told.Dispose();
    }
}
