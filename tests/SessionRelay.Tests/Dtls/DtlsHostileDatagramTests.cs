using System.Buffers.Binary;
using SessionRelay.Dtls;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Dtls;

[Collection(nameof(MeasuredAlone))]
public sealed class DtlsHostileDatagramTests(ITestOutputHelper output)
{
    [Fact]
    public void A_handshake_that_never_ends_is_given_up_after_30_s_and_sends_a_bounded_number_of_datagrams()
    {
        using var pair = new DtlsPair();
        pair.FromServer = (_, _) => [];
        pair.FromClient = (number, datagram) => number == 0 ? [(datagram, DtlsPair.OneWay)] : [];
        pair.Run();

        pair.Server.State.ShouldBe(DtlsState.Failed);
        pair.Server.Failure.ShouldBe(DtlsFailure.Timeout);
        pair.Server.HoldsEngine.ShouldBeFalse();
        pair.SentByServer.ShouldBeInRange(10, 14);
        pair.Server.Deadline.IsNever.ShouldBeTrue();
    }

    [Fact]
    public void A_peer_that_only_repeats_its_hello_gets_a_bounded_number_of_answers()
    {
        using var pair = new DtlsPair();
        var hello = Hello(pair);
        var answers = 0;
        var buffer = new byte[1500];
        var now = MonotonicTime.Zero;
        for (var i = 0; i < 10_000; i++)
        {
            now += TimeSpan.FromMilliseconds(1);
            pair.Server.Handle(hello, now);
            while (pair.Server.TryGetDatagram(buffer, now, out _))
            {
                answers++;
            }
        }

        pair.Server.State.ShouldBe(DtlsState.Failed);
        answers.ShouldBeLessThan(10);
    }

    [Fact]
    public void Pieces_and_early_records_without_end_hold_little_memory()
    {
        const int peers = 200;
        using var warm = new DtlsPair();
        warm.Run();
        var transports = new DtlsTransport[peers];
        var before = WorkingSet();
        for (var peer = 0; peer < peers; peer++)
        {
            transports[peer] = new DtlsTransport(DtlsPair.ServerCertificate, DtlsRole.Server, [DtlsPair.ClientCertificate.Fingerprint]);
            for (var i = 0; i < DtlsTransport.MaxHandshakeDatagrams; i++)
            {
                transports[peer].Handle(i % 2 == 0 ? FirstBytesOfHugeMessage(i) : EarlyRecord(i), MonotonicTime.Zero);
            }

            transports[peer].State.ShouldBe(DtlsState.Handshaking);
        }

        var perPeer = (WorkingSet() - before) / peers;
        output.WriteLine($"{perPeer / 1024} KiB a peer");
        perPeer.ShouldBeLessThan(400 * 1024);

        foreach (var transport in transports)
        {
            for (var i = 0; i < DtlsTransport.MaxHandshakeDatagrams; i++)
            {
                transport.Handle(FirstBytesOfHugeMessage(0), MonotonicTime.Zero);
            }

            transport.State.ShouldBe(DtlsState.Failed);
            transport.HoldsEngine.ShouldBeFalse();
        }
    }

    [Fact]
    public void A_hundred_thousand_random_and_mutated_datagrams_neither_throw_nor_connect()
    {
        const int transports = 400;
        const int datagramsEach = 250;
        var random = new Random(7);
        var buffer = new byte[DtlsTransport.MaxDatagramLength + 100];
        var taken = new byte[1500];
        using var warm = new DtlsPair();
        var real = RealDatagrams(warm);
        var growthBefore = 0L;
        for (var t = 0; t < transports; t++)
        {
            if (t == 100)
            {
                growthBefore = WorkingSet();
            }

            using var server = new DtlsTransport(DtlsPair.ServerCertificate, DtlsRole.Server, [DtlsPair.ClientCertificate.Fingerprint]);
            using var client = new DtlsTransport(DtlsPair.ClientCertificate, DtlsRole.Client, [DtlsPair.ServerCertificate.Fingerprint]);
            client.Start(MonotonicTime.Zero);
            for (var i = 0; i < datagramsEach; i++)
            {
                var datagram = Mutated(random, real, buffer);
                var now = MonotonicTime.FromMilliseconds(i);
                server.Handle(datagram, now);
                client.Handle(datagram, now);
                while (server.TryGetDatagram(taken, now, out _) || client.TryGetDatagram(taken, now, out _))
                {
                }
            }

            server.State.ShouldNotBe(DtlsState.Connected);
            client.State.ShouldNotBe(DtlsState.Connected);
        }

        output.WriteLine($"grown by {(WorkingSet() - growthBefore) / 1024} KiB");
        (WorkingSet() - growthBefore).ShouldBeLessThan(24L * 1024 * 1024);
    }

