using SessionRelay.Phone.Audio;
using SessionRelay.Rtp;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Phone.Audio;

public sealed class SkippedTicksAreAHoleInTime
{
    private readonly Mixer _mixer = new();
    private readonly byte[] _packet = new byte[PhoneLegAudio.PacketLength];

    [Fact]
    public void A_mixer_that_was_held_up_shows_it_in_the_phones_timestamps_and_not_in_its_numbers()
    {
        var input = _mixer.Add(MonotonicTime.FromMilliseconds(1_000))!;
        var leg = new PhoneLegAudio(input, PhonePrompts.Load(null).In(null), new PhoneLegFormat(G711Law.Pcmu, 101, 5, 10, 0xFFFF_FF00));
        Tick(leg, _mixer.Deadline).ShouldBe((10, 0xFFFF_FF00, true));
        Tick(leg, _mixer.Deadline).ShouldBe((11, 0xFFFF_FFA0, false));
        Tick(leg, _mixer.Deadline + (10 * G711.FrameTime)).ShouldBe((12, unchecked(0xFFFF_FFA0 + (11 * 160)), true));
        Tick(leg, _mixer.Deadline).ShouldBe((13, unchecked(0xFFFF_FFA0 + (12 * 160)), false));
    }

    private (int Number, uint Timestamp, bool Marker) Tick(PhoneLegAudio leg, MonotonicTime now)
    {
        leg.BeforeTick();
        _mixer.TryTick(now, out var due).ShouldBeTrue();
        var length = leg.WritePacket(_mixer, due, _packet);
        RtpPacket.TryParse(_packet.AsSpan(0, length), out var packet).ShouldBeTrue();
        return (packet.SequenceNumber, packet.Timestamp, packet.Marker);
    }
}
