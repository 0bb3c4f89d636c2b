using CsCheck;
using SessionRelay.Rtcp;
using SessionRelay.Tests.Rtp;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Rtcp;

public sealed class RtcpRoundTripTests
{
    private static readonly Gen<ReportBlock> Blocks = Gen.Select(Gen.UInt, Gen.Byte, Gen.Int[-(1 << 23), (1 << 23) - 1], Gen.UInt, Gen.UInt, Gen.UInt, Gen.UInt)
        .Select((ssrc, fraction, lost, highest, jitter, lsr, dlsr) => new ReportBlock(ssrc, fraction, lost, highest, jitter, lsr, dlsr));

    [Fact]
    public void Reports_are_read_back() =>
        Gen.Select(Gen.UInt, Gen.ULong, Gen.UInt, Gen.UInt, Gen.UInt, Blocks.Array[0, 31]).Sample((ssrc, ntp, timestamp, packets, octets, blocks) =>
        {
            var buffer = new byte[2000];
            var writer = new RtcpWriter(buffer);
            writer.TrySenderReport(ssrc, ntp, timestamp, packets, octets, blocks).ShouldBeTrue();
            writer.TryReceiverReport(ssrc, blocks).ShouldBeTrue();

            var reader = new RtcpReader(buffer.AsSpan(0, writer.Length));
            reader.TryRead(out var first).ShouldBeTrue();
            SenderReport.TryParse(first, out var sender).ShouldBeTrue();
            (sender.SenderSsrc, sender.NtpTime, sender.RtpTimestamp, sender.PacketCount, sender.OctetCount).ShouldBe((ssrc, ntp, timestamp, packets, octets));
            reader.TryRead(out var second).ShouldBeTrue();
            ReceiverReport.TryParse(second, out var receiver).ShouldBeTrue();
            reader.TryRead(out _).ShouldBeFalse();
            sender.Blocks.Count.ShouldBe(blocks.Length);
            receiver.Blocks.Count.ShouldBe(blocks.Length);
            for (var i = 0; i < blocks.Length; i++)
            {
                sender.Blocks[i].ShouldBe(blocks[i]);
                receiver.Blocks[i].ShouldBe(blocks[i]);
            }
        }, iter: 500);

    [Fact]
    public void Nacks_pack_and_unpack_any_sorted_list() =>
        Gen.Select(Gen.UShort, Gen.Int[1, 40].Array[1, 60]).Sample((start, steps) =>
        {
            var missing = new ushort[steps.Length];
            var next = start;
            for (var i = 0; i < steps.Length; i++)
                missing[i] = next += (ushort)steps[i];

            var buffer = new byte[400];
            var writer = new RtcpWriter(buffer);
            writer.TryNack(1, 2, missing).ShouldBeTrue();

            Nack.TryParse(First(buffer.AsSpan(0, writer.Length)), out var nack).ShouldBeTrue();
            var read = new List<ushort>();
            foreach (var sequenceNumber in nack)
                read.Add(sequenceNumber);

            read.ShouldBe(missing);
        }, iter: 2_000);

    [Fact]
    public void Seventeen_packets_in_a_row_fit_one_pair()
    {
        var writer = new RtcpWriter(new byte[100]);

        writer.TryNack(1, 2, [65530, 65531, 65532, 65533, 65534, 65535, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]).ShouldBeTrue();

        writer.Length.ShouldBe(16);
    }

