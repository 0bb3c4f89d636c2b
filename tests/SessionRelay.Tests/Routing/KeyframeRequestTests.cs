using SessionRelay.Routing;
using static SessionRelay.Tests.Routing.SampleStream;

namespace SessionRelay.Tests.Routing;

public sealed class KeyframeRequestTests
{
    [Fact]
    public void Key_frame_storm()
    {
        // 50 receivers ask every 200 ms for 10 s, and key frames come: one a second upstream.
        var requester = new KeyframeRequester();
        var receivers = new KeyframeAllowance[50];
        var sent = new List<double>();
        var heard = 0;
        for (var now = 0.0; now < 10_000; now += 10)
        {
            for (var i = 0; now % 200 == 0 && i < receivers.Length; i++)
                heard += requester.Request(ref receivers[i], At(now)) ? 1 : 0;

            requester.Request();
            if (requester.TakeDue(At(now)))
                sent.Add(now);

            if (now % 100 == 50)
                requester.OnKeyframe();
        }

        sent.ShouldBe([0, 1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000]);
        heard.ShouldBe(150);
        requester.Sent.ShouldBe(10);
    }

    [Fact]
    public void The_request_or_its_key_frame_lost_on_a_still_screen_share()
    {
        var requester = new KeyframeRequester();
        requester.Deadline.IsNever.ShouldBeTrue();
        requester.Request();
        var sent = 0;
        for (var wake = 0; wake < 7; wake++)
        {
            requester.Deadline.ShouldBe(At(wake * 1000));
            sent += requester.TakeDue(requester.Deadline) ? 1 : 0;
        }

        sent.ShouldBe(7);
        requester.OnKeyframe();
        requester.Deadline.IsNever.ShouldBeTrue();
        requester.TakeDue(At(60_000)).ShouldBeFalse();
    }

    [Fact]
    public void A_receiver_is_heard_three_times_in_ten_seconds()
    {
        var receiver = new KeyframeAllowance();

        receiver.TryTake(At(0)).ShouldBeTrue();
        receiver.TryTake(At(4_000)).ShouldBeTrue();
        receiver.TryTake(At(8_000)).ShouldBeTrue();
        receiver.TryTake(At(9_999)).ShouldBeFalse();
        receiver.TryTake(At(10_000)).ShouldBeTrue();
        receiver.TryTake(At(13_999)).ShouldBeFalse();
        receiver.TryTake(At(14_000)).ShouldBeTrue();
    }

    [Fact]
    public void Nobody_is_asked_when_the_last_viewer_has_gone()
    {
        var requester = new KeyframeRequester();
        requester.Request();
        requester.Cancel();

        requester.TakeDue(At(1)).ShouldBeFalse();
    }
}
