using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using SessionRelay.Dtls;
using SessionRelay.Ice;
using SessionRelay.Net;
using SessionRelay.OpenSsl;
using SessionRelay.Routing;
using SessionRelay.Shards;
using SessionRelay.Wire;

namespace SessionRelay;

/// <summary>
/// The media relay as signaling sees it: open a room, connect a peer, hear events, read counters. All members may be called from any thread;
/// each call is posted to the room's shard and awaited. Nothing here blocks a shard.
/// </summary>
public sealed partial class Relay : IAsyncDisposable
{
    private readonly RelayShard[] _shards;
    private readonly DtlsCertificate _certificate;
    private readonly ConcurrentDictionary<string, RelayRoom?> _rooms = new(); // null: being opened
    private int _disposed;

    private Relay(RelayShard[] shards, DtlsCertificate certificate, IReadOnlyList<IPEndPoint> addresses, IReadOnlyList<IPEndPoint> tcpAddresses)
    {
        _shards = shards;
        _certificate = certificate;
        Addresses = addresses;
        TcpAddresses = tcpAddresses;
    }

    /// <summary>What answers announce as UDP candidates, over all shards.</summary>
    public IReadOnlyList<IPEndPoint> Addresses { get; }

    /// <summary>What answers announce as TCP candidates, over all shards; empty without <see cref="RelayOptions.TcpPort"/>.</summary>
    public IReadOnlyList<IPEndPoint> TcpAddresses { get; }

    /// <summary>Binds the ports and starts the shards. Throws <see cref="RelayStartException"/> with one clear line when this machine can't.</summary>
    public static Relay Start(RelayOptions options, ILoggerFactory loggers, TimeProvider time)
    {
        RelayMachine.Require();
        RequirePorts(options);
        HugePages.KeepForHeap();
        var logger = loggers.CreateLogger<Relay>();
        var clock = new MonotonicClock(time);
        var announced = options.PublicAddresses.Count > 0 ? options.PublicAddresses : LocalAddresses.Find();
        var certificate = DtlsCertificate.Create();
        var probe = options.ReachKey.Length == 0 ? null : new ReachProbe(options.ReachKey);
        var shards = new List<RelayShard>();
        var addresses = new List<TransportAddress>();
        try
        {
            for (var number = 0; number < options.Shards; number++)
            {
                var port = UdpPort.Bind(options.UdpPort == 0 ? 0 : options.UdpPort + number);
                TcpPort? streams = null;
                try
                {
                    if (options.TcpPort is { } tcpPort)
                        streams = TcpPort.Bind(tcpPort == 0 ? 0 : tcpPort + number);
                }
                catch
                {
                    port.Dispose();
                    throw;
                }

                List<TransportAddress> candidates = [.. announced.Select(address => TransportAddress.From(address, port.LocalPort))];
                if (streams is not null)
                    candidates.AddRange(announced.Select(address => TransportAddress.From(address, streams.LocalPort, TransportProtocol.Tcp)));
                addresses.AddRange(candidates);
                var core = new Shard(new ShardSettings(candidates, certificate, clock.ToWall, fault => LogFault(logger, fault), probe), port);
                shards.Add(new RelayShard(number, port, streams, core, clock, logger));
            }
        }
        catch
        {
            foreach (var shard in shards)
                shard.Dispose();
            certificate.Dispose();
            throw;
        }

        foreach (var shard in shards)
            shard.Start();
        foreach (var address in addresses)
            LogListening(logger, address);
        return new Relay([.. shards], certificate, EndPoints(addresses, TransportProtocol.Udp), EndPoints(addresses, TransportProtocol.Tcp));
    }

    /// <summary>Throws <see cref="RelayStartException"/> when there are fewer ports than shards.</summary>
    internal static void RequirePorts(RelayOptions options)
    {
        RequirePorts("Relay:UdpPort", options.UdpPort, options.Shards);
        if (options.TcpPort is { } first)
            RequirePorts("Relay:Tcp:Port", first, options.Shards);
    }

    /// <summary>Opens a room on the shard with the fewest people. The same id again while the first is open throws <see cref="InvalidOperationException"/>.</summary>
    public async Task<RelayRoom> OpenRoomAsync(string roomId, ChannelWriter<RelayEvent> events)
    {
        var shard = _shards[0];
        foreach (var other in _shards)
        {
            if ((other.Core.Counters.Peers, other.Core.Counters.Rooms).CompareTo((shard.Core.Counters.Peers, shard.Core.Counters.Rooms)) < 0)
                shard = other;
        }

        if (!_rooms.TryAdd(roomId, null))
            throw new InvalidOperationException("A room with this id is open already.");
        try
        {
            var room = await shard.AskAsync(_ => shard.Core.OpenRoom(roomId, events)).ConfigureAwait(false);
            var opened = new RelayRoom(shard, room, closed => _rooms.TryRemove(KeyValuePair.Create(closed.Id, (RelayRoom?)closed)));
            _rooms[roomId] = opened;
            return opened;
        }
        catch
        {
            _rooms.TryRemove(roomId, out _);
            throw;
        }
    }

    /// <summary>Whether every shard's thread runs. Reads nothing else, so that asking often changes no counter.</summary>
    public bool IsRunning => Volatile.Read(ref _disposed) == 0 && Array.TrueForAll(_shards, static shard => shard.IsRunning);

    /// <summary>
    /// Lets all other threads of the process step back behind the shards', by 5 of nice(2)'s levels and for good: for a program whose purpose is this relay, once, when it has started.
    /// Threads and processes that are made later inherit it from who makes them.
    /// </summary>
    public void PutMediaFirst() => MediaFirst.Apply(Array.ConvertAll(_shards, static shard => shard.ThreadId));

    /// <summary>Totals over all shards since the start, and current gauges. Cheap: for a scrape every second.</summary>
    public RelayCounters ReadCounters() => CounterSnapshot.Read(_shards);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        foreach (var room in _rooms.Values)
        {
            if (room is not null)
                await room.CloseAsync().ConfigureAwait(false);
        }

        foreach (var shard in _shards)
            shard.Dispose();
        _certificate.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A peer connection failed by a defect and was closed; the others go on")]
    private static partial void LogFault(ILogger logger, Exception fault);

    [LoggerMessage(Level = LogLevel.Information, Message = "Media is received and announced at {Address}")]
    private static partial void LogListening(ILogger logger, TransportAddress address);

    private static IReadOnlyList<IPEndPoint> EndPoints(List<TransportAddress> addresses, TransportProtocol protocol) =>
        [.. addresses.Where(address => address.Protocol == protocol).Select(address => address.ToIPEndPoint())];

    private static void RequirePorts(string setting, int first, int shards)
    {
        if (first == 0 || first + shards - 1 <= IPEndPoint.MaxPort)
            return;
        throw new RelayStartException(
            "address-unusable", $"{setting} {first} leaves no room for {shards} shards, which take one port each. Choose {IPEndPoint.MaxPort - shards + 1} or less.");
    }
}
