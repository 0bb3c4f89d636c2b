using System.Security.Cryptography;
using SessionRelay.Phone.Audio;
using SessionRelay.Rtp;
using SessionRelay.Sdp;
using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>
/// What somebody on the phone says, as the others get it: PCMU in packets of 20 ms, made of what the leg's jitter buffer gives at each tick of the mixer. So its timestamps
/// are the relay's own clock, whatever the phone's do, and there is always a packet. One shard's thread; allocates nothing for a packet.
/// </summary>
internal sealed class PhonePublication(int number) : ISoundSource
{
    private readonly List<AudioSlot> _followers = [];
    private readonly byte[] _packet = new byte[RtpPacket.FixedHeaderLength + G711.FrameSamples];
    private readonly uint _firstTimestamp = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(4));
    private ushort _sequenceNumber;
    private bool _hasBegun;

    public int Number { get; } = number;

    public bool IsSending => true;

    public void Add(AudioSlot follower) => _followers.Add(follower);

    public void Remove(AudioSlot follower) => _followers.Remove(follower);

    /// <summary>Sends the frame of a tick to all who listen.</summary>
    /// <param name="due">When the tick was due.</param>
    public void Forward(ReadOnlySpan<short> frame, MonotonicTime due, MonotonicTime now)
    {
        var header = new RtpHeaderWriter(_packet, !_hasBegun, 0, _sequenceNumber++, TimestampAt(due), 0).Complete();
        G711.Encode(G711Law.Pcmu, frame, _packet.AsSpan(header));
        _hasBegun = true;
        if (!RtpPacket.TryParse(_packet, out var packet))
            return;
        foreach (var follower in _followers)
            follower.Forward(this, packet, SdpCodec.Pcmu, level: null, now);
    }

    public bool TryGetTimestamp(MonotonicTime at, int clockRate, out uint timestamp)
    {
        timestamp = TimestampAt(at);
        return _hasBegun && clockRate == G711.SampleRate;
    }

    private uint TimestampAt(MonotonicTime at) => unchecked(_firstTimestamp + (uint)(at.Ticks / G711.TicksPerSample));
}