    [Fact]
    public void Transport_wide_feedback_is_read_back()
    {
        var status = Gen.Frequency((4, Gen.Int[0, 255]), (1, Gen.Int[-32768, 32767]), (3, Gen.Const(RtcpWriter.NotReceived)));
        var run = Gen.Select(status, Gen.Int[1, 40]).Select((value, length) => Enumerable.Repeat(value, length).ToArray());
        Gen.Select(Gen.UShort, Gen.Int[-(1 << 23), (1 << 23) - 1], Gen.Byte, Gen.OneOf(run, status.Array[1, 30]).Array[1, 12]).Sample((first, reference, count, parts) =>
        {
            var deltas = parts.SelectMany(part => part).ToArray();
            var buffer = new byte[4000];
            var writer = new RtcpWriter(buffer);
            writer.TryTransportFeedback(1, 2, first, reference, count, deltas).ShouldBeTrue();

            TransportFeedback.TryParse(First(buffer.AsSpan(0, writer.Length)), out var feedback).ShouldBeTrue();
            feedback.ReferenceTime.ShouldBe(reference);
            feedback.FeedbackCount.ShouldBe(count);
            feedback.StatusCount.ShouldBe(deltas.Length);
            var index = 0;
            foreach (var read in feedback)
            {
                read.SequenceNumber.ShouldBe((ushort)(first + index));
                (read.Received ? read.Delta : RtcpWriter.NotReceived).ShouldBe(deltas[index++]);
            }

            index.ShouldBe(deltas.Length);
        }, iter: 2_000);
    }

    [Fact]
    public void Names_goodbyes_and_key_frame_requests_are_read_back()
    {
        for (var length = 0; length <= 255; length++)
        {
            var cname = new byte[length];
            Array.Fill(cname, (byte)'x');
            var buffer = new byte[400];
            var writer = new RtcpWriter(buffer);
            writer.TryCname(7, cname).ShouldBeTrue();
            writer.TryBye([1, 2]).ShouldBeTrue();
            writer.TryPictureLossIndication(3, 4).ShouldBeTrue();
            writer.TryFullIntraRequest(5, 6, 9).ShouldBeTrue();

            var reader = new RtcpReader(buffer.AsSpan(0, writer.Length));
            reader.TryRead(out var packet).ShouldBeTrue();
            SourceDescription.TryParse(packet, out var items).ShouldBeTrue();
            items.TryRead(out var ssrc, out var type, out var value).ShouldBeTrue();
            (ssrc, type, value.Length).ShouldBe((7u, SourceDescription.CnameType, length));
            items.TryRead(out _, out _, out _).ShouldBeFalse();
            reader.TryRead(out packet).ShouldBeTrue();
            Bye.TryParse(packet, out var bye).ShouldBeTrue();
            (bye.Count, bye[1], bye.Reason.Length).ShouldBe((2, 2u, 0));
            reader.TryRead(out packet).ShouldBeTrue();
            PictureLossIndication.TryParse(packet, out var indication).ShouldBeTrue();
            indication.ShouldBe(new PictureLossIndication(3, 4));
            reader.TryRead(out packet).ShouldBeTrue();
            FullIntraRequest.TryParse(packet, out var request).ShouldBeTrue();
            request[0].ShouldBe((6u, (byte)9));
            reader.TryRead(out _).ShouldBeFalse();
        }
    }

    [Fact]
    public void A_packet_without_room_is_refused_and_nothing_of_it_is_counted()
    {
        var writer = new RtcpWriter(new byte[12]);

        writer.TryReceiverReport(1).ShouldBeTrue();
        writer.TryPictureLossIndication(1, 2).ShouldBeFalse();
        writer.TryNack(1, 2, []).ShouldBeFalse();
        writer.TryTransportFeedback(1, 2, 0, 0, 0, []).ShouldBeFalse();
        writer.TryReceiverReport(1, new ReportBlock[32]).ShouldBeFalse();
        writer.Length.ShouldBe(8);
    }

    [Fact]
    public void Round_trip_is_now_less_the_report_and_the_time_it_was_held()
    {
        var sent = MonotonicTime.FromMilliseconds(10_000);
        var block = new ReportBlock(1, 0, 0, 0, 0, NtpTimestamp.Compact(NtpTimestamp.Of(sent)), NtpTimestamp.ToCompact(TimeSpan.FromMilliseconds(500)));

        block.TryGetRoundTrip(sent + TimeSpan.FromMilliseconds(580), out var roundTrip).ShouldBeTrue();

        roundTrip.TotalMilliseconds.ShouldBe(80, tolerance: 0.1);
        block.TryGetRoundTrip(sent, out _).ShouldBeFalse();
        (block with { LastSenderReport = 0 }).TryGetRoundTrip(sent + TimeSpan.FromSeconds(1), out _).ShouldBeFalse();
    }

