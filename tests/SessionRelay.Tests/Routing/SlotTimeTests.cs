using SessionRelay.Routing;
using SessionRelay.Rtcp;
using SessionRelay.Wire;
using static SessionRelay.Tests.Routing.SampleStream;

namespace SessionRelay.Tests.Routing;

public sealed class SlotTimeTests
{
    [Theory]
    [InlineData(true)] // the publisher sends silence, which is not forwarded
    [InlineData(false)] // its timestamps stand still while it sends nothing
    public void Time_stands_still_or_jumps_at_mute_and_resume(bool sendsSilence)
    {
        var slot = new SlotRewriter(1, 0);
        var microphone = new SampleStream(0, 10, 0, 48_000);
        slot.Switch(0);
        var before = slot.Forward(microphone, microphone.Audio(), 0)!.Value;
        for (var i = 1; sendsSilence && i < 3000; i++)
            slot.LeaveOut(microphone, microphone.Audio()).ShouldBeTrue();

        var after = slot.Forward(microphone, microphone.Audio(), 60_000)!.Value;

        after.SequenceNumber.ShouldBe((ushort)(before.SequenceNumber + 1));
        var milliseconds = (after.Timestamp - before.Timestamp) / 48.0;
        milliseconds.ShouldBe(60_000, tolerance: 40);
    }

    [Fact]
    public void A_burst_after_a_stall_keeps_its_own_pace()
    {
        var slot = new SlotRewriter(1, 0);
        var microphone = new SampleStream(0, 10, 0, 48_000);
        slot.Switch(0);
        var last = slot.Forward(microphone, microphone.Audio(), 0)!.Value;
        for (var i = 0; i < 60; i++)
        {
            var next = slot.Forward(microphone, microphone.Audio(), 1200 + (i * 0.1))!.Value;
            (next.Timestamp - last.Timestamp).ShouldBe(960u);
            last = next;
        }
    }

    [Fact]
    public void A_late_packet_moves_no_time()
    {
        var slot = new SlotRewriter(1, 0);
        var microphone = new SampleStream(0, 10, 0, 48_000);
        slot.Switch(0);
        var first = slot.Forward(microphone, microphone.Audio(), 0)!.Value;
        var lost = microphone.Audio();
        for (var i = 2; i < 140; i++)
            slot.Forward(microphone, microphone.Audio(), i * 20)!.Value.Timestamp.ShouldBe(first.Timestamp + (uint)(960 * i));

        slot.Forward(microphone, lost, 2800)!.Value.Timestamp.ShouldBe(first.Timestamp + 960);
        slot.Forward(microphone, microphone.Audio(), 2800)!.Value.Timestamp.ShouldBe(first.Timestamp + (960 * 140));
    }

    [Fact]
    public void The_switch_from_opus_to_pcmu_goes_on_in_the_new_clock_rate()
    {
        // RFC 7160: the same SSRC ticks at 8 kHz instead of 48.
        var slot = new SlotRewriter(1, 0);
        var microphone = new SampleStream(0, 10, 4_000_000, 48_000);
        slot.Switch(0);
        var opus = slot.Forward(microphone, microphone.Audio(), 0)!.Value;
        microphone.ClockRate = 8_000;
        microphone.Timestamp = 99;

        var pcmu = slot.Forward(microphone, microphone.Audio(), 20)!.Value;
        var next = slot.Forward(microphone, microphone.Audio(), 40)!.Value;

        (pcmu.Timestamp - opus.Timestamp).ShouldBe(160u);
        (next.Timestamp - pcmu.Timestamp).ShouldBe(160u);
    }

    [Fact]
    public void A_new_source_goes_on_after_the_time_that_has_elapsed()
    {
        var slot = new SlotRewriter(1, 0xFFFF_FF00);
        var first = new SampleStream(0, 10, 1, 90_000);
        var second = new SampleStream(1, 10, 3_000_000_000, 90_000);
        slot.Switch(0);
        var before = slot.Forward(first, first.Video(), 1000, isVideo: true)!.Value;
        slot.Switch(1);

        var after = slot.Forward(second, second.Video(), 1250, isVideo: true)!.Value;

        before.Timestamp.ShouldBe(0xFFFF_FF00);
        (after.Timestamp - before.Timestamp).ShouldBe(22_500u);
    }

