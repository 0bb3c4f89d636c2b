using SessionRelay.Net;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Net;

/// <summary>Who may have a TCP connection, and how long: without sockets, by a clock that the test turns.</summary>
public sealed class TcpConnectionsAreBounded
{
    private static readonly byte[] Check = [0, 1, 0, 0];

    private readonly TcpConnections _connections = new();
    private MonotonicTime _now = MonotonicTime.FromMilliseconds(1_000);
    private int _made;

    [Fact]
    public void A_stranger_is_closed_after_5_seconds_also_one_who_keeps_writing()
    {
        var silent = Admit(1)!;
        var loris = Admit(2)!;
        for (var second = 1; second < 5; second++)
        {
            Wait(1);
            TcpConnections.Judge(loris, Check, _now).ShouldBeNull();
            Due().ShouldBeEmpty();
        }

        Wait(1);
        Due().ShouldBe([(silent, TcpCloseReason.Unproven), (loris, TcpCloseReason.Unproven)], ignoreOrder: true);
    }

    [Fact]
    public void A_participant_is_closed_after_10_seconds_of_nothing()
    {
        var person = Admit(1, proven: true)!;
        for (var round = 0; round < 5; round++)
        {
            Wait(9.5);
            Due().ShouldBeEmpty();
            TcpConnections.Judge(person, [0x80, 0x60], _now).ShouldBeNull("media is welcome from who has proven");
        }

        Wait(10);
        Due().ShouldBe([(person, TcpCloseReason.Idle)]);
    }

    [Fact]
    public void A_stranger_who_speaks_no_stun_is_closed_at_the_first_frame() =>
        TcpConnections.Judge(Admit(1)!, [0x16, 0xFE, 0xFD], _now).ShouldBe(TcpCloseReason.Malformed);

    [Fact]
    public void A_stranger_may_try_a_check_32_times()
    {
        var stranger = Admit(1)!;
        for (var i = 0; i < TcpConnections.MaxFramesBeforeProof; i++) TcpConnections.Judge(stranger, Check, _now).ShouldBeNull();
        TcpConnections.Judge(stranger, Check, _now).ShouldBe(TcpCloseReason.Unproven);
    }

    [Fact]
    public void One_address_has_64_strangers_and_128_connections_and_others_still_come_in()
    {
        for (var i = 0; i < TcpConnections.MaxUnprovenPerAddress; i++) Admit(1).ShouldNotBeNull();
        Admit(1).ShouldBeNull();
        Admit(2).ShouldNotBeNull();

        for (var i = 0; i < TcpConnections.MaxPerAddress; i++) Admit(3, proven: true).ShouldNotBeNull();
        Admit(3).ShouldBeNull();
    }

    [Fact]
    public void An_ipv6_network_counts_as_one_address()
    {
        for (var i = 0; i < TcpConnections.MaxUnprovenPerAddress; i++) _connections.Admit(InNetwork(1), _now, out _).ShouldNotBeNull();
        _connections.Admit(InNetwork(1), _now, out _).ShouldBeNull();
        _connections.Admit(InNetwork(2), _now, out _).ShouldNotBeNull();
    }

    [Fact]
    public void A_flood_of_strangers_pushes_out_the_oldest_of_them_and_nobody_else()
    {
        var people = Enumerable.Range(0, 100).Select(i => Admit(1000 + i, proven: true)!).ToList();
        var strangers = new Queue<TcpConnection>();
        for (var i = 0; i < 3 * TcpConnections.MaxUnproven; i++)
        {
            Wait(0.001);
            var admitted = _connections.Admit(Path(i / 32), _now, out var evicted).ShouldNotBeNull();
            (evicted is not null).ShouldBe(strangers.Count == TcpConnections.MaxUnproven);
            if (evicted is not null)
            {
                evicted.ShouldBe(strangers.Dequeue());
                _connections.Remove(evicted);
            }

            strangers.Enqueue(admitted);
        }

        people.ShouldAllBe(person => person.IsOpen);
        _connections.Count.ShouldBe(100 + TcpConnections.MaxUnproven);
    }

    [Fact]
    public void When_all_places_are_taken_by_participants_nobody_else_comes_in()
    {
        for (var i = 0; i < TcpConnections.Max - 1; i++) Admit(i, proven: true).ShouldNotBeNull();
        var stranger = Admit(5000)!;
        _connections.Admit(Path(5001), _now, out var evicted).ShouldNotBeNull().IsProven = true;
        evicted.ShouldBe(stranger);
        _connections.Remove(stranger);
        _connections.Admit(Path(5002), _now, out _).ShouldBeNull();

        _connections.Remove(_connections.Find(0, 1)!);
        _connections.Admit(Path(5002), _now, out _).ShouldNotBeNull();
    }

    [Fact]
    public void A_place_that_is_used_again_is_not_taken_for_the_one_before()
    {
        var first = Admit(1)!;
        var (slot, use, path) = (first.Slot, first.Use, first.Path);
        first.Backlog.TryAppend([1]);
        _connections.Remove(first);
        _connections.Find(slot, use).ShouldBeNull();
        _connections.Find(path).ShouldBeNull();

        var second = Admit(2)!;
        second.Slot.ShouldBe(slot);
        second.Backlog.Length.ShouldBe(0);
        _connections.Find(slot, use).ShouldBeNull();
        _connections.Find(slot, second.Use).ShouldBe(second);
    }

    private TcpConnection? Admit(int address, bool proven = false)
    {
        var connection = _connections.Admit(Path(address), _now, out _);
        if (connection is not null) connection.IsProven = proven;
        return connection;
    }

    private void Wait(double seconds) => _now += TimeSpan.FromSeconds(seconds);

    private List<(TcpConnection, TcpCloseReason)> Due()
    {
        var due = new List<(TcpConnection, TcpCloseReason)>();
        _connections.Sweep(_now, due);
        return due;
    }

    private NetworkPath Path(int address) => new(
        TransportAddress.FromIPv4(0x0A00_0000 + (uint)address, (ushort)(1024 + _made++), TransportProtocol.Tcp),
        TransportAddress.FromIPv4(0x7F00_0001, 443, TransportProtocol.Tcp));

    private NetworkPath InNetwork(ulong network) => new(
        new TransportAddress(0x2001_0DB8_0000_0000 | network, (ulong)Random.Shared.NextInt64(), 0, (ushort)(1024 + _made++), TransportProtocol.Tcp),
        TransportAddress.FromIPv4(0x7F00_0001, 443, TransportProtocol.Tcp));
}
