using CsCheck;
using SessionRelay.Rtp;

namespace SessionRelay.Tests.Rtp;

public sealed class RtpHeaderWriterTests
{
    private static readonly Gen<(byte Id, byte[] Value)[]> Elements =
        Gen.Select(Gen.Byte[1, 255], Gen.Byte.Array[0, 40]).Array[0, 12];

    private static readonly Gen<(byte Id, byte[] Value)[]> SmallElements =
        Gen.Select(Gen.Byte[1, 14], Gen.Byte.Array[1, 16]).Array[0, 12];

    [Fact]
    public void What_is_written_is_read_back() =>
        Gen.Select(Gen.Bool, Gen.Byte[0, 127], Gen.UShort, Gen.UInt, Gen.UInt, Gen.OneOf(Elements, SmallElements))
            .Sample((marker, payloadType, sequenceNumber, timestamp, ssrc, elements) =>
            {
                var buffer = new byte[1200];
                Array.Fill(buffer, (byte)0xEE);
                var writer = new RtpHeaderWriter(buffer, marker, payloadType, sequenceNumber, timestamp, ssrc);
                foreach (var (id, value) in elements)
                    writer.TryAdd(id, value).ShouldBeTrue();

                var length = writer.Complete();
                RtpPacket.TryParse(buffer.AsSpan(0, length + 3), out var packet).ShouldBeTrue();
                packet.Marker.ShouldBe(marker);
                packet.PayloadType.ShouldBe(payloadType);
                packet.SequenceNumber.ShouldBe(sequenceNumber);
                packet.Timestamp.ShouldBe(timestamp);
                packet.Ssrc.ShouldBe(ssrc);
                packet.HeaderLength.ShouldBe(length);
                packet.Payload.Length.ShouldBe(3);
                var index = 0;
                foreach (var element in packet.Extensions)
                {
                    element.Id.ShouldBe(elements[index].Id);
                    element.Value.SequenceEqual(elements[index++].Value).ShouldBeTrue();
                }

                index.ShouldBe(elements.Length);
            }, iter: 2_000);

    [Fact]
    public void Small_elements_take_the_one_byte_form_and_a_large_one_widens_those_before_it()
    {
        var buffer = new byte[64];
        var writer = new RtpHeaderWriter(buffer, false, 96, 1, 2, 3);
        writer.TryAdd(1, [0xAA]).ShouldBeTrue();
        Convert.ToHexString(buffer.AsSpan(0, writer.Complete())).ShouldBe("90600001" + "00000002" + "00000003" + "BEDE0001" + "10AA0000");

        writer.TryAdd(15, [0xBB]).ShouldBeTrue();
        Convert.ToHexString(buffer.AsSpan(0, writer.Complete())).ShouldBe("90600001" + "00000002" + "00000003" + "10000002" + "0101AA0F01BB0000");
    }

    [Fact]
    public void Elements_without_room_are_refused_and_leave_what_stands()
    {
        var buffer = new byte[20];
        var writer = new RtpHeaderWriter(buffer, false, 96, 1, 2, 3);

        writer.TryAdd(1, [1, 2, 3]).ShouldBeTrue();
        writer.TryAdd(2, [4]).ShouldBeFalse();
        writer.TryAdd(20, [4]).ShouldBeFalse();
        writer.TryAdd(0, [4]).ShouldBeFalse();

        RtpPacket.TryParse(buffer.AsSpan(0, writer.Complete()), out var packet).ShouldBeTrue();
        packet.TryGetExtension(1, out var value).ShouldBeTrue();
        value.SequenceEqual<byte>([1, 2, 3]).ShouldBeTrue();
    }
}
