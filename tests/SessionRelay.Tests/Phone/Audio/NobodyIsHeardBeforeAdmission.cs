using SessionRelay.Phone.Audio;
using SessionRelay.Rtp;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Phone.Audio;

/// <summary>A session with a browser that says a tone, and a phone that says another one from the moment it is answered, as an answering machine does.</summary>
public sealed class NobodyIsHeardBeforeAdmission
{
    private const byte Digits = 101;
    private const short Session = 5_000;
    private const short Phone = -9_000;

    private static readonly PromptSet Prompts = PhonePrompts.Load(null).In("en");

    private readonly Mixer _mixer = new();
    private readonly MixerInput _browser;
    private readonly PhoneLegAudio _leg;
    private readonly short[] _heard = new short[G711.FrameSamples];
    private readonly byte[] _packet = new byte[PhoneLegAudio.PacketLength];
    private uint _packets;
    private ushort _lastNumber = 9;

    public NobodyIsHeardBeforeAdmission()
    {
        _browser = _mixer.Add(MonotonicTime.Zero)!;
        _browser.IsOpen = true;
        _leg = new PhoneLegAudio(_mixer.Add(MonotonicTime.Zero)!, Prompts, new PhoneLegFormat(G711Law.Pcma, Digits, Ssrc: 5, FirstSequenceNumber: 10, FirstTimestamp: 0xFFFF_FFF0));
    }

    private PhoneVoice Voice => _leg.Voice;

    [Fact]
    public void An_answering_machine_is_never_heard_and_never_hears()
    {
        var frames = 0;
        for (; Voice.State != PhoneVoiceState.Over && frames < 10_000; frames++)
        {
            Tick();
            SessionHearsPhone().ShouldBeFalse();
            PhoneHearsSession().ShouldBeFalse();
        }

        Voice.WasNotTaken.ShouldBeTrue();
        (frames * 0.02).ShouldBeInRange(20, 40); // seconds
        Tick();
        _heard.ShouldAllBe(sample => Math.Abs(sample) <= 8); // A-law has no zero
    }

    [Fact]
    public void The_greeting_is_played_four_times()
    {
        var words = 0;
        var wasSilent = 100;
        for (var i = 0; i < 10_000 && Voice.State != PhoneVoiceState.Over; i++)
        {
            Tick();
            var isSilent = _heard.All(sample => Math.Abs(sample) < 50);
            words += !isSilent && wasSilent >= 100 ? 1 : 0;
            wasSilent = isSilent ? wasSilent + 1 : 0;
        }

        words.ShouldBe(PhoneVoice.MaxGreetings);
    }

    [Fact]
    public void One_is_pressed_the_host_admits_and_both_hear_each_other()
    {
        Tick(100);
        Press('1').ShouldBe('1');
        Voice.State.ShouldBe(PhoneVoiceState.Waiting);
        for (var i = 0; i < 1_000; i++)
        {
            Tick();
            SessionHearsPhone().ShouldBeFalse();
            PhoneHearsSession().ShouldBeFalse();
        }

        _heard.ShouldAllBe(sample => Math.Abs(sample) <= 8, "after the prompt there is silence");
        Voice.Admit().ShouldBeTrue();
        Tick();
        PhoneHearsSession().ShouldBeTrue();
        Tick(5);
        SessionHearsPhone().ShouldBeTrue();
    }

    [Fact]
    public void Only_one_takes_the_call()
    {
        foreach (var digit in "0234567890*#ABCD")
        {
            Press(digit).ShouldBe(digit);
            Voice.State.ShouldBe(PhoneVoiceState.Greeting);
        }
    }

