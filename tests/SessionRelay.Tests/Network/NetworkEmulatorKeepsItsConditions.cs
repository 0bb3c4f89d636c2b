using System.Buffers.Binary;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Network;

public sealed class NetworkEmulatorKeepsItsConditions
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(5);

    [Fact]
    public void The_same_seed_gives_the_same_deliveries_and_another_seed_others()
    {
        var rough = new NetworkConditions { Delay = Ms(40), Jitter = Ms(20), Loss = 0.05, BurstStart = 0.01, BurstLength = 4, Reorder = 0.05, Duplicate = 0.02, BitsPerSecond = 2_000_000 };

        var first = Run(new NetworkEmulator(1, rough), 2_000);

        Run(new NetworkEmulator(1, rough), 2_000).ShouldBe(first);
        Run(new NetworkEmulator(2, rough), 2_000).ShouldNotBe(first);
    }

    [Fact]
    public void A_perfect_path_delivers_all_at_once_and_in_order()
    {
        var deliveries = Run(new NetworkEmulator(1, new NetworkConditions()), 1_000);

        deliveries.Select(delivery => delivery.Number).ShouldBe(Enumerable.Range(0, 1_000));
        deliveries.ShouldAllBe(delivery => delivery.Late == TimeSpan.Zero);
    }

    [Fact]
    public void Delay_and_jitter_stay_in_their_range_and_keep_the_order()
    {
        var deliveries = Run(new NetworkEmulator(3, new NetworkConditions { Delay = Ms(80), Jitter = Ms(30) }), 2_000);

        deliveries.Select(delivery => delivery.Number).ShouldBe(Enumerable.Range(0, 2_000));
        deliveries.ShouldAllBe(delivery => delivery.Late >= Ms(80) && delivery.Late <= Ms(110));
        deliveries.Max(delivery => delivery.Late).ShouldBeGreaterThan(deliveries.Min(delivery => delivery.Late) + Ms(20));
    }

    [Fact]
    public void Random_loss_has_its_rate()
    {
        var emulator = new NetworkEmulator(4, new NetworkConditions { Loss = 0.02 });

        var deliveries = Run(emulator, 20_000);

        emulator.Lost.ShouldBeInRange(320, 480);
        deliveries.Count.ShouldBe(20_000 - emulator.Lost);
    }

    [Fact]
    public void Bursts_have_their_mean_length()
    {
        var deliveries = Run(new NetworkEmulator(5, new NetworkConditions { BurstStart = 0.01, BurstLength = 6 }), 50_000);

        var gaps = deliveries.Zip(deliveries.Skip(1), (one, next) => next.Number - one.Number - 1).Where(gap => gap > 0).ToList();

        gaps.Count.ShouldBeInRange(350, 600);
        gaps.Average().ShouldBeInRange(5, 7);
    }

    [Fact]
    public void Reordered_datagrams_are_overtaken_and_none_is_lost()
    {
        var emulator = new NetworkEmulator(6, new NetworkConditions { Delay = Ms(10), Reorder = 0.1 });

        var deliveries = Run(emulator, 2_000);

        emulator.Reordered.ShouldBeInRange(140, 260);
        deliveries.Select(delivery => delivery.Number).Order().ShouldBe(Enumerable.Range(0, 2_000));
        deliveries.Zip(deliveries.Skip(1)).Count(pair => pair.First.Number > pair.Second.Number).ShouldBeGreaterThan(100);
    }

    [Fact]
    public void Duplicates_come_twice()
    {
        var emulator = new NetworkEmulator(7, new NetworkConditions { Duplicate = 0.1 });

        var deliveries = Run(emulator, 2_000);

        emulator.Duplicated.ShouldBeInRange(140, 260);
        deliveries.Count.ShouldBe(2_000 + emulator.Duplicated);
        deliveries.Select(delivery => delivery.Number).Distinct().Count().ShouldBe(2_000);
    }

    [Fact]
    public void The_rate_limit_queues_and_then_drops()
    {
        // 100 bytes every 5 ms are 160 kbit/s on a link of 80.
        var emulator = new NetworkEmulator(8, new NetworkConditions { BitsPerSecond = 80_000, QueueLimit = Ms(100) });

        var deliveries = Run(emulator, 2_000);

        deliveries.ShouldAllBe(delivery => delivery.Late >= Ms(10) && delivery.Late <= Ms(110));
        deliveries.Count.ShouldBeInRange(1_000, 1_020);
        emulator.Overflowed.ShouldBe(2_000 - deliveries.Count);
    }

    [Fact]
    public void A_bucket_of_tokens_passes_a_burst_and_fills_again()
    {
        var emulator = new NetworkEmulator(8, new NetworkConditions { BitsPerSecond = 80_000, Bucket = 500 });
        Span<byte> buffer = stackalloc byte[100];
        for (var round = 0; round < 2; round++)
        {
            var now = MonotonicTime.FromMilliseconds(1_000 * (round + 1));
            for (var i = 0; i < 7; i++) emulator.Send(buffer, now);
            var atOnce = 0;
            while (emulator.TryReceive(now, buffer, out _, out _)) atOnce++;
            atOnce.ShouldBe(5);
            emulator.TryReceive(now + Ms(20), buffer, out _, out _).ShouldBeTrue();
            emulator.TryReceive(now + Ms(20), buffer, out _, out _).ShouldBeTrue();
        }
    }

    [Fact]
    public void Conditions_can_change_on_the_way()
    {
        var emulator = new NetworkEmulator(9, new NetworkConditions { Delay = Ms(5) });
        emulator.Send([1], MonotonicTime.Zero);
        emulator.Conditions = NetworkConditions.Dead;
        emulator.Send([2], MonotonicTime.Zero);

        Span<byte> buffer = stackalloc byte[1];
        emulator.TryReceive(MonotonicTime.FromMilliseconds(5), buffer, out _, out _).ShouldBeTrue();
        buffer[0].ShouldBe((byte)1);
        (emulator.Underway, emulator.Lost, emulator.Deadline.IsNever).ShouldBe((0, 1, true));
    }

    [Fact]
    public void Nothing_arrives_before_the_deadline_and_ports_and_bytes_are_kept()
    {
        var emulator = new NetworkEmulator(10, new NetworkConditions { Delay = Ms(50) });
        byte[] datagram = [1, 2, 3];
        emulator.Send(datagram, MonotonicTime.FromMilliseconds(7), port: 4);
        datagram.AsSpan().Clear();

        emulator.Deadline.ShouldBe(MonotonicTime.FromMilliseconds(57));
        var buffer = new byte[16];
        emulator.TryReceive(MonotonicTime.FromMilliseconds(56.9), buffer, out _, out _).ShouldBeFalse();
        emulator.TryReceive(MonotonicTime.FromMilliseconds(57), buffer, out var length, out var port).ShouldBeTrue();
        buffer[..length].ShouldBe([1, 2, 3]);
        port.ShouldBe(4);
    }

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    /// <summary>Sends one numbered datagram of 100 bytes every 5 ms and turns the clock from deadline to deadline.</summary>
    private static List<(int Number, TimeSpan Late)> Run(NetworkEmulator emulator, int count)
    {
        List<(int Number, TimeSpan Late)> deliveries = [];
        Span<byte> datagram = stackalloc byte[100];
        var sent = 0;
        var nextSend = MonotonicTime.Zero;
        while (sent < count || !emulator.Deadline.IsNever)
        {
            var now = MonotonicTime.Min(sent < count ? nextSend : MonotonicTime.Never, emulator.Deadline);
            if (sent < count && nextSend <= now)
            {
                BinaryPrimitives.WriteInt32BigEndian(datagram, sent++);
                emulator.Send(datagram, now);
                nextSend += Interval;
            }

            while (emulator.TryReceive(now, datagram, out var length, out _))
            {
                length.ShouldBe(100);
                var number = BinaryPrimitives.ReadInt32BigEndian(datagram);
                deliveries.Add((number, now - (MonotonicTime.Zero + Interval * number)));
            }
        }

        return deliveries;
    }
}
