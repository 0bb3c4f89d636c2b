using SessionRelay.Rtcp;
using SessionRelay.Tests.Network;
using SessionRelay.Tests.Sessions;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Phone.Legs;

/// <summary>A browser goes from Opus to PCMU and back on the same SSRC while a phone is in: for the others its sound goes on, and stays in time with its picture.</summary>
public sealed class CodecsChangeWithoutAGap
{
    /// <summary>By how much the slot's sender report puts its last packet off the moment at which it was captured.</summary>
    /// <param name="delay">From the relay to the viewer: how long the way to the relay is, its clock knows nothing of.</param>
    private static TimeSpan Skew(VirtualGuest viewer, int clockRate, TimeSpan delay)
    {
        var audio = viewer.Person.Audio[0];
        var (timestamp, ntp) = viewer.Person.SenderReports[viewer.Person.SsrcOf(audio)];
        var captured = NtpTimestamp.Difference(ntp, NtpTimestamp.Of(audio.LastAt - delay)) + TimeSpan.FromSeconds(Wrap.Difference(audio.LastTimestamp, timestamp) / (double)clockRate);
        return captured;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    public void Timestamps_go_on_and_a_report_comes_at_once(int delay)
    {
        using var relay = new VirtualRelay();
        var way = new NetworkConditions { Delay = TimeSpan.FromMilliseconds(delay) };
        var viewer = relay.Join(People.Silent(0, slots: 1), way);
        var speaker = relay.Join(People.WithCamera(1, slots: 1) with { ClockOffset = TimeSpan.FromDays(3) }, way);
        relay.Run(TimeSpan.FromSeconds(4));
        var audio = viewer.Person.Audio[0];
        var ssrc = viewer.Person.SsrcOf(audio);

        foreach (var clockRate in (int[])[8_000, 48_000, 8_000])
        {
            relay.RunUntil(() => NtpTimestamp.Difference(NtpTimestamp.Of(relay.Now), viewer.Person.SenderReports[ssrc].Ntp) is { TotalMilliseconds: > 400 and < 600 },
                TimeSpan.FromSeconds(5), "between two regular reports");
            var before = viewer.Person.SenderReports[ssrc].Ntp;
            speaker.Person.Speak(clockRate == 8_000 ? PhoneSounds.Of(PhoneSounds.First) : null);
            relay.Run(TimeSpan.FromMilliseconds(45 + (2 * delay)));

            (audio.LastPayloadType == audio.Pcmu).ShouldBe(clockRate == 8_000);
            NtpTimestamp.Difference(viewer.Person.SenderReports[ssrc].Ntp, before).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(300), "a report at once");
            Skew(viewer, clockRate, way.Delay).Duration().ShouldBeLessThan(TimeSpan.FromMilliseconds(40));
            for (var second = 0; second < 4; second++)
            {
                var (last, packets) = (audio.LastTimestamp, audio.Packets);
                relay.Run(TimeSpan.FromSeconds(1));
                ((audio.LastTimestamp - last) / (double)(audio.Packets - packets)).ShouldBe(clockRate / 50.0, 0.01);
                Skew(viewer, clockRate, way.Delay).Duration().ShouldBeLessThan(TimeSpan.FromMilliseconds(40));
            }
        }

        (audio.Missing, audio.TimestampsBack, audio.Damaged).ShouldBe((0, 0, 0));
    }

    [Fact]
    public void Late_packets_of_the_former_codec_change_nothing()
    {
        using var relay = new VirtualRelay();
        var viewer = relay.Join(People.Silent(0, slots: 1));
        var speaker = relay.Join(People.WithVoice(1, slots: 1));
        relay.Run(TimeSpan.FromSeconds(4));
        // One packet in three takes 50 ms longer, across the change.
        speaker.SlowUp = new NetworkEmulator(5, new NetworkConditions { Delay = TimeSpan.FromMilliseconds(50) });
        var count = 0;
        speaker.IsSlow = datagram => datagram[0] is >= 128 and <= 191 && datagram[1] is < 192 or > 223 && ++count % 3 == 0;
        relay.Run(TimeSpan.FromSeconds(1));
        speaker.Person.Speak(PhoneSounds.Of(PhoneSounds.First));
        relay.Run(TimeSpan.FromSeconds(2));
        speaker.IsSlow = null;
        relay.Run(TimeSpan.FromSeconds(2));

        var audio = viewer.Person.Audio[0];
        (audio.Missing, audio.TimestampsBack, audio.Damaged).ShouldBe((0, 0, 0));
        Skew(viewer, 8_000, TimeSpan.Zero).Duration().ShouldBeLessThan(TimeSpan.FromMilliseconds(60));
    }
}
