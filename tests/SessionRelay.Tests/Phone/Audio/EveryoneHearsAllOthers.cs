using SessionRelay.Phone.Audio;
using SessionRelay.Rtp;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Phone.Audio;

public sealed class EveryoneHearsAllOthers
{
    private readonly Mixer _mixer = new();
    private readonly short[] _heard = new short[G711.FrameSamples];
    private readonly byte[] _packet = new byte[12 + G711.FrameSamples];
    private int _packets;

    [Fact]
    public void Each_hears_all_but_themselves()
    {
        var inputs = new[] { Add(0), Add(0), Add(0) };
        Speak(60, (inputs[0], 1_000), (inputs[1], 2_000), (inputs[2], 4_000));

        Heard(inputs[0]).ShouldBe((short)(Coded(2_000) + Coded(4_000)));
        Heard(inputs[1]).ShouldBe((short)(Coded(1_000) + Coded(4_000)));
        Heard(inputs[2]).ShouldBe((short)(Coded(1_000) + Coded(2_000)));
        Heard(null).ShouldBe((short)(Coded(1_000) + Coded(2_000) + Coded(4_000)));
    }

    [Fact]
    public void Too_loud_a_sum_is_cut_and_does_not_turn_over()
    {
        var inputs = new[] { Add(0), Add(0), Add(0) };
        Speak(60, (inputs[0], 30_000), (inputs[1], 30_000), (inputs[2], -30_000));
        Heard(inputs[2]).ShouldBe(short.MaxValue);
        Heard(null).ShouldBe(Coded(30_000));
        Speak(60, (inputs[0], -30_000), (inputs[1], -30_000), (inputs[2], 30_000));
        Heard(inputs[2]).ShouldBe(short.MinValue);
    }

    [Fact]
    public void Who_is_closed_is_not_heard_and_hears()
    {
        var (one, other) = (Add(0), Add(0));
        one.IsOpen = false;
        Speak(60, (one, 1_000), (other, 2_000));

        Heard(one).ShouldBe(Coded(2_000));
        _mixer.Mix(other, _heard).ShouldBeFalse();
        _heard.ShouldAllBe(sample => sample == 0);
        one.Frame.ToArray().ShouldAllBe(sample => sample == 0);

        one.IsOpen = true;
        Speak(10, (one, 3_000), (other, 2_000));
        Heard(other).ShouldBe(Coded(3_000), "what was said while it was closed is gone, not queued");
    }

    [Fact]
    public void Who_left_is_heard_no_more()
    {
        var (one, other) = (Add(0), Add(0));
        Speak(60, (one, 1_000), (other, 2_000));
        _mixer.Remove(one);
        Speak(1, (other, 2_000));
        _mixer.Mix(other, _heard).ShouldBeFalse();
    }

    [Fact]
    public void Frames_are_due_every_20_ms_while_somebody_is_there()
    {
        _mixer.Deadline.IsNever.ShouldBeTrue();
        _mixer.TryTick(MonotonicTime.FromMilliseconds(1_000_000), out _).ShouldBeFalse();
        var input = Add(1_000);
        _mixer.Deadline.ShouldBe(MonotonicTime.FromMilliseconds(1_020));
        _mixer.TryTick(MonotonicTime.FromMilliseconds(1_019.9), out _).ShouldBeFalse();

        // Woken late, the ticks stay where they are, and each is given.
        _mixer.TryTick(MonotonicTime.FromMilliseconds(1_067), out var first).ShouldBeTrue();
        _mixer.TryTick(MonotonicTime.FromMilliseconds(1_067), out var second).ShouldBeTrue();
        _mixer.TryTick(MonotonicTime.FromMilliseconds(1_067), out var third).ShouldBeTrue();
        _mixer.TryTick(MonotonicTime.FromMilliseconds(1_067), out _).ShouldBeFalse();
        (first, second, third).ShouldBe((MonotonicTime.FromMilliseconds(1_020), MonotonicTime.FromMilliseconds(1_040), MonotonicTime.FromMilliseconds(1_060)));

        // Held up for 10 s: one frame, not 500.
        _mixer.TryTick(MonotonicTime.FromMilliseconds(11_065), out var late).ShouldBeTrue();
        late.ShouldBe(MonotonicTime.FromMilliseconds(11_060));
        _mixer.TryTick(MonotonicTime.FromMilliseconds(11_065), out _).ShouldBeFalse();
        _mixer.Remove(input);
        _mixer.Deadline.IsNever.ShouldBeTrue();
    }

    [Fact]
    public void Inputs_are_bounded()
    {
        for (var i = 0; i < Mixer.MaxInputs; i++)
            Add(0);
        _mixer.Add(default).ShouldBeNull();
    }

    [Fact]
    public void Mixing_allocates_nothing()
    {
        var inputs = new (MixerInput, int)[] { (Add(0), 1_000), (Add(0), 2_000), (Add(0), 3_000), (Add(0), 4_000) };
        Speak(100, inputs);
        Allocations.Of(() =>
        {
            Speak(500, inputs);
            foreach (var (input, _) in inputs)
                _mixer.Mix(input, _heard);
        }).ShouldBe(0);
    }

    private MixerInput Add(double milliseconds)
    {
        var input = _mixer.Add(MonotonicTime.FromMilliseconds(milliseconds)).ShouldNotBeNull();
        input.IsOpen = true;
        return input;
    }

    private void Speak(int frames, params ReadOnlySpan<(MixerInput Input, int Level)> people)
    {
        for (var i = 0; i < frames; i++)
        {
            var now = _mixer.Deadline;
            _packets++;
            foreach (var (input, level) in people)
            {
                new RtpHeaderWriter(_packet, false, 0, (ushort)_packets, (uint)(_packets * 160), 1).Complete();
                _packet.AsSpan(12).Fill(G711.Encode(G711Law.Pcmu, (short)level));
                if (RtpPacket.TryParse(_packet, out var packet))
                    input.Buffer.Write(packet, G711Law.Pcmu, now);
            }

            _mixer.TryTick(now, out _);
        }
    }

    private short Heard(MixerInput? listener)
    {
        _mixer.Mix(listener, _heard).ShouldBeTrue();
        return _heard[80];
    }

    private static short Coded(short sample) => G711.Decode(G711Law.Pcmu, G711.Encode(G711Law.Pcmu, sample));
}
