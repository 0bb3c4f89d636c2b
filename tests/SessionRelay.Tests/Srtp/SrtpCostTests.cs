using System.Diagnostics;
using SessionRelay.Srtp;

namespace SessionRelay.Tests.Srtp;

public sealed class SrtpCostTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData((ushort)SrtpProfile.AeadAes128Gcm)]
    [InlineData((ushort)SrtpProfile.AesCm128HmacSha1_80)]
    public void A_hundred_thousand_packets_allocate_nothing(ushort profile)
    {
        const int count = 100_000;
        const int plainLength = 1_100;
        using var link = new SrtpLink((SrtpProfile)profile);
        var packet = SrtpLink.Rtp(0, payload: plainLength - 12 + SrtpSender.MaxRtpOverhead);
        var report = SrtpLink.Rtcp(words: 12 + SrtpSender.MaxRtcpOverhead / 4);
        Pass(0, 2_000);

        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var (sealing, opening) = Pass(2_000, count);
        (GC.GetAllocatedBytesForCurrentThread() - allocated).ShouldBe(0);
        output.WriteLine($"{link.Profile}: seal {sealing:0.00} µs, open {opening:0.00} µs for each {plainLength}-byte packet");

        (double Sealing, double Opening) Pass(int first, int packets)
        {
            long sealing = 0;
            long opening = 0;
            for (var i = 0; i < packets; i++)
            {
                var number = first + i;
                packet[2] = (byte)(number >> 8);
                packet[3] = (byte)number;
                var begin = Stopwatch.GetTimestamp();
                var length = link.Sender.ProtectRtp(packet, plainLength);
                var middle = Stopwatch.GetTimestamp();
                var result = link.Receiver.UnprotectRtp(packet.AsSpan(0, length), out _);
                opening += Stopwatch.GetTimestamp() - middle;
                sealing += middle - begin;
                if (result != SrtpResult.Ok)
                {
                    result.ShouldBe(SrtpResult.Ok);
                }

                if (i % 50 == 0)
                {
                    length = link.Sender.ProtectRtcp(report, 56);
                    if (link.Receiver.UnprotectRtcp(report.AsSpan(0, length), out _) != SrtpResult.Ok)
                    {
                        Assert.Fail("a report was refused");
                    }
                }
            }

            return (sealing * 1e6 / Stopwatch.Frequency / packets, opening * 1e6 / Stopwatch.Frequency / packets);
        }
    }
}
