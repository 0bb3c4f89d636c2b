using System.Diagnostics;
using SessionRelay.Dtls;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Dtls;

[Collection(nameof(MeasuredAlone))]
public sealed class DtlsCostTests(ITestOutputHelper output)
{
    [Fact]
    public void Two_hundred_handshakes_leave_nothing_behind()
    {
        const int count = 200;
        var times = new double[count];
        var buffer = new byte[1500];
        long baseline = 0;
        for (var i = 0; i < count; i++)
        {
            using var server = new DtlsTransport(DtlsPair.ServerCertificate, DtlsRole.Server, [DtlsPair.ClientCertificate.Fingerprint]);
            using var client = new DtlsTransport(DtlsPair.ClientCertificate, DtlsRole.Client, [DtlsPair.ServerCertificate.Fingerprint]);
            client.Start(MonotonicTime.Zero);
            long ticks = 0;
            for (var flight = 0; flight < 3; flight++)
            {
                while (client.TryGetDatagram(buffer, MonotonicTime.Zero, out var length))
                {
                    var begin = Stopwatch.GetTimestamp();
                    server.Handle(buffer.AsSpan(0, length), MonotonicTime.Zero);
                    ticks += Stopwatch.GetTimestamp() - begin;
                }

                while (server.TryGetDatagram(buffer, MonotonicTime.Zero, out var length))
                {
                    client.Handle(buffer.AsSpan(0, length), MonotonicTime.Zero);
                }
            }

            server.State.ShouldBe(DtlsState.Connected);
            client.State.ShouldBe(DtlsState.Connected);
            times[i] = ticks * 1e3 / Stopwatch.Frequency;
            if (i == count / 4)
            {
                baseline = WorkingSet();
            }
        }

        (WorkingSet() - baseline).ShouldBeLessThan(16L * 1024 * 1024);
        output.WriteLine($"server's part of a handshake: first {times[0]:0.00} ms, median {times.Order().ElementAt(count / 2):0.00} ms");
    }

    private static long WorkingSet()
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
