using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using SessionRelay.Phone.Sip;
using SessionRelay.Wire;

namespace SessionRelay.Net;

/// <summary>
/// The way to the trunk while a node runs: finds out where its name leads, now and again later, drives the user agent on a thread of its own, and tells each call's channel
/// what happens to it. A trunk that isn't there stops nothing: calls through it are unreachable, and it is looked for again.
/// </summary>
internal sealed partial class TrunkLine : IAsyncDisposable
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(60);

    /// <summary>A name may lead elsewhere without a failure; its time to live is not told to us.</summary>
    private static readonly TimeSpan Review = TimeSpan.FromMinutes(5);

    /// <summary>At a stop: BYE, CANCEL and the end of a registration get their answers, or don't.</summary>
    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(2);

    private readonly PhoneLineOptions _options;
    private readonly TrunkName _name;
    private readonly MonotonicClock _clock;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _asked = new(0);
    private readonly TaskCompletionSource _silent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _guard = new();
    private readonly List<Action<SipUserAgent?, MonotonicTime>> _waiting = [];
    private readonly Task _keeping;
    private SipPort? _port;
    private volatile IPAddress? _local;
    private volatile bool _isRegistered;
    private volatile bool _isLeaving;
    private volatile int _reachable = -1; // -1: not known
    private int _disposed;

    /// <exception cref="ArgumentException">The server is no name, or SRTP is required without TLS.</exception>
    public TrunkLine(PhoneLineOptions options, MonotonicClock clock, ILogger logger)
    {
        _options = options;
        _clock = clock;
        _logger = logger;
        _name = TrunkName.TryParse(options.Server, options.Transport == PhoneTransport.Tls)
            ?? throw new ArgumentException("The trunk's server is a host or host:port, an IPv6 address in brackets.", nameof(options));
        if (options.RequiresSrtp && options.Transport != PhoneTransport.Tls)
            throw new ArgumentException("SRTP is required only with TLS: its keys are in the messages.", nameof(options));
        _keeping = Task.Run(KeepAsync);
    }

    public bool? IsReachable => _reachable < 0 ? null : _reachable == 1;

    public bool IsRegistered => _isRegistered;

    public bool RequiresSrtp => _options.RequiresSrtp;

    public PortRange? RtpPorts => _options.RtpPorts;

    /// <summary>Where the trunk reaches this machine; null until its name has led somewhere.</summary>
    public IPAddress? LocalAddress => _local;

    /// <summary>Whose calls they are; only on the trunk's thread, that is inside <see cref="Post"/>.</summary>
    public Dictionary<OutgoingCall, PhoneChannel> Calls { get; } = [];

    /// <summary>
    /// Runs <paramref name="work"/> on the trunk's thread, in order; without an agent, on any thread, when the trunk's name leads nowhere or the line has ended.
    /// </summary>
    public void Post(Action<SipUserAgent?, MonotonicTime> work)
    {
        SipPort? port;
        lock (_guard)
        {
            port = _port;
            if (port is null && !_stop.IsCancellationRequested)
            {
                _waiting.Add(work);
                _asked.Release();
                return;
            }
        }

        if (port is not null && _disposed == 0)
            port.Post((agent, now) => work(agent, now));
        else
            work(null, _clock.Now);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _keeping.ConfigureAwait(false);
        _port?.Post((agent, now) =>
        {
            foreach (var call in Calls.Keys.ToArray())
                call.HangUp(now);
            agent.Keeper.Unregister(now);
            _isLeaving = true;
        });
        if (_port is not null)
        {
            await _silent.Task.WaitAsync(FarewellTime).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _port.Dispose();
        }

        FailWaiting();
        _stop.Dispose();
        _asked.Dispose();
    }

    private async Task KeepAsync()
    {
        var retry = FirstRetry;
        IPAddress? server = null;
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                var found = await _name.ResolveAsync(_options.LocalAddress, _local?.AddressFamily, _reachable == 0 ? null : server, _stop.Token).ConfigureAwait(false);
                var isThere = found is { } way && TryUse(way.Server, way.Local);
                if (isThere)
                {
                    server = found!.Value.Server.Address;
                }
                else
                {
                    if (_port is null)
                        _reachable = 0;
                    LogNotFound(_logger);
                    FailWaiting();
                }

                var isWell = isThere && _reachable != 0;
                await _asked.WaitAsync(isWell ? Review : retry, _stop.Token).ConfigureAwait(false);
                retry = isWell ? FirstRetry : TimeSpan.FromTicks(Math.Min(2 * retry.Ticks, LastRetry.Ticks));
            }
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            // The line ends.
        }
    }

    private bool TryUse(IPEndPoint server, IPAddress local)
    {
        var address = TransportAddress.From(server);
        if (_port is { } running)
        {
            _local = local;
            running.Post((agent, _) => agent.Trunk = agent.Trunk with { Address = address, LocalHost = local.ToString() });
            return true;
        }

        SipPort port;
        try
        {
            port = _options.Transport == PhoneTransport.Udp
                ? new SipUdpPort(new IPEndPoint(server.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0), _clock, _logger)
                : new SipStreamPort(server.AddressFamily, _options.Transport == PhoneTransport.Tls ? Tls() : null, _clock, _logger);
        }
        catch (SocketException reason)
        {
            LogNoPort(_logger, reason.SocketErrorCode);
            return false;
        }

        _local = local;
        var trunk = new SipTrunk
        {
            Address = address,
            Domain = _name.Domain,
            Transport = _options.Transport switch { PhoneTransport.Tcp => SipTransport.Tcp, PhoneTransport.Tls => SipTransport.Tls, _ => SipTransport.Udp },
            User = _options.User,
            Password = _options.Password,
            CallerId = _options.CallerId,
            LocalHost = local.ToString(),
            LocalPort = port.LocalPort,
            Registers = _options.Register,
        };
        port.Start(now => new SipUserAgent(trunk, now), OnCall, OnTurn);
        lock (_guard)
        {
            _port = port;
            foreach (var work in _waiting)
                port.Post((agent, now) => work(agent, now));
            _waiting.Clear();
        }

        return true;
    }

    private SslClientAuthenticationOptions Tls()
    {
        var tls = new SslClientAuthenticationOptions { TargetHost = _name.Host };
        if (_options.TrustedCertificates is { } trusted)
        {
            tls.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            tls.CertificateChainPolicy.CustomTrustStore.AddRange(trusted);
        }

        return tls;
    }

    private void OnCall(CallEvent happened)
    {
        if (Calls.TryGetValue(happened.Call, out var channel))
            channel.On(happened);
    }

    private void OnTurn(SipUserAgent agent)
    {
        var reachable = agent.Keeper.IsReachable switch { true => 1, false => 0, null => -1 };
        if (reachable != _reachable)
        {
            _reachable = reachable;
            if (reachable == 0)
                LogSilent(_logger);
            else if (reachable == 1)
                LogReached(_logger);
            // It may have moved: its name is asked again at once.
            if (reachable == 0 && !_isLeaving && _disposed == 0)
                _asked.Release();
        }

        _isRegistered = agent.Keeper.IsRegistered;
        if (_isLeaving && agent.OpenTransactions == 0)
            _silent.TrySetResult();
    }

    private void FailWaiting()
    {
        Action<SipUserAgent?, MonotonicTime>[] waiting;
        lock (_guard)
        {
            waiting = [.. _waiting];
            _waiting.Clear();
        }

        foreach (var work in waiting)
            work(null, _clock.Now);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The telephone trunk's name leads nowhere now, or this machine has no way there; it is asked for again. Calls fail as unreachable")]
    private static partial void LogNotFound(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "No port for SIP: {Error}. It is tried again. Calls fail as unreachable")]
    private static partial void LogNoPort(ILogger logger, SocketError error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The telephone trunk does not answer; it is asked again every minute")]
    private static partial void LogSilent(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "The telephone trunk answers")]
    private static partial void LogReached(ILogger logger);
}
