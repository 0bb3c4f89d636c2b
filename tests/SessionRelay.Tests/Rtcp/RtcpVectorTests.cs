using SessionRelay.Rtcp;
using static SessionRelay.Tests.Rtp.RtpPacketTests;

namespace SessionRelay.Tests.Rtcp;

/// <summary>Bytes laid out by hand from the diagrams of the RFCs.</summary>
public sealed class RtcpVectorTests
{
    [Fact]
    public void Sender_report_of_RFC_3550_section_6_4_1()
    {
        var packet = Single("81C8000C 00000001 AAAAAAAA80000000 00001000 00000007 00000100"
            + "00000002 40FFFFFE 00010005 00000064 12345678 00010000");

        SenderReport.TryParse(packet, out var report).ShouldBeTrue();

        report.SenderSsrc.ShouldBe(1u);
        report.NtpTime.ShouldBe(0xAAAAAAAA80000000ul);
        report.RtpTimestamp.ShouldBe(0x1000u);
        report.PacketCount.ShouldBe(7u);
        report.OctetCount.ShouldBe(256u);
        report.Blocks.Count.ShouldBe(1);
        report.Blocks[0].ShouldBe(new ReportBlock(2, 0x40, -2, 0x00010005, 100, 0x12345678, 0x10000));
    }

    [Fact]
    public void Receiver_report_of_RFC_3550_section_6_4_2()
    {
        ReceiverReport.TryParse(Single("82C9000D 00000009" + Block(1) + Block(2)), out var report).ShouldBeTrue();

        report.SenderSsrc.ShouldBe(9u);
        report.Blocks.Count.ShouldBe(2);
        report.Blocks[1].Ssrc.ShouldBe(2u);
        ReceiverReport.TryParse(Single("82C90007 00000009" + Block(1)), out _).ShouldBeFalse();

        static string Block(int ssrc) => $"{ssrc:X8} 00000000 00000000 00000000 00000000 00000000";
    }

    [Fact]
    public void Source_description_of_RFC_3550_section_6_5()
    {
        // Two chunks: CNAME "ab" and a NOTE of one byte, 1 null byte; then CNAME "c", ended by 1 null byte.
        var packet = Single("82CA0006 00000001 0102 6162 0701 63 00 00000002 0101 64 00 00000000");

        SourceDescription.TryParse(packet, out var items).ShouldBeTrue();

        items.TryRead(out var ssrc, out var type, out var value).ShouldBeTrue();
        (ssrc, type, Convert.ToHexString(value)).ShouldBe((1u, (byte)1, "6162"));
        items.TryRead(out ssrc, out type, out value).ShouldBeTrue();
        (ssrc, type, Convert.ToHexString(value)).ShouldBe((1u, (byte)7, "63"));
        items.TryRead(out ssrc, out type, out value).ShouldBeTrue();
        (ssrc, type, Convert.ToHexString(value)).ShouldBe((2u, (byte)1, "64"));
        items.TryRead(out _, out _, out _).ShouldBeFalse();
    }

    [Fact]
    public void Bye_of_RFC_3550_section_6_6()
    {
        Bye.TryParse(Single("82CB0003 00000001 00000002 03627965"), out var bye).ShouldBeTrue();

        (bye.Count, bye[0], bye[1], Convert.ToHexString(bye.Reason)).ShouldBe((2, 1u, 2u, "627965"));
        Bye.TryParse(Single("81CB0002 00000001 09627965"), out _).ShouldBeFalse();
    }

    [Fact]
    public void Generic_nack_of_RFC_4585_section_6_2_1()
    {
        // PID 65534 with BLP bits 0 and 15, which wrap to 65535 and 14; then PID 100 alone.
        Nack.TryParse(Single("81CD0004 00000001 00000002 FFFE8001 00640000"), out var nack).ShouldBeTrue();

        nack.SenderSsrc.ShouldBe(1u);
        nack.MediaSsrc.ShouldBe(2u);
        var missing = new List<int>();
        foreach (var sequenceNumber in nack)
            missing.Add(sequenceNumber);

        missing.ShouldBe([65534, 65535, 14, 100]);
    }

    [Fact]
    public void Picture_loss_indication_of_RFC_4585_section_6_3_1()
    {
        PictureLossIndication.TryParse(Single("81CE0002 00000001 00000002"), out var indication).ShouldBeTrue();

        indication.ShouldBe(new PictureLossIndication(1, 2));
    }

