using SessionRelay.Routing;
using SessionRelay.Wire;
using static SessionRelay.Tests.Routing.SampleStream;

namespace SessionRelay.Tests.Routing;

public sealed class SlotContinuityTests
{
    [Fact]
    public void Vp8_picture_id_or_tl0picidx_jumps_at_a_switch()
    {
        // Two cameras with counters far apart (one about to wrap), switched every 2 s for 60 s, two packets a frame at 30 fps.
        var slot = new SlotRewriter(1000, 5000);
        SampleStream[] cameras =
        [
            new(0, 65000, 0xFFFF_0000, 90_000) { PictureId = 0x7FF0, Tl0PicIdx = 250, KeyIdx = 30 },
            new(1, 123, 77, 90_000) { PictureId = 4000, Tl0PicIdx = 3, KeyIdx = 7 },
        ];
        SlotPacket? last = null;
        var forwarded = 0;
        for (var frame = 0; frame < 1800; frame++)
        {
            var now = frame * (1000.0 / 30);
            var shown = frame / 60 % 2;
            var isSwitch = frame % 60 == 0;
            if (isSwitch)
                slot.Switch(shown);

            for (var camera = 0; camera < 2; camera++)
            {
                var stream = cameras[camera];
                stream.NextFrame(keyframe: isSwitch);
                var first = slot.Forward(stream, stream.Video(keyframe: isSwitch), now, isVideo: true);
                var second = slot.Forward(stream, stream.Video(first: false), now + 1, isVideo: true);
                (first is not null).ShouldBe(camera == shown);
                (second is not null).ShouldBe(camera == shown);
                if (first is not { } packet || second is not { } rest)
                    continue;

                rest.ShouldBe(packet with { SequenceNumber = (ushort)(packet.SequenceNumber + 1) });
                if (last is { } before)
                {
                    packet.SequenceNumber.ShouldBe((ushort)(before.SequenceNumber + 1));
                    packet.PictureId.ShouldBe((ushort)((before.PictureId + 1) & 0x7FFF));
                    packet.Tl0PicIdx.ShouldBe((byte)(before.Tl0PicIdx + 1));
                    packet.KeyIdx.ShouldBe(isSwitch ? (byte)((before.KeyIdx + 1) & 0x1F) : before.KeyIdx);
                    Wrap.Difference(packet.Timestamp, before.Timestamp).ShouldBeInRange(2990, 3010);
                }

                last = rest;
                forwarded++;
            }
        }

        forwarded.ShouldBe(1800);
    }

    [Fact]
    public void Base_packet_late_after_a_dropped_temporal_layer()
    {
        var slot = new SlotRewriter(1000, 0);
        var camera = new SampleStream(0, 10, 0, 90_000) { PictureId = 10 };
        slot.Switch(0);
        camera.NextFrame(keyframe: true);
        var first = slot.Forward(camera, camera.Video(keyframe: true), 0, isVideo: true)!.Value;
        camera.NextFrame();
        var lost = camera.Video();
        camera.NextFrame(temporalId: 1);
        slot.LeaveOut(camera, camera.Video(temporalId: 1), isVideo: true).ShouldBeTrue();
        camera.NextFrame();
        var after = slot.Forward(camera, camera.Video(), 99, isVideo: true)!.Value;

        var late = slot.Forward(camera, lost, 120, isVideo: true)!.Value;

        (late.SequenceNumber, late.PictureId, late.Tl0PicIdx).ShouldBe(((ushort)(first.SequenceNumber + 1), (ushort)(first.PictureId + 1), (byte)(first.Tl0PicIdx + 1)));
        (after.SequenceNumber, after.PictureId, after.Tl0PicIdx).ShouldBe(((ushort)(first.SequenceNumber + 2), (ushort)(first.PictureId + 2), (byte)(first.Tl0PicIdx + 2)));
    }

