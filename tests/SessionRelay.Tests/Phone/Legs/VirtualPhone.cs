using System.Buffers.Binary;
using SessionRelay.Phone.Audio;
using SessionRelay.Phone.Sip;
using SessionRelay.Routing;
using SessionRelay.Rtp;
using SessionRelay.Tests.Sessions;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Phone.Legs;

/// <summary>A telephone in virtual time: rings when told to, says a sound from the moment it is answered, and keeps what it hears.</summary>
internal sealed class VirtualPhone : IPhoneChannel
{
    public const byte Digits = 101;

    private static readonly PhonePrompts Prompts = PhonePrompts.Load(null);

    private readonly VirtualRelay _relay;
    private readonly byte[] _packet = new byte[RtpPacket.FixedHeaderLength + G711.FrameSamples];
    private ushort _sequenceNumber = 4000;
    private uint _timestamp = 0xFFFF_0000;
    private long _said;
    private MonotonicTime _next = MonotonicTime.Never;

    public VirtualPhone(VirtualRelay relay, string participant, string name = "leg", string language = "en", string? pin = null)
    {
        _relay = relay;
        var leg = relay.Room.CallPhone(new PhoneCallRequest(participant, name, "+493012345", language, pin), Prompts.In(language), this, relay.Now);
        WasTaken = leg is not null;
        Leg = leg!;
    }

    public bool WasTaken { get; }

    public PhoneLeg Leg { get; }

    /// <summary>Where it sends from, and its description says that it receives.</summary>
    public TransportAddress Address { get; set; } = TransportAddress.FromIPv4(0x0A00_0900, 30_000);

    /// <summary>Sample by its number; null: it sends nothing.</summary>
    public Func<long, short>? Says { get; set; } = PhoneSounds.Of(PhoneSounds.Phone);

    /// <summary>All it was sent since <see cref="Forget"/>.</summary>
    public List<short> Heard { get; } = [];

    public int PacketsHeard { get; private set; }

    /// <summary>Sequence or timestamp steps that were not one packet's.</summary>
    public int Gaps { get; private set; }

    public bool IsHungUp { get; private set; }

    /// <summary>Managed bytes, for what the phone sent.</summary>
    public long AllocatedByLeg { get; private set; }

    public List<TransportAddress> SentTo { get; } = [];

    /// <summary>False: what it hears is not looked at, so that nothing is allocated.</summary>
    public bool Listens { get; set; } = true;

    private ushort _lastNumber;
    private uint _lastTimestamp;

    public static PhoneRemoteMedia Media(TransportAddress at, G711Law codec = G711Law.Pcmu) => new()
    {
        Rtp = at.ToIPEndPoint(),
        Codec = codec,
        PayloadType = codec == G711Law.Pcmu ? (byte)0 : (byte)8,
        EventPayloadType = Digits,
        Receives = true,
        Sends = true,
    };

    public void Answer()
    {
        Leg.OnRinging(_relay.Now);
        Leg.OnMedia(Media(Address), null, _relay.Now);
        _next = _relay.Now;
    }

    /// <summary>Answered, 1 pressed, admitted.</summary>
    public void ComeIn()
    {
        Answer();
        Run(TimeSpan.FromMilliseconds(100));
        Press('1');
        _relay.Room.AdmitPhone(Leg.Participant.Id, Leg.Name, _relay.Now);
        Leg.State.ShouldBe(PhoneLegState.Live);
    }

    public void Press(char key)
    {
        var header = new RtpHeaderWriter(_packet, true, Digits, _sequenceNumber++, _timestamp, 77).Complete();
        _packet[header] = (byte)"0123456789*#ABCD".IndexOf(key, StringComparison.Ordinal);
        _packet[header + 1] = 10;
        BinaryPrimitives.WriteUInt16BigEndian(_packet.AsSpan(header + 2), 160);
        Send(_packet.AsSpan(0, header + 4), Address);
    }

    /// <summary>Time passes for all, and the phone speaks every 20 ms.</summary>
    public void Run(TimeSpan span)
    {
        var end = _relay.Now + span;
        while (_relay.Now < end)
        {
            if (_relay.Now >= _next)
            {
                _next += G711.FrameTime;
                Speak();
            }

            var until = MonotonicTime.Min(end, _next);
            _relay.Run(until - _relay.Now);
        }
    }

    public void RunUntil(Func<bool> condition, TimeSpan bound, string what)
    {
        var end = _relay.Now + bound;
        while (!condition())
        {
            (_relay.Now < end).ShouldBeTrue($"{what}: not within {bound}");
            Run(TimeSpan.FromMilliseconds(20));
        }
    }

    public void Send(ReadOnlySpan<byte> datagram, TransportAddress from)
    {
        Span<byte> copy = stackalloc byte[2048];
        datagram.CopyTo(copy);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Leg.Receive(copy[..datagram.Length], from, _relay.Now);
        AllocatedByLeg += GC.GetAllocatedBytesForCurrentThread() - before;
    }

    public void Forget() => Heard.Clear();

    void IPhoneChannel.Send(ReadOnlySpan<byte> packet, in TransportAddress to)
    {
        if (!Listens)
            return;
        IsHungUp.ShouldBeFalse("nothing is sent after the call has ended");
        SentTo.Add(to);
        RtpPacket.TryParse(packet, out var parsed).ShouldBeTrue();
        if (PacketsHeard > 0)
            Gaps += (ushort)(parsed.SequenceNumber - _lastNumber) != 1 || parsed.Timestamp - _lastTimestamp != G711.FrameSamples ? 1 : 0;
        (_lastNumber, _lastTimestamp) = (parsed.SequenceNumber, parsed.Timestamp);
        PacketsHeard++;
        Span<short> samples = stackalloc short[G711.FrameSamples];
        G711.Decode(parsed.PayloadType == 0 ? G711Law.Pcmu : G711Law.Pcma, parsed.Payload, samples);
        Heard.AddRange(samples);
    }

    void IPhoneChannel.HangUp() => IsHungUp = true;

    private void Speak()
    {
        _timestamp += G711.FrameSamples;
        if (Says is null || IsHungUp)
            return;
        var header = new RtpHeaderWriter(_packet, false, 0, _sequenceNumber++, _timestamp, 77).Complete();
        for (var i = 0; i < G711.FrameSamples; i++)
            _packet[header + i] = G711.Encode(G711Law.Pcmu, Says(_said++));
        Send(_packet, Address);
    }
}
