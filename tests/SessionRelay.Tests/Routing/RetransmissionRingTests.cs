using SessionRelay.Routing;
using static SessionRelay.Tests.Routing.SampleStream;

namespace SessionRelay.Tests.Routing;

public sealed class RetransmissionRingTests
{
    private readonly PacketBlockPool _pool = new();

    [Fact]
    public void Packets_are_given_back_for_1500_ms()
    {
        using var ring = new RetransmissionRing(_pool);
        ring.Add(65535, [1, 2, 3], At(0), startsKeyframe: false);
        ring.Add(0, [4, 5], At(10), startsKeyframe: false);

        ring.TryGet(65535, At(1500), out var first).ShouldBeTrue();
        first.SequenceEqual<byte>([1, 2, 3]).ShouldBeTrue();
        ring.TryGet(0, At(1500), out var second).ShouldBeTrue();
        second.SequenceEqual<byte>([4, 5]).ShouldBeTrue();
        ring.TryGet(65535, At(1501), out _).ShouldBeFalse();
        ring.TryGet(1, At(10), out _).ShouldBeFalse();
    }

    [Fact]
    public void Memory_follows_the_bit_rate_and_is_bounded()
    {
        using var ring = new RetransmissionRing(_pool);
        var packet = new byte[1100];
        ushort sequenceNumber = 0;

        // 150 kbit/s need under 64 KB; 20 Mbit/s take the whole budget and no more; after 10 slow seconds it is given back.
        Run(packetsPerSecond: 17, seconds: 10, start: 0);
        ring.HeldBytes.ShouldBeLessThanOrEqualTo(4 * PacketBlockPool.BlockLength);
        Run(packetsPerSecond: 2300, seconds: 5, start: 10);
        ring.HeldBytes.ShouldBe(1024 * 1024);
        ring.TryGet((ushort)(sequenceNumber - 1), At(15_000), out _).ShouldBeTrue();
        ring.TryGet((ushort)(sequenceNumber - 1500), At(15_000), out _).ShouldBeFalse();
        Run(packetsPerSecond: 17, seconds: 10, start: 15);
        ring.HeldBytes.ShouldBeLessThanOrEqualTo(5 * PacketBlockPool.BlockLength);
        ring.Dispose();
        _pool.Rented.ShouldBe(0);

        void Run(int packetsPerSecond, int seconds, int start)
        {
            for (var i = 0; i < packetsPerSecond * seconds; i++)
                ring.Add(sequenceNumber++, packet, At((start * 1000) + (i * 1000.0 / packetsPerSecond)), startsKeyframe: false);
        }
    }

    [Fact]
    public void What_it_gives_is_what_was_put_in()
    {
        // Against a dictionary: random lengths, reordering, gaps, repeats and a stop of some seconds now and then.
        var random = new Random(11);
        using var ring = new RetransmissionRing(_pool);
        var model = new Dictionary<ushort, (byte[] Packet, double At)>();
        var now = 0.0;
        var head = 64_000;
        var found = 0;
        for (var i = 0; i < 20_000; i++)
        {
            now += random.Next(500) == 0 ? 2_500 : random.NextDouble() * 8;
            head += random.Next(20) == 0 ? 3 : 1;
            var sequenceNumber = (ushort)(head - (random.Next(10) == 0 ? random.Next(30) : 0));
            var packet = new byte[random.Next(1, 1400)];
            random.NextBytes(packet);
            ring.Add(sequenceNumber, packet, At(now), startsKeyframe: false);
            model[sequenceNumber] = (packet, now);

            var wanted = (ushort)(head - random.Next(450));
            var isExpected = model.TryGetValue(wanted, out var original) && (At(now) - At(original.At)).TotalSeconds <= 1.5;
            ring.TryGet(wanted, At(now), out var kept).ShouldBe(isExpected);
            if (isExpected)
            {
                found++;
                kept.SequenceEqual(original.Packet).ShouldBeTrue();
            }
        }

        found.ShouldBeGreaterThan(5_000);
        ring.HeldBytes.ShouldBeLessThanOrEqualTo(1024 * 1024);
    }

    [Fact]
    public void A_new_viewer_starts_at_the_last_key_frame_when_all_since_is_here()
    {
        using var ring = new RetransmissionRing(_pool);
        for (ushort i = 0; i < 100; i++)
        {
            if (i != 60)
                ring.Add((ushort)(65500 + i), [1], At(i), startsKeyframe: i is 10 or 50);
        }

        ring.TryFindKeyframe(At(100), 300, awaited: null, out _, out _).ShouldBeFalse();
        ring.Add(65500 + 60 - 65536, [1], At(100), startsKeyframe: false);
        ring.TryFindKeyframe(At(100), 300, awaited: null, out var first, out var count).ShouldBeTrue();
        first.ShouldBe((ushort)(65550 - 65536));
        count.ShouldBe(50);
        ring.TryFindKeyframe(At(100), 49, awaited: null, out _, out _).ShouldBeFalse();
        ring.TryFindKeyframe(At(1_551), 300, awaited: null, out _, out _).ShouldBeFalse();
    }

    [Fact]
    public void A_publisher_that_counts_anew_is_kept_again_after_one_stray()
    {
        using var ring = new RetransmissionRing(_pool);
        ring.Add(40_000, [1], At(0), startsKeyframe: true);

        ring.Add(20_000, [2], At(1), startsKeyframe: false);
        ring.TryGet(20_000, At(1), out _).ShouldBeFalse();
        ring.Add(20_001, [3], At(2), startsKeyframe: false);

        ring.TryGet(20_001, At(2), out _).ShouldBeTrue();
        ring.TryFindKeyframe(At(2), 300, awaited: null, out _, out _).ShouldBeFalse();
    }

    [Fact]
    public void Packets_of_no_or_too_many_bytes_are_left_out()
    {
        using var ring = new RetransmissionRing(_pool);
        ring.Add(1, [], At(0), startsKeyframe: false);
        ring.Add(2, new byte[RetransmissionRing.MaxPacketLength + 1], At(0), startsKeyframe: false);

        ring.TryGet(1, At(0), out _).ShouldBeFalse();
        ring.TryGet(2, At(0), out _).ShouldBeFalse();
    }
}