    [Fact]
    public void A_hundred_thousand_random_and_mutated_datagrams_do_not_disturb_who_is_connected()
    {
        using var pair = new DtlsPair();
        var real = RealDatagrams(pair);
        pair.BothConnected.ShouldBeTrue();
        var random = new Random(8);
        var buffer = new byte[DtlsTransport.MaxDatagramLength + 100];
        var taken = new byte[1500];
        var sent = 0;
        for (var i = 0; i < 100_000; i++)
        {
            pair.Server.Handle(Mutated(random, real, buffer), pair.Now);
            while (pair.Server.TryGetDatagram(taken, pair.Now, out _))
            {
                sent++;
            }
        }

        pair.Server.State.ShouldBe(DtlsState.Connected, pair.Server.FailureDetail);
        sent.ShouldBeLessThanOrEqualTo(DtlsTransport.MaxRepeatedAnswers);
        pair.Client.Close(pair.Now);
        pair.Continue();
        pair.Server.State.ShouldBe(DtlsState.Closed);
    }

    [Fact]
    public void Datagrams_that_are_empty_oversized_or_no_records_are_ignored()
    {
        using var pair = new DtlsPair();
        pair.Server.Handle([], pair.Now);
        pair.Server.Handle(new byte[65_000], pair.Now);
        pair.Server.Handle([22, 0xFE], pair.Now);
        pair.Server.Handle([22, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF], pair.Now);
        pair.Server.Handle(EarlyRecord(1), pair.Now);

        pair.Server.State.ShouldBe(DtlsState.New);
        pair.Server.Deadline.IsNever.ShouldBeTrue();
    }

    private static byte[] Hello(DtlsPair pair)
    {
        var buffer = new byte[1500];
        pair.Client.Start(MonotonicTime.Zero);
        pair.Client.TryGetDatagram(buffer, MonotonicTime.Zero, out var length).ShouldBeTrue();
        return buffer[..length];
    }

    private static List<byte[]> RealDatagrams(DtlsPair pair)
    {
        var seen = new List<byte[]>();
        pair.FromClient = pair.FromServer = (_, datagram) =>
        {
            seen.Add(datagram);
            return [(datagram, DtlsPair.OneWay)];
        };
        pair.Run();
        seen.Count.ShouldBeGreaterThanOrEqualTo(4);
        return seen;
    }

    /// <summary>A third random bytes, a third random bodies under a record header, the rest real datagrams with some bytes changed or the end cut off.</summary>
    private static ReadOnlySpan<byte> Mutated(Random random, List<byte[]> real, byte[] buffer)
    {
        var kind = random.Next(3);
        if (kind == 0)
        {
            var noise = buffer.AsSpan(0, random.Next(buffer.Length));
            random.NextBytes(noise);
            return noise;
        }

        if (kind == 1)
        {
            var record = buffer.AsSpan(0, 13 + random.Next(300));
            random.NextBytes(record);
            record[0] = (byte)random.Next(20, 24);
            record[1] = 0xFE;
            record[2] = 0xFD;
            BinaryPrimitives.WriteUInt16BigEndian(record[3..], (ushort)random.Next(2));
            BinaryPrimitives.WriteUInt16BigEndian(record[11..], (ushort)(record.Length - 13));
            return record;
        }

        var source = real[random.Next(real.Count)];
        source.CopyTo(buffer, 0);
        for (var changes = random.Next(1, 6); changes > 0; changes--)
        {
            buffer[random.Next(source.Length)] ^= (byte)random.Next(1, 256);
        }

        return buffer.AsSpan(0, random.Next(4) == 0 ? random.Next(source.Length) : source.Length);
    }

    /// <summary>Message number 0 to 9, 16,000 bytes long, of which each datagram brings 100.</summary>
    private static byte[] FirstBytesOfHugeMessage(int number)
    {
        var datagram = new byte[13 + 12 + 100];
        datagram[0] = 22;
        datagram[1] = 0xFE;
        datagram[2] = 0xFD;
        BinaryPrimitives.WriteUInt32BigEndian(datagram.AsSpan(7), (uint)number);
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(11), 112);
        datagram[13] = 1;
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(15), 16_000);
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(17), (ushort)(number / 2 % 10));
        datagram[24] = 100;
        return datagram;
    }

    private static byte[] EarlyRecord(int number)
    {
        var datagram = new byte[13 + 1200];
        datagram[0] = 22;
        datagram[1] = 0xFE;
        datagram[2] = 0xFD;
        datagram[4] = 1;
        BinaryPrimitives.WriteUInt32BigEndian(datagram.AsSpan(7), (uint)number);
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(11), 1200);
        return datagram;
    }

    private static long WorkingSet()
    {
        GC.Collect();
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
