using SessionRelay.Phone.Audio;
using SessionRelay.Rtp;
using SessionRelay.Tests.Network;
using SessionRelay.Tests.Rtp;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Phone.Audio;

public sealed class AudioIsPlayedInOrder
{
    /// <summary>Packets of a sound that tells which packet it is of: one of 64 levels, well apart.</summary>
    private const int Levels = 64;

    public static TheoryData<int, double, int, double, double> Paths
    {
        get
        {
            var data = new TheoryData<int, double, int, double, double>();
            var random = new Random(60);
            for (var seed = 0; seed < 24; seed++)
                data.Add(seed, random.NextDouble() * 0.3, random.Next(200), random.NextDouble() * 0.2, random.NextDouble() * 0.3);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Order_is_kept_and_the_depth_is_bounded_whatever_the_path_does(int seed, double loss, int jitter, double reorder, double duplicate)
    {
        var stream = new PhoneStream(seed, new()
        {
            Delay = TimeSpan.FromMilliseconds(30),
            Loss = loss / 2,
            BurstStart = loss / 10,
            BurstLength = 5,
            Jitter = TimeSpan.FromMilliseconds(jitter),
            Reorder = reorder,
            ReorderDelay = TimeSpan.FromMilliseconds(25 + jitter),
            Duplicate = duplicate,
        })
        { Sound = n => Level(n / 160) };
        var position = -1L;
        var played = 0;
        for (var i = 0; i < 3_000; i++)
        {
            var kind = stream.Step();
            stream.Buffer.Delay.ShouldBeInRange(TimeSpan.Zero, TimeSpan.FromMilliseconds(320));
            stream.Buffer.Target.ShouldBeInRange(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(200));
            if (kind != FrameKind.Played)
                continue;
            played++;
            if (LastSteady(stream.Frame) is not { } sample)
                continue;
            var at = PacketOf(sample, i);
            (at - position).ShouldBeGreaterThanOrEqualTo(-1, $"frame {i}"); // a stretch that is played twice reaches back by less than a packet
            position = Math.Max(at, position);
        }

        played.ShouldBeGreaterThan((int)(3_000 * (1 - (loss * 2) - 0.35)));
        position.ShouldBeGreaterThan(2_900);
    }

    [Fact]
    public void On_a_good_path_nothing_is_changed()
    {
        var stream = new PhoneStream { Sound = PhoneStream.Voice };
        stream.Run(TimeSpan.FromSeconds(5));

        var (samples, kinds) = stream.Run(TimeSpan.FromSeconds(5));

        kinds.ShouldAllBe(kind => kind == FrameKind.Played);
        (stream.Buffer.Concealed, stream.Buffer.Discarded, stream.Buffer.Timelines).ShouldBe((0, 0, 1));
        stream.Buffer.Delay.ShouldBeLessThan(TimeSpan.FromMilliseconds(40));
        // The same samples as were said, a constant time later: 20 ms of packet, 20 ms of path, less than 40 ms of buffer.
        var start = (5 * 8000) - (0.08 * 8000);
        Enumerable.Range((int)start, 640).ShouldContain(from => Enumerable.Range(0, samples.Count).All(i => samples[i] == Coded(PhoneStream.Voice(from + i))));
    }

    [Theory]
    [InlineData(80, 0)]
    [InlineData(240, 8)]
    [InlineData(480, 8)]
    [InlineData(37, 0)]
    public void Packets_of_any_length_and_both_laws(int packetSamples, int payloadType)
    {
        var stream = new PhoneStream(2, new() { Delay = TimeSpan.FromMilliseconds(40), Jitter = TimeSpan.FromMilliseconds(20) })
        {
            PacketSamples = packetSamples,
            Law = payloadType == 0 ? G711Law.Pcmu : G711Law.Pcma,
        };
        stream.Run(TimeSpan.FromSeconds(5));
        var before = stream.Buffer.Concealed;

        var (samples, _) = stream.Run(TimeSpan.FromSeconds(10));

        (stream.Buffer.Concealed - before).ShouldBeLessThan(10);
        Math.Sqrt(samples.Average(sample => (double)sample * sample)).ShouldBe(8000 / Math.Sqrt(2), 150);
    }

    [Fact]
    public void The_depth_follows_the_jitter_up_and_down()
    {
        var stream = new PhoneStream();
        stream.Run(TimeSpan.FromSeconds(10));
        stream.Buffer.Delay.ShouldBeLessThan(TimeSpan.FromMilliseconds(40));

        stream.Path.Conditions = stream.Path.Conditions with { Jitter = TimeSpan.FromMilliseconds(100) };
        stream.Run(TimeSpan.FromSeconds(10));
        stream.Buffer.Delay.ShouldBeInRange(TimeSpan.FromMilliseconds(70), TimeSpan.FromMilliseconds(160));
        var before = stream.Buffer.Concealed;
        stream.Run(TimeSpan.FromSeconds(20));
        (stream.Buffer.Concealed - before).ShouldBeLessThan(50, "of 1,000 frames");

        stream.Path.Conditions = stream.Path.Conditions with { Jitter = TimeSpan.Zero };
        stream.Run(TimeSpan.FromSeconds(40));
        stream.Buffer.Delay.ShouldBeLessThan(TimeSpan.FromMilliseconds(50));
    }

    [Theory]
    [InlineData(8_002.4)] // 300 ppm: the worst that phones' crystals do is 100
    [InlineData(7_997.6)]
    public void An_hour_with_a_clock_that_differs(double rate)
    {
        var stream = new PhoneStream(3, new() { Delay = TimeSpan.FromMilliseconds(20), Jitter = TimeSpan.FromMilliseconds(10) }) { Rate = rate };
        for (var i = 0; i < 180_000; i++)
        {
            stream.Step();
            stream.Buffer.Delay.ShouldBeLessThan(TimeSpan.FromMilliseconds(80));
        }

        stream.Buffer.Timelines.ShouldBe(1);
        stream.Buffer.Concealed.ShouldBeLessThan(180);
        stream.Buffer.Scaled.ShouldBeInRange(60, 2_000); // a second and a bit in stretches of up to 15 ms
    }

    [Fact]
    public void Any_bytes_are_read_or_refused_and_nothing_grows()
    {
        var buffer = new JitterBuffer();
        var frame = new short[G711.FrameSamples];
        var sample = new byte[172];
        new RtpHeaderWriter(sample, false, 0, 1, 160, 1).Complete();
        var ticks = 0;
        HostileInput.ReadsWithoutHarm(711, [sample, sample[..60], sample[..12]], bytes =>
        {
            var now = MonotonicTime.FromMilliseconds(++ticks * 5);
            if (RtpPacket.TryParse(bytes, out var packet))
                buffer.Write(packet, (ticks & 8) == 0 ? G711Law.Pcmu : G711Law.Pcma, now);
            if (ticks % 4 == 0)
                buffer.Read(frame, now);
        });
    }

    [Fact]
    public void A_lossy_call_allocates_nothing()
    {
        var stream = new PhoneStream(9) { Sound = PhoneStream.Voice, Drops = n => n % 11 == 3 };
        var clean = new PhoneStream(9);
        stream.Run(TimeSpan.FromSeconds(2));
        clean.Run(TimeSpan.FromSeconds(2));

        Allocations.Of(() =>
        {
            for (var i = 0; i < 1_000; i++)
                stream.Step();
        }).ShouldBe(0);
        stream.Buffer.Concealed.ShouldBeGreaterThan(80);
    }

    private static short Level(long packet) => (short)(((packet % Levels) - (Levels / 2)) * 500);

    private static short Coded(short sample) => G711.Decode(G711Law.Pcmu, G711.Encode(G711Law.Pcmu, sample));

    /// <summary>The last sample that is no part of a cross-fade, which is of two packets.</summary>
    private static short? LastSteady(ReadOnlySpan<short> frame)
    {
        for (var end = frame.Length; end >= 16; end--)
        {
            if (!frame[(end - 16)..end].ContainsAnyExcept(frame[end - 1]))
                return frame[end - 1];
        }

        return null;
    }

    /// <summary>The packet that a sample is of: the one of its level nearest to what a path of 30 to 300 ms would give in this frame.</summary>
    private static long PacketOf(short sample, int frame)
    {
        var near = frame - 8;
        var level = (long)Math.Round(sample / 500.0) + (Levels / 2);
        var ahead = (((level - near) % Levels) + Levels) % Levels;
        return near + (ahead >= Levels / 2 ? ahead - Levels : ahead);
    }
}
