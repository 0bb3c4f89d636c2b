using SessionRelay.Ice;
using SessionRelay.Stun;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Ice;

/// <summary>Both agents joined by a seeded network of one delay and one loss rate, in a time that only a test moves.</summary>
internal sealed class ClientAndRelay
{
    public static readonly TransportAddress First = TransportAddress.FromIPv4(0x0A00_00FE, 40_000);
    public static readonly TransportAddress Second = TransportAddress.FromIPv4(0x0A00_01FE, 40_000);
    public static readonly IceCandidate[] Candidates = [new(First, IceCandidate.HostPriority(2)), new(Second, IceCandidate.HostPriority(1))];

    private readonly Random _random = new(8445);
    private readonly PriorityQueue<(byte[] Bytes, TransportAddress RelayAddress, bool ToRelay), long> _wire = new();
    private readonly byte[] _buffer = new byte[IceControllingAgent.MaxMessageLength];

    public ClientAndRelay(bool controlling = true)
    {
        Relay = new IceLiteAgent(IceCredentials.Create(), Now);
        Client = new IceControllingAgent(ClientCredentials, Relay.Local, Candidates, tieBreaker: 99, Now, controlling);
    }

    public IceCredentials ClientCredentials { get; } = IceCredentials.Create();

    public IceLiteAgent Relay { get; }

    public IceControllingAgent Client { get; }

    public MonotonicTime Now { get; private set; } = MonotonicTime.FromMilliseconds(5_000);

    public TransportAddress ClientAddress { get; set; } = TransportAddress.FromIPv4(0xC633_6407, 50_000);

    public double DelayMilliseconds { get; set; } = 1;

    public double Loss { get; set; }

    /// <summary>Relay addresses from which and to which nothing passes.</summary>
    public HashSet<TransportAddress> Blocked { get; } = [];

    public List<(MonotonicTime At, TransportAddress To, bool UseCandidate)> Sent { get; } = [];

    public void RunUntil(Func<bool> done, double withinMilliseconds)
    {
        var end = Now + TimeSpan.FromMilliseconds(withinMilliseconds);
        while (!done())
        {
            Now.ShouldBeLessThan(end, "it has not come to that in time");
            Step(end);
        }
    }

    public void Run(double milliseconds)
    {
        var end = Now + TimeSpan.FromMilliseconds(milliseconds);
        while (Now < end)
            Step(end);
    }

    private void Step(MonotonicTime end)
    {
        while (Client.Poll(Now, _buffer, out var length, out var to))
        {
            StunMessage.TryParse(_buffer.AsSpan(0, length), out var check).ShouldBeTrue();
            Sent.Add((Now, to, check.HasUseCandidate));
            Send(length, to, toRelay: true);
        }

        var next = MonotonicTime.Min(end, MonotonicTime.Max(Client.Deadline, Now + TimeSpan.FromTicks(1)));
        if (_wire.TryPeek(out _, out var arrival))
            next = MonotonicTime.Min(next, new MonotonicTime(arrival));

        Now = MonotonicTime.Max(Now, next);
        while (_wire.TryPeek(out var datagram, out var at) && at <= Now.Ticks)
        {
            _wire.Dequeue();
            Deliver(datagram.Bytes, datagram.RelayAddress, datagram.ToRelay);
        }

        Relay.OnTimeout(Now);
    }

    private void Deliver(byte[] bytes, TransportAddress relayAddress, bool toRelay)
    {
        StunMessage.TryParse(bytes, out var message).ShouldBeTrue();
        var length = 0;
        if (toRelay)
            Relay.Handle(message, new NetworkPath(ClientAddress, relayAddress), Now, _buffer, out length);
        else
            Client.Handle(message, relayAddress, Now, _buffer, out length);

        if (length > 0)
            Send(length, relayAddress, !toRelay);
    }

    private void Send(int length, TransportAddress relayAddress, bool toRelay)
    {
        if (Blocked.Contains(relayAddress) || _random.NextDouble() < Loss)
            return;

        var arrival = Now + TimeSpan.FromMilliseconds(DelayMilliseconds);
        _wire.Enqueue((_buffer.AsSpan(0, length).ToArray(), relayAddress, toRelay), arrival.Ticks);
    }
}