    [Fact]
    public void Ntp_differences_are_exact_both_ways()
    {
        var early = NtpTimestamp.Of(MonotonicTime.FromMilliseconds(1_234.5));
        var late = NtpTimestamp.Of(MonotonicTime.FromMilliseconds(61_250));

        NtpTimestamp.Difference(late, early).TotalMilliseconds.ShouldBe(60_015.5, tolerance: 0.001);
        NtpTimestamp.Difference(early, late).TotalMilliseconds.ShouldBe(-60_015.5, tolerance: 0.001);
    }

    [Fact]
    public void Any_bytes_are_read_or_refused()
    {
        var buffer = new byte[280];
        var writer = new RtcpWriter(buffer);
        writer.TrySenderReport(1, 2, 3, 4, 5, [default]).ShouldBeTrue();
        writer.TryCname(1, "name"u8).ShouldBeTrue();
        var second = new byte[280];
        var feedbackWriter = new RtcpWriter(second);
        feedbackWriter.TryReceiverReport(1, [default]).ShouldBeTrue();
        feedbackWriter.TryNack(1, 2, [5, 6, 90]).ShouldBeTrue();
        feedbackWriter.TryTransportFeedback(1, 2, 3, 4, 5, [1, RtcpWriter.NotReceived, 3000, -5, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7]).ShouldBeTrue();
        feedbackWriter.TryFullIntraRequest(1, 2, 3).ShouldBeTrue();
        feedbackWriter.TryBye([1]).ShouldBeTrue();
        byte[][] samples = [buffer[..writer.Length], second[..feedbackWriter.Length], second[32..feedbackWriter.Length]];

        HostileInput.ReadsWithoutHarm(3, samples, static bytes =>
        {
            var reader = new RtcpReader(bytes);
            while (reader.TryRead(out var packet))
                ReadEverything(packet, bytes.Length);
        });
    }

    private static void ReadEverything(in RtcpPacket packet, int limit)
    {
        var read = 0;
        if (SenderReport.TryParse(packet, out var sender))
        {
            for (var i = 0; i < sender.Blocks.Count; i++)
                read += sender.Blocks[i].Ssrc == 0 ? 0 : 1;
        }

        if (ReceiverReport.TryParse(packet, out var receiver))
        {
            for (var i = 0; i < receiver.Blocks.Count; i++)
                read += receiver.Blocks[i].Ssrc == 0 ? 0 : 1;
        }

        if (SourceDescription.TryParse(packet, out var items))
        {
            while (items.TryRead(out _, out _, out var value))
                read += value.Length;
        }

        if (Bye.TryParse(packet, out var bye))
        {
            for (var i = 0; i < bye.Count; i++)
                read += bye[i] == 0 ? 0 : 1;
        }

        if (Nack.TryParse(packet, out var nack))
        {
            var count = 0;
            foreach (var _ in nack)
                count++;

            (count <= 17 * limit / 4).ShouldBeTrue();
        }

        if (FullIntraRequest.TryParse(packet, out var request))
        {
            for (var i = 0; i < request.Count; i++)
                read += request[i].CommandNumber == 0 ? 0 : 1;
        }

        if (TransportFeedback.TryParse(packet, out var feedback))
        {
            var count = 0;
            foreach (var _ in feedback)
                count++;

            (count == feedback.StatusCount).ShouldBeTrue();
        }

        if (PictureLossIndication.TryParse(packet, out _))
            read += 8;

        (read <= limit).ShouldBeTrue();
    }

    private static RtcpPacket First(ReadOnlySpan<byte> bytes)
    {
        var reader = new RtcpReader(bytes);
        reader.TryRead(out var packet).ShouldBeTrue();
        return packet;
    }
}