    [Fact]
    public void A_host_cannot_admit_whom_nobody_has_answered()
    {
        Tick(50);
        Voice.Admit().ShouldBeFalse();
        Tick(50);
        PhoneHearsSession().ShouldBeFalse();
        Voice.State.ShouldBe(PhoneVoiceState.Greeting);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Who_leaves_is_out_at_once_and_hears_why(bool wasAdmitted)
    {
        Press('1');
        Tick(10);
        if (wasAdmitted)
            Voice.Admit();
        Tick(100);
        SessionHearsPhone().ShouldBe(wasAdmitted);

        Voice.Leave(wasAdmitted ? Prompt.Ended : Prompt.Absent);
        Voice.Admit().ShouldBeFalse();
        var frames = 0;
        for (; Voice.State != PhoneVoiceState.Over && frames < 1_000; frames++)
        {
            Tick();
            SessionHearsPhone().ShouldBeFalse();
            PhoneHearsSession().ShouldBeFalse();
        }

        (frames * 160).ShouldBeInRange(Prompts.Codes(wasAdmitted ? Prompt.Ended : Prompt.Absent).Length, Prompts.Codes(Prompt.Absent).Length + 320);
        Voice.WasNotTaken.ShouldBeFalse();
        Press('1');
        Voice.State.ShouldBe(PhoneVoiceState.Over);
    }

    [Fact]
    public void What_is_sent_has_no_gap()
    {
        Tick(200);
        Press('1');
        Tick(300);
        Voice.Admit();
        Tick(100); // Tick looks at number, timestamp and payload type of each
        _lastNumber.ShouldBe((ushort)609);
    }

    [Fact]
    public void A_leg_allocates_nothing()
    {
        Tick(100);
        Press('1');
        Tick(100);
        Voice.Admit();
        Allocations.Of(() => Tick(500)).ShouldBe(0);
    }

    private void Tick(int count)
    {
        for (var i = 0; i < count; i++)
            Tick();
    }

    private void Tick()
    {
        var now = _mixer.Deadline;
        _packets++;
        Give(Phone, 8, now, toLeg: true);
        Give(Session, 0, now, toLeg: false);
        _leg.BeforeTick();
        if (!_mixer.TryTick(now, out var due))
            return;
        var length = _leg.WritePacket(_mixer, due, _packet);
        if (!RtpPacket.TryParse(_packet.AsSpan(0, length), out var packet) || packet.SequenceNumber != (ushort)(_lastNumber + 1) || packet.Timestamp != 0xFFFF_FFF0 + ((uint)(packet.SequenceNumber - 10) * 160) || packet.PayloadType != 8 || packet.Marker != (packet.SequenceNumber == 10))
            Assert.Fail("a gap");
        _lastNumber++;
        G711.Decode(G711Law.Pcma, packet.Payload, _heard);
    }

    private void Give(short level, byte payloadType, MonotonicTime now, bool toLeg)
    {
        Span<byte> bytes = stackalloc byte[12 + 160];
        new RtpHeaderWriter(bytes, false, payloadType, (ushort)_packets, _packets * 160, 1).Complete();
        bytes[12..].Fill(G711.Encode(payloadType == 0 ? G711Law.Pcmu : G711Law.Pcma, level));
        if (!RtpPacket.TryParse(bytes, out var packet))
            Assert.Fail("no packet");
        if (toLeg)
            _leg.Receive(packet, now);
        else
            _browser.Buffer.Write(packet, G711Law.Pcmu, now);
    }

    private char Press(char digit)
    {
        Span<byte> bytes = [.. new byte[12], (byte)"0123456789*#ABCD".IndexOf(digit, StringComparison.Ordinal), 0x0A, 0, 160];
        new RtpHeaderWriter(bytes, true, Digits, (ushort)_packets, _packets++ * 160, 1).Complete();
        return RtpPacket.TryParse(bytes, out var packet) ? _leg.Receive(packet, _mixer.Deadline) : '?';
    }

    /// <summary>What everybody else would be sent has any sound of the phone in it.</summary>
    private bool SessionHearsPhone()
    {
        Span<short> frame = stackalloc short[160];
        return _mixer.Mix(_browser, frame) && frame.ContainsAnyExcept((short)0);
    }

    /// <summary>The browser's tone is constant, which no prompt is.</summary>
    private bool PhoneHearsSession() => !_heard.AsSpan(60).ContainsAnyExcept(_heard[60]) && Math.Abs(_heard[60]) > 100;
}