    [Fact]
    public void Another_layer_is_aligned_by_capture_times_not_by_arrival()
    {
        // Layers of one camera with timestamps of their own; the larger one is 80 ms longer on its way.
        var publisher = new PublisherClock();
        var small = new SenderReportClock(publisher);
        var large = new SenderReportClock(publisher);
        var smallStream = new SampleStream(0, 10, 1_000, 90_000);
        var largeStream = new SampleStream(1, 10, 777_000, 90_000);
        small.OnSenderReport(Ntp(0), 1_000, 90_000, At(5_020));
        large.OnSenderReport(Ntp(10), 777_900, 90_000, At(5_110));
        var slot = new SlotRewriter(1, 0);
        slot.Switch(0);
        smallStream.Timestamp = 1_000 + 9_000;
        var before = slot.Forward(smallStream, smallStream.Video(), 5_120, small.CaptureTimeOf(smallStream.Timestamp, 90_000), isVideo: true)!.Value;
        slot.Switch(1, sameCapture: true);

        largeStream.Timestamp = 777_000 + 12_000;
        var after = slot.Forward(largeStream, largeStream.Video(), 5_233, large.CaptureTimeOf(largeStream.Timestamp, 90_000), isVideo: true)!.Value;

        ((double)(after.Timestamp - before.Timestamp)).ShouldBe(3_000, tolerance: 2);
    }

    [Fact]
    public void Sender_reports_made_from_arrival_time()
    {
        // Only video is delayed, by 300 ms, its reports too: what was captured together must come out together by the slots' reports.
        var publisher = new PublisherClock();
        var audioClock = new SenderReportClock(publisher);
        var videoClock = new SenderReportClock(publisher);
        var microphone = new SampleStream(0, 10, 500, 48_000);
        var camera = new SampleStream(1, 10, 9_000_000, 90_000);
        var audioSlot = new SlotRewriter(1, 123);
        var videoSlot = new SlotRewriter(1, 456);
        audioSlot.Switch(0);
        videoSlot.Switch(1);
        SlotPacket audio = default, video = default;
        for (var t = 0; t < 10_000; t += 20)
        {
            if (t % 1000 == 0)
            {
                audioClock.OnSenderReport(Ntp(t), 500 + (uint)(t * 48), 48_000, At(t + 30));
                videoClock.OnSenderReport(Ntp(t), 9_000_000 + (uint)(t * 90), 90_000, At(t + 330));
            }

            microphone.Timestamp = 500 + (uint)((t - 20) * 48);
            camera.Timestamp = 9_000_000 + (uint)(t * 90);
            audio = audioSlot.Forward(microphone, microphone.Audio(), t + 30)!.Value;
            video = videoSlot.Forward(camera, camera.Video(), t + 330, isVideo: true)!.Value;
        }

        var reportedAt = At(11_000);
        audioClock.TryGetTimestamp(reportedAt, 48_000, out var audioTimestamp).ShouldBeTrue();
        videoClock.TryGetTimestamp(reportedAt, 90_000, out var videoTimestamp).ShouldBeTrue();
        var audioAge = Wrap.Difference(audioTimestamp + audioSlot.TimestampOffset, audio.Timestamp) / 48.0;
        var videoAge = Wrap.Difference(videoTimestamp + videoSlot.TimestampOffset, video.Timestamp) / 90.0;
        (audioAge - videoAge).ShouldBe(0, tolerance: 1);
    }

    [Fact]
    public void A_slot_has_no_report_until_its_publisher_has_sent_one()
    {
        var clock = new SenderReportClock(new PublisherClock());

        clock.TryGetTimestamp(At(1000), 48_000, out _).ShouldBeFalse();
        clock.CaptureTimeOf(1, 48_000).IsNever.ShouldBeTrue();
        clock.OnSenderReport(0, 5, 48_000, At(1000));
        clock.TryGetTimestamp(At(1000), 48_000, out _).ShouldBeFalse();
        clock.OnSenderReport(Ntp(1), 5, 48_000, At(1000));
        clock.TryGetTimestamp(At(1000), 48_000, out _).ShouldBeTrue();
        clock.TryGetTimestamp(At(1000), 8_000, out _).ShouldBeFalse();
    }

    [Fact]
    public void A_publishers_clock_that_was_set_makes_its_streams_wait_for_a_new_report()
    {
        var publisher = new PublisherClock();
        var audio = new SenderReportClock(publisher);
        var video = new SenderReportClock(publisher);
        audio.OnSenderReport(Ntp(0), 0, 48_000, At(0));
        video.OnSenderReport(Ntp(0), 0, 90_000, At(0));

        audio.OnSenderReport(Ntp(3_600_000), 48_000, 48_000, At(1000));

        audio.CaptureTimeOf(48_000, 48_000).ShouldBe(At(1000));
        video.CaptureTimeOf(0, 90_000).IsNever.ShouldBeTrue();
    }

    /// <summary>The publisher's wall clock, which has nothing to do with the relay's.</summary>
    private static ulong Ntp(double milliseconds) => (3_900_000_000ul << 32) + (ulong)(milliseconds / 1000 * 4_294_967_296);
}
