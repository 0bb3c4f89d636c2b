using SessionRelay.Rtp;
using SessionRelay.Wire;

namespace SessionRelay.Phone.Audio;

/// <summary>What the answer of a phone's SDP agreed on, and where the relay's own stream begins (random, RFC 3550 section 5.1).</summary>
/// <param name="Law">What the relay sends, by its static payload type; either law is taken.</param>
/// <param name="DigitsPayloadType">Of <c>telephone-event/8000</c>; null when there are no digits, and so nobody can take the call.</param>
internal sealed record PhoneLegFormat(G711Law Law, byte? DigitsPayloadType, uint Ssrc, ushort FirstSequenceNumber, uint FirstTimestamp);

/// <summary>
/// The audio of one phone leg: packets of the phone in, a packet to the phone for each tick of the mixer. All passes the gate of its <see cref="PhoneVoice"/>.
/// One shard's thread; any bytes are harmless; allocates nothing for a packet.
/// </summary>
/// <param name="pin">See <see cref="PhoneVoice"/>.</param>
internal sealed class PhoneLegAudio(MixerInput input, PromptSet prompts, PhoneLegFormat format, string? pin = null)
{
    /// <summary>Bytes of a packet that is sent: header and 20 ms.</summary>
    public const int PacketLength = RtpPacket.FixedHeaderLength + G711.FrameSamples;

    private const byte PcmuPayloadType = 0; // RFC 3551 table 4
    private const byte PcmaPayloadType = 8;

    private G711Law _law = format.Law;
    private byte? _digitsPayloadType = format.DigitsPayloadType;
    private readonly short[] _frame = new short[G711.FrameSamples];
    private readonly DigitReader _digits = new();
    private ushort _sequenceNumber = format.FirstSequenceNumber;
    private uint _timestamp = format.FirstTimestamp;
    private bool _wasInSession;
    private MonotonicTime? _sentFor;

    public PhoneVoice Voice { get; } = new(prompts, pin);

    /// <summary>A later description agreed on something else; the stream that is sent goes on.</summary>
    public void Change(G711Law law, byte? digitsPayloadType)
    {
        _law = law;
        _digitsPayloadType = digitsPayloadType;
    }

    /// <summary>Whether packets of this payload type are the leg's: either law, or digits.</summary>
    public bool Takes(byte payloadType) => payloadType is PcmuPayloadType or PcmaPayloadType || payloadType == _digitsPayloadType;

    /// <summary>Takes a packet of the phone.</summary>
    /// <returns>The key that was pressed with it, already told to <see cref="Voice"/>; <c>\0</c> for none.</returns>
    public char Receive(in RtpPacket packet, MonotonicTime now)
    {
        if (packet.PayloadType == _digitsPayloadType)
        {
            if (!_digits.TryRead(packet, out var digit))
                return '\0';
            Voice.OnDigit(digit);
            return digit;
        }

        // Before admission it is not even kept: nothing of then may be heard after it.
        if (!Voice.IsInSession)
            return '\0';
        if (packet.PayloadType == PcmuPayloadType)
            input.Buffer.Write(packet, G711Law.Pcmu, now);
        else if (packet.PayloadType == PcmaPayloadType)
            input.Buffer.Write(packet, G711Law.Pcma, now);
        return '\0';
    }

    /// <summary>Before each tick of the mixer: whether the phone takes part in it.</summary>
    public void BeforeTick()
    {
        input.IsOpen = Voice.IsInSession;
        if (_wasInSession && !Voice.IsInSession)
            input.Buffer.Reset();
        _wasInSession = Voice.IsInSession;
    }

    /// <summary>After each tick of the mixer: the packet for the phone. There is always one, silence too, since firewalls forget who is quiet.</summary>
    /// <param name="due">When the tick was due. Ticks that were left out are a hole in the timestamps, and speech begins anew after it (RFC 3551 section 4.1).</param>
    /// <param name="packet">At least <see cref="PacketLength"/>; the header has no extension.</param>
    /// <returns>Its length.</returns>
    public int WritePacket(Mixer mixer, MonotonicTime due, Span<byte> packet)
    {
        if (Voice.IsInSession && input.IsOpen)
        {
            mixer.Mix(input, _frame);
            Voice.AddAnnouncement(_frame);
        }
        else
        {
            Voice.ReadPrompt(_frame);
        }

        var payloadType = _law == G711Law.Pcmu ? PcmuPayloadType : PcmaPayloadType;
        var skipped = _sentFor is { } before ? (due - before).Ticks / G711.FrameTime.Ticks - 1 : 0;
        var isFirst = _sentFor is null || skipped > 0;
        _timestamp = unchecked(_timestamp + (uint)(Math.Max(0, skipped) * G711.FrameSamples));
        var header = new RtpHeaderWriter(packet, isFirst, payloadType, _sequenceNumber, _timestamp, format.Ssrc).Complete();
        G711.Encode(_law, _frame, packet[header..]);
        _sentFor = due;
        unchecked
        {
            _sequenceNumber++;
            _timestamp += G711.FrameSamples;
        }

        return header + G711.FrameSamples;
    }
}
