using System.Buffers.Binary;
using SessionRelay.Peers;
using SessionRelay.Routing;
using SessionRelay.Rtp;
using SessionRelay.Tests.Dtls;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Sessions;

/// <summary>
/// A client that has done ICE and DTLS may send what it likes with good keys: nothing throws, nothing grows, and the call of the others goes on. So with bytes from anywhere.
/// </summary>
[Collection(nameof(MeasuredAlone))]
public sealed class HostileAuthenticatedPeers : IDisposable
{
    private const int Packets = 100_000;
    private const int PerBurst = 500;

    private readonly VirtualRelay _relay = new();
    private readonly VirtualGuest _host;
    private readonly VirtualGuest _guest;
    private readonly Random _random = new(20261123);

    public HostileAuthenticatedPeers()
    {
        _host = _relay.Join(People.WithCamera(0, slots: 3));
        _guest = _relay.Join(People.WithCamera(1, slots: 3));
        _relay.Run(TimeSpan.FromSeconds(3));
    }

    public void Dispose() => _relay.Dispose();

    [Fact]
    public void A_hundred_thousand_mutated_rtp_packets_with_good_keys_harm_nobody()
    {
        var hostile = _relay.Join(People.WithSimulcast(7, slots: 1) with { Screen = People.Camera });
        var samples = Samples(hostile, isRtcp: false);
        var sequenceNumbers = new Dictionary<uint, ushort>();
        var reached = _relay.Shard.Counters.PacketsInAudio + _relay.Shard.Counters.PacketsInVideo;

        Storm(hostile, buffer =>
        {
            var length = Mutate(samples, buffer, from: 12);
            var ssrc = _random.Next(50) == 0 ? (uint)_random.Next() : BinaryPrimitives.ReadUInt32BigEndian(buffer[8..]);
            BinaryPrimitives.WriteUInt32BigEndian(buffer[8..], ssrc);
            // SRTP refuses a sequence number twice, so each stream counts on, now and then with a jump.
            var next = (ushort)(sequenceNumbers.GetValueOrDefault(ssrc, (ushort)60_000) + (_random.Next(20) == 0 ? _random.Next(1, 3000) : 1));
            sequenceNumbers[ssrc] = next;
            BinaryPrimitives.WriteUInt16BigEndian(buffer[2..], next);
            if (_random.Next(4) == 0)
                buffer[0] = (byte)(0x80 | _random.Next(64));
            if (_random.Next(8) == 0)
                buffer[1] = (byte)(_random.Next(2) == 0 ? _random.Next(128) : 96 + _random.Next(2));
            if (_random.Next(4) == 0)
                BinaryPrimitives.WriteUInt32BigEndian(buffer[4..], (uint)_random.Next());
            return (length, false);
        });

        (_relay.Shard.Counters.PacketsInAudio + _relay.Shard.Counters.PacketsInVideo - reached).ShouldBeGreaterThan(Packets / 4, "the storm got past SRTP");
    }

    [Fact]
    public void A_hundred_thousand_mutated_rtcp_packets_with_good_keys_harm_nobody()
    {
        var hostile = _relay.Join(People.WithSimulcast(7, slots: 1));
        var samples = Samples(hostile, isRtcp: true);
        var malformed = _relay.Shard.Counters.Drops(DropReason.Malformed);

        Storm(hostile, buffer =>
        {
            var length = Mutate(samples, buffer, from: 8);
            buffer[0] = (byte)(0x80 | buffer[0] & 0x3F);
            if (_random.Next(3) == 0)
                buffer[1] = (byte)_random.Next(192, 224);
            return (length & ~3, true);
        });

        (_relay.Shard.Counters.Drops(DropReason.Malformed) - malformed).ShouldBeGreaterThan(Packets / 10);
    }

