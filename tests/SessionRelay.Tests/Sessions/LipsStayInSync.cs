using SessionRelay.Rtcp;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Sessions;

/// <summary>The relay's sender reports map what was captured together to within 40 ms of each other, whatever the media met on their way.</summary>
public sealed class LipsStayInSync
{
    private static readonly TimeSpan Bearable = TimeSpan.FromMilliseconds(40);

    /// <summary>By how much sound is shown before the picture of the same moment, as a browser works it out.</summary>
    private static TimeSpan Skew(VirtualGuest viewer, int slot = 0)
    {
        var person = viewer.Person;
        var (audio, video) = (person.Audio[slot], person.Video[slot]);
        var (audioTimestamp, audioNtp) = person.SenderReports[person.SsrcOf(audio)];
        var (videoTimestamp, videoNtp) = person.SenderReports[person.SsrcOf(video)];
        var soundAt = TimeSpan.FromSeconds(Wrap.Difference(audio.LastTimestamp, audioTimestamp) / 48_000.0);
        var pictureAt = NtpTimestamp.Difference(videoNtp, audioNtp) + TimeSpan.FromSeconds(Wrap.Difference(video.Newest.Timestamp, videoTimestamp) / 90_000.0);
        var captured = TimeSpan.FromTicks(video.Newest.SentTicks - audio.LastSentTicks);
        return pictureAt - soundAt - captured;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(300)]
    public void Also_when_only_video_is_delayed(int delay)
    {
        using var relay = new VirtualRelay();
        var viewer = relay.Join(People.Silent(0, slots: 1));
        var publisher = relay.Join(People.WithCamera(1, slots: 0) with { ClockOffset = TimeSpan.FromDays(400) });
        publisher.SlowUp = new Network.NetworkEmulator(9, new() { Delay = TimeSpan.FromMilliseconds(delay) });
        publisher.IsSlow = datagram => datagram.Length > 1000;

        for (var second = 0; second < 10; second++)
        {
            relay.Run(TimeSpan.FromSeconds(second == 0 ? 4 : 1));
            Skew(viewer).Duration().ShouldBeLessThan(Bearable);
        }

        var behind = TimeSpan.FromTicks(viewer.Person.Audio[0].LastSentTicks - viewer.Person.Video[0].Newest.SentTicks);
        behind.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(delay - 40), "the delay is there");
    }

    [Fact]
    public void Reports_carry_the_relays_clock()
    {
        using var relay = new VirtualRelay();
        var viewer = relay.Join(People.Silent(0, slots: 1));
        relay.Join(People.WithCamera(1, slots: 0) with { ClockOffset = TimeSpan.FromDays(-400) });
        relay.Run(TimeSpan.FromSeconds(5));
        viewer.Person.SenderReports.Count.ShouldBe(2);
        foreach (var (_, ntp) in viewer.Person.SenderReports.Values)
        {
            var age = NtpTimestamp.Difference(NtpTimestamp.Of(relay.Now), ntp);
            age.ShouldBeInRange(TimeSpan.Zero, TimeSpan.FromSeconds(1.01));
        }
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void After_a_minute_of_mute(bool audio, bool video)
    {
        using var relay = new VirtualRelay();
        var viewer = relay.Join(People.Silent(0, slots: 1));
        var publisher = relay.Join(People.WithCamera(1, slots: 0));
        relay.Run(TimeSpan.FromSeconds(5));

        relay.SetMedia(publisher, new SendingMedia(!audio, !video, false));
        relay.Run(TimeSpan.FromSeconds(60));
        relay.SetMedia(publisher, new SendingMedia(true, true, false));
        relay.Run(TimeSpan.FromSeconds(2.5));

        Skew(viewer).Duration().ShouldBeLessThan(Bearable);
        viewer.Person.Audio[0].LastAt.ShouldBeGreaterThan(relay.Now - TimeSpan.FromMilliseconds(50));
        viewer.Person.Audio[0].Missing.ShouldBe(0);
        viewer.Person.Audio[0].TimestampsBack.ShouldBe(0);
        viewer.Person.Video[0].TimestampsBack.ShouldBe(0);
    }

    [Fact]
    public void After_each_switch_of_the_layer()
    {
        using var relay = new VirtualRelay();
        var viewer = relay.Join(People.Silent(0, slots: 1));
        relay.Join(People.WithSimulcast(1, slots: 0));
        relay.Run(TimeSpan.FromSeconds(5));
        foreach (var width in new[] { 320, 1280, 640, 320, 1280 })
        {
            relay.Watch(viewer, 0, width, width * 9 / 16);
            relay.Run(TimeSpan.FromSeconds(4));
            viewer.Person.Video[0].Width.ShouldBe(width);
            Skew(viewer).Duration().ShouldBeLessThan(Bearable);
        }
    }

    [Fact]
    public void When_somebody_else_takes_the_slot()
    {
        using var relay = new VirtualRelay();
        var viewer = relay.Join(People.Silent(0, slots: 1));
        relay.Join(People.WithCamera(1, slots: 0), id: "first");
        relay.Join(People.WithCamera(2, slots: 0) with { ClockOffset = TimeSpan.FromHours(3) }, id: "second");
        relay.Run(TimeSpan.FromSeconds(5));
        relay.Room.Disconnect("first", relay.Now);
        relay.Run(TimeSpan.FromSeconds(3));
        viewer.Person.Video[0].LastSender.ShouldBe(2);
        Skew(viewer).Duration().ShouldBeLessThan(Bearable);
        viewer.Person.Video[0].PictureJumps.ShouldBe(0);
    }
}
