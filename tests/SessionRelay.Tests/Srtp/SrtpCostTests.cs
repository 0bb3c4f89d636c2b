using System.Buffers.Binary;
using System.Diagnostics;
using SessionRelay.Srtp;
using SessionRelay.Tests.Dtls;

namespace SessionRelay.Tests.Srtp;

[Collection(nameof(MeasuredAlone))]
public sealed class SrtpCostTests(ITestOutputHelper output)
{
    private const int Sound = 120; // bytes
    private const int Video = 1_100;
    private const int ReportLength = 56;
    private const int Batch = 500;

    [Theory]
    [InlineData((ushort)SrtpProfile.AeadAes128Gcm, Sound)]
    [InlineData((ushort)SrtpProfile.AeadAes128Gcm, Video)]
    [InlineData((ushort)SrtpProfile.AesCm128HmacSha1_80, Sound)]
    [InlineData((ushort)SrtpProfile.AesCm128HmacSha1_80, Video)]
    public void A_hundred_thousand_packets_allocate_nothing(ushort profile, int plainLength)
    {
        const int batches = 200;
        using var link = new SrtpLink((SrtpProfile)profile);
        var packets = new byte[Batch * (plainLength + SrtpSender.MaxRtpOverhead)];
        var lengths = new int[Batch];
        var report = SrtpLink.Rtcp(words: 12 + SrtpSender.MaxRtcpOverhead / 4);
        var sealing = new double[batches];
        var opening = new double[batches];
        RunBatch(link, plainLength, packets, lengths, report, -1);

        var round = 0;
        Allocations.Of(() =>
        {
            for (var batch = 0; batch < batches; batch++)
                (sealing[batch], opening[batch]) = RunBatch(link, plainLength, packets, lengths, report, round * batches + batch);
            round++;
        }).ShouldBe(0);

        // The smallest of many batches is what the work costs when nobody else has the core.
        output.WriteLine(
            $"{link.Profile}, {plainLength}-byte packets, µs: seal {sealing.Min():0.00} (median {sealing.Order().ElementAt(batches / 2):0.00}), " +
            $"open {opening.Min():0.00} (median {opening.Order().ElementAt(batches / 2):0.00})");
    }

    /// <summary>Microseconds a packet.</summary>
    private static (double Sealing, double Opening) RunBatch(SrtpLink link, int plainLength, byte[] packets, int[] lengths, byte[] report, int batch)
    {
        var room = plainLength + SrtpSender.MaxRtpOverhead;
        for (var i = 0; i < Batch; i++)
        {
            var packet = packets.AsSpan(i * room);
            packet[0] = 0x80;
            BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)((batch + 1) * Batch + i));
            BinaryPrimitives.WriteUInt32BigEndian(packet[8..], 0x1234);
        }

        var begin = Stopwatch.GetTimestamp();
        for (var i = 0; i < Batch; i++)
        {
            lengths[i] = link.Sender.ProtectRtp(packets.AsSpan(i * room, room), plainLength);
        }

        var middle = Stopwatch.GetTimestamp();
        var opened = 0;
        for (var i = 0; i < Batch; i++)
        {
            opened += link.Receiver.UnprotectRtp(packets.AsSpan(i * room, lengths[i]), out _) == SrtpResult.Ok ? 1 : 0;
        }

        var end = Stopwatch.GetTimestamp();
        var length = link.Sender.ProtectRtcp(report, ReportLength);
        if (opened != Batch || link.Receiver.UnprotectRtcp(report.AsSpan(0, length), out _) != SrtpResult.Ok)
        {
            Assert.Fail("a packet was refused");
        }

        return ((middle - begin) * 1e6 / Stopwatch.Frequency / Batch, (end - middle) * 1e6 / Stopwatch.Frequency / Batch);
    }
}