    [Fact]
    public void Random_datagrams_of_every_first_byte_from_known_and_unknown_addresses_harm_nobody()
    {
        var (hosts, guests) = (new CallWatch(_relay, _host), new CallWatch(_relay, _guest));
        var held = _relay.Shard.Held;
        Span<byte> datagram = stackalloc byte[1500];
        for (var i = 0; i < Packets; i++)
        {
            var length = _random.Next(8) == 0 ? _random.Next(1, 1500) : _random.Next(1, 64);
            _random.NextBytes(datagram[..length]);
            datagram[0] = (byte)i;
            var from = (i % 3) switch { 0 => _host.Address, 1 => TransportAddress.FromIPv4((uint)_random.Next(), (ushort)i), _ => _guest.Address };
            _relay.Inject(datagram[..length], from);
            if (i % PerBurst == 0)
                _relay.Run(TimeSpan.FromMilliseconds(20));
        }

        _relay.Run(TimeSpan.FromSeconds(1));
        hosts.ShouldBeWhole();
        guests.ShouldBeWhole();
        (_relay.Shard.Held.Addresses, _relay.Shard.Held.Ufrags).ShouldBe((held.Addresses, held.Ufrags));
        _relay.Shard.Counters.Drops(DropReason.UnknownAddress).ShouldBeGreaterThan(Packets / 10);
        _relay.Shard.Counters.Drops(DropReason.SrtpAuth).ShouldBeGreaterThan(Packets / 100);
        _relay.Shard.Counters.Drops(DropReason.Malformed).ShouldBeGreaterThan(Packets / 10);
    }

    private delegate (int Length, bool IsRtcp) Maker(Span<byte> buffer);

    /// <summary>What the client sends of itself, in clear: what mutations begin from.</summary>
    private List<byte[]> Samples(VirtualGuest hostile, bool isRtcp)
    {
        _relay.Run(TimeSpan.FromSeconds(2));
        var samples = new List<byte[]>();
        hostile.Person.Watched = (bytes, rtcp) =>
        {
            if (rtcp == isRtcp && samples.Count < 400)
                samples.Add(bytes.ToArray());
        };
        hostile.LosesDown = datagram => datagram.Length % 7 == 0; // so that it asks for something
        _relay.Run(TimeSpan.FromSeconds(3));
        hostile.Person.Watched = null;
        hostile.LosesDown = null;
        hostile.Person.IsSending = false;
        samples.Count.ShouldBeGreaterThan(20);
        return samples;
    }

    private int Mutate(List<byte[]> samples, Span<byte> buffer, int from)
    {
        var sample = samples[_random.Next(samples.Count)];
        sample.CopyTo(buffer);
        var length = sample.Length;
        for (var n = _random.Next(6); n > 0; n--)
            buffer[_random.Next(Math.Min(from, length - 1), Math.Min(length, 80))] = (byte)_random.Next(256);
        if (_random.Next(8) == 0)
            length = _random.Next(from, length + 1);
        return Math.Max(12, length);
    }

    private void Storm(VirtualGuest hostile, Maker make)
    {
        var (hosts, guests) = (new CallWatch(_relay, _host), new CallWatch(_relay, _guest));
        var before = 0L;
        for (var i = 0; i < Packets; i++)
        {
            var buffer = hostile.Person.Peer!.Reserve();
            var (length, isRtcp) = make(buffer);
            if (isRtcp)
                hostile.Person.Peer.CommitRtcp(buffer, length);
            else
                hostile.Person.Peer.CommitRtp(buffer, length);
            if (i % PerBurst == PerBurst - 1)
                _relay.Run(TimeSpan.FromMilliseconds(20));
            if (i == Packets / 4)
                before = GC.GetTotalMemory(forceFullCollection: true);
        }

        _relay.Events.Count.ShouldBeLessThan(1_000);
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(6_000_000);
        _relay.Shard.Held.Addresses.ShouldBe(3);
        _relay.Shard.Held.PacketBlocks.ShouldBeLessThan(6 * (RetransmissionRing.MaxBlocks + 1));
        _relay.Run(TimeSpan.FromSeconds(1));
        hosts.ShouldBeWhole();
        guests.ShouldBeWhole();
    }
}