    [Fact]
    public void Full_intra_request_of_RFC_5104_section_4_3_1()
    {
        FullIntraRequest.TryParse(Single("84CE0006 00000001 00000000 00000002 05000000 00000003 06000000"), out var request).ShouldBeTrue();

        request.Count.ShouldBe(2);
        request[0].ShouldBe((2u, (byte)5));
        request[1].ShouldBe((3u, (byte)6));
    }

    [Fact]
    public void Transport_wide_feedback_of_the_draft_section_3_1()
    {
        // Base 65534, 12 statuses, reference time −1, count 7; a run of 3 small deltas, then a two-bit vector (large, lost, small, lost × 4), then a one-bit vector of which 2 are used.
        var packet = Single("8FCD0009 00000001 00000002 FFFE000C FFFFFF07" + "2003 E100 A000" + "01 02 FF" + "FFF0" + "08" + "09" + "00000000 000000");

        TransportFeedback.TryParse(packet, out var feedback).ShouldBeTrue();

        feedback.BaseSequenceNumber.ShouldBe((ushort)65534);
        feedback.StatusCount.ShouldBe(12);
        feedback.ReferenceTime.ShouldBe(-1);
        feedback.FeedbackCount.ShouldBe((byte)7);
        var statuses = new List<TransportFeedbackStatus>();
        foreach (var status in feedback)
            statuses.Add(status);

        statuses.ShouldBe(
        [
            new(65534, true, 1), new(65535, true, 2), new(0, true, 255), new(1, true, -16), new(2, false, 0), new(3, true, 8),
            new(4, false, 0), new(5, false, 0), new(6, false, 0), new(7, false, 0), new(8, true, 9), new(9, false, 0),
        ]);
    }

    [Theory]
    [InlineData("8FCD0004 00000001 00000002 00010000 00000000")] // tells of nothing
    [InlineData("8FCD0005 00000001 00000002 00010001 00000000 60010000")] // the reserved status
    [InlineData("8FCD0005 00000001 00000002 00010008 00000000 2008 0101")] // deltas beyond the end
    [InlineData("8FCD0005 00000001 00000002 0001FFFF 00000000 1FFF 1FFF")] // statuses beyond the end
    [InlineData("8FCD0005 00000001 00000002 00010001 00000000 2000 0000")] // a run of none
    public void Malformed_transport_wide_feedback_is_refused(string hex) =>
        TransportFeedback.TryParse(Single(hex), out _).ShouldBeFalse();

    [Fact]
    public void Reduced_size_and_unknown_packets_are_walked_and_padding_is_cut_off()
    {
        // RFC 5506: no report in front. Then a type that nobody knows, then a padded PLI (RFC 3550 section 6.4.1).
        var reader = new RtcpReader(Hex("81CE0002 00000001 00000002" + "80FA0001 01020304" + "A1CE0003 00000003 00000004 00000004"));

        reader.TryRead(out var first).ShouldBeTrue();
        PictureLossIndication.TryParse(first, out _).ShouldBeTrue();
        reader.TryRead(out var unknown).ShouldBeTrue();
        ((int)unknown.Type).ShouldBe(250);
        reader.TryRead(out var padded).ShouldBeTrue();
        padded.Body.Length.ShouldBe(8);
        reader.TryRead(out _).ShouldBeFalse();
        reader.IsMalformed.ShouldBeFalse();
    }

    [Theory]
    [InlineData("81CE00")]
    [InlineData("41CE0002 00000001 00000002")]
    [InlineData("81CE0003 00000001 00000002")]
    [InlineData("A1CE0002 00000001 00000000")]
    [InlineData("A1CE0002 00000001 00000009")]
    public void A_malformed_packet_ends_the_compound(string hex)
    {
        var reader = new RtcpReader(Hex("80C90001 00000001" + hex));

        reader.TryRead(out _).ShouldBeTrue();
        reader.TryRead(out _).ShouldBeFalse();
        reader.IsMalformed.ShouldBeTrue();
    }

    private static RtcpPacket Single(string hex)
    {
        var reader = new RtcpReader(Hex(hex));
        reader.TryRead(out var packet).ShouldBeTrue();
        return packet;
    }
}