    [Fact]
    public void First_sequence_number_near_the_wrap_and_loss()
    {
        // The first three packets of a publisher near its wrap never come: the slot begins where it said, away from the wrap.
        var slot = new SlotRewriter(32767, 0);
        var microphone = new SampleStream(0, 65533, 0, 48_000);
        slot.Switch(0);
        for (var i = 0; i < 3; i++)
            microphone.Audio();

        for (var i = 0; i < 10; i++)
            slot.Forward(microphone, microphone.Audio(), i * 20)!.Value.SequenceNumber.ShouldBe((ushort)(32767 + i));

        Should.Throw<ArgumentOutOfRangeException>(() => new SlotRewriter(0, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => new SlotRewriter(32768, 0));
    }

    [Fact]
    public void Rollover_counted_per_transport_or_lost_on_a_paused_stream()
    {
        // Nothing of it is forwarded while it wraps three times; then it goes on without a new switch.
        var slot = new SlotRewriter(500, 0);
        var microphone = new SampleStream(0, 60_000, 0, 48_000);
        slot.Switch(0);
        var before = slot.Forward(microphone, microphone.Audio(), 0)!.Value;
        var pause = (3 * 65536) + 20_000;
        for (var i = 0; i < pause; i++)
        {
            microphone.SequenceNumber++;
            microphone.Timestamp += 960;
        }

        var after = slot.Forward(microphone, microphone.Audio(), (pause + 1) * 20)!.Value;
        var next = slot.Forward(microphone, microphone.Audio(), (pause + 2) * 20)!.Value;

        after.SequenceNumber.ShouldBe((ushort)(before.SequenceNumber + 1));
        next.SequenceNumber.ShouldBe((ushort)(before.SequenceNumber + 2));
        (next.Timestamp - after.Timestamp).ShouldBe(960u);
    }

    [Fact]
    public void Padding_only_packets_padding_bit_left_set()
    {
        // A publisher with P = 1 always, and a packet of nothing but padding after each frame.
        var slot = new SlotRewriter(1, 0);
        var camera = new SampleStream(0, 65_500, 0, 90_000) { Padding = 5 };
        slot.Switch(0);
        slot.Forward(camera, camera.PaddingOnly(), 0, isVideo: true).ShouldBeNull();
        for (var frame = 0; frame < 1000; frame++)
        {
            camera.NextFrame(keyframe: frame == 0);
            var sent = slot.Forward(camera, camera.Video(keyframe: frame == 0), frame * 33.3, isVideo: true)!.Value;
            sent.SequenceNumber.ShouldBe((ushort)(1 + frame));
            sent.IsEmpty.ShouldBeFalse();
            slot.Forward(camera, camera.PaddingOnly(), (frame * 33.3) + 5, isVideo: true).ShouldBeNull();
        }
    }

    [Fact]
    public void Late_padding_goes_out_empty_in_the_place_that_was_kept_for_it()
    {
        var slot = new SlotRewriter(1, 0);
        var camera = new SampleStream(0, 10, 0, 90_000);
        slot.Switch(0);
        camera.NextFrame(keyframe: true);
        slot.Forward(camera, camera.Video(keyframe: true), 0, isVideo: true)!.Value.SequenceNumber.ShouldBe((ushort)1);
        var latePadding = camera.PaddingOnly();
        var droppedPadding = camera.PaddingOnly();
        slot.Forward(camera, droppedPadding, 1, isVideo: true).ShouldBeNull();
        camera.NextFrame();
        slot.Forward(camera, camera.Video(), 33, isVideo: true)!.Value.SequenceNumber.ShouldBe((ushort)3);

        var late = slot.Forward(camera, latePadding, 40, isVideo: true)!.Value;

        (late.SequenceNumber, late.IsEmpty).ShouldBe(((ushort)2, true));
        slot.Forward(camera, droppedPadding, 41, isVideo: true).ShouldBeNull();
    }

    [Fact]
    public void Late_packets_of_a_source_that_is_no_longer_shown_or_from_before_the_switch_are_refused()
    {
        var slot = new SlotRewriter(1, 0);
        var first = new SampleStream(0, 10, 0, 48_000);
        var second = new SampleStream(1, 900, 0, 48_000);
        slot.Switch(0);
        slot.Forward(first, first.Audio(), 0).ShouldNotBeNull();
        var lateOfFirst = first.Audio();
        var beforeSwitch = second.Audio();
        slot.Switch(1);

        slot.Forward(second, second.Audio(), 20).ShouldNotBeNull();

        slot.Forward(first, lateOfFirst, 21).ShouldBeNull();
        slot.Forward(second, beforeSwitch, 22).ShouldBeNull();
    }

    [Fact]
    public void Any_order_of_arrival_gives_each_packet_the_same_place()
    {
        // Given shuffled arrival within 20 packets, some of them left out in order; when mapped; then places are unique and keep the publisher's order.
        var random = new Random(5);
        for (var round = 0; round < 50; round++)
        {
            var slot = new SlotRewriter(1, 0);
            var microphone = new SampleStream(0, (ushort)random.Next(65536), 0, 48_000);
            slot.Switch(0);
            slot.Forward(microphone, microphone.Audio(), 0).ShouldNotBeNull();
            var packets = Enumerable.Range(0, 400).Select(i => (Order: i, Bytes: microphone.Audio())).ToArray();
            var places = new SortedDictionary<int, ushort>();
            foreach (var (order, bytes) in packets.OrderBy(packet => packet.Order + random.Next(20)))
            {
                if (order % 7 == 3 && slot.LeaveOut(microphone, bytes))
                    continue;

                places.Add(order, slot.Forward(microphone, bytes, order * 20)!.Value.SequenceNumber);
            }

            places.Values.ShouldBe(places.Values.Distinct().Order());
            ((int)places.Values.Last()).ShouldBe(places.Count + 1);
        }
    }
}
