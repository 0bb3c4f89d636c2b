using System.Net;
using System.Security.Cryptography;
using SessionRelay.Peers;
using SessionRelay.Phone.Audio;
using SessionRelay.Phone.Sip;
using SessionRelay.Rtp;
using SessionRelay.Srtp;
using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>
/// A participant's phone in a room, from dialing to the end. What happens to the call is told to it, its sound comes by <see cref="Receive"/>, and each tick of the room's
/// <see cref="PhoneBridge"/> makes the packet that the phone gets. Until somebody has pressed 1 and the host has admitted them, <see cref="PhoneVoice"/> keeps both
/// sides apart. Sans-I/O; one shard's thread; any bytes are harmless; allocates nothing for a packet.
/// </summary>
internal sealed class PhoneLeg : IDisposable
{
    /// <summary>Longer than any pause of a phone that is there: those that suppress silence send something every few seconds.</summary>
    public static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(20);

    /// <summary>Between keys that are told: nobody means two things that fast, and a flood of digits costs no more than this.</summary>
    private static readonly TimeSpan KeyPause = TimeSpan.FromMilliseconds(500);

    private const int SrtpKeyLength = 16; // the rest of SDES's 30 bytes is the salt (RFC 4568 section 6.2)

    private readonly Room _room;
    private readonly PromptSet _prompts;
    private readonly IPhoneChannel _channel;
    private readonly string? _pin;
    private readonly SymmetricRtp _remote = new();
    private readonly byte[] _packet = new byte[PhoneLegAudio.PacketLength + SrtpSender.MaxRtpOverhead];
    private PhoneLegAudio? _audio;
    private MixerInput? _input;
    private SrtpSender? _protecting;
    private SrtpReceiver? _reading;
    private byte[]? _remoteKey;
    private bool _isHeld;
    private MonotonicTime _heardAt;
    private MonotonicTime? _keyAt;

    /// <param name="pin">See <see cref="PhoneCallRequest.Pin"/>.</param>
    public PhoneLeg(Room room, Participant participant, string name, PromptSet prompts, IPhoneChannel channel, string? pin)
    {
        _room = room;
        _prompts = prompts;
        _channel = channel;
        _pin = pin;
        Participant = participant;
        Name = name;
    }

    public Participant Participant { get; }

    /// <summary>What a peer's name is for a browser.</summary>
    public string Name { get; }

    public PhoneLegState State { get; private set; }

    /// <summary>Hears goodbye; out of the session already.</summary>
    public bool IsLeaving { get; private set; }

    public bool IsEnded => State >= PhoneLegState.Busy;

    /// <summary>In the session, both ways.</summary>
    public bool IsLive => State == PhoneLegState.Live && !IsLeaving;

    /// <summary>What the others hear of it; null unless it is live.</summary>
    public PhonePublication? Sound { get; private set; }

    /// <summary>The call was sent on its way.</summary>
    public void Begin(MonotonicTime now) => Tell(PhoneLegState.Dialing, now);

    public void OnRinging(MonotonicTime now)
    {
        if (State == PhoneLegState.Dialing)
            Tell(PhoneLegState.Ringing, now);
    }

    /// <summary>The phone was answered, or its sound is described anew.</summary>
    /// <param name="ownKey">Key and salt that this side sends with, 30 bytes; null without SRTP.</param>
    public void OnMedia(PhoneRemoteMedia media, byte[]? ownKey, MonotonicTime now)
    {
        if (IsEnded)
            return;
        _isHeld = !media.Receives;
        // An address of zeros is a way to hold, and names nobody.
        if (!media.Rtp.Address.Equals(IPAddress.Any) && !media.Rtp.Address.Equals(IPAddress.IPv6Any))
            _remote.Describe(TransportAddress.From(media.Rtp), now);
        if (!TakeKeys(media.SrtpKey, ownKey))
        {
            End(PhoneLegState.Failed, now);
            return;
        }

        if (_audio is not null)
        {
            _audio.Change(media.Codec, media.EventPayloadType);
            return;
        }

        _input = _room.Phones.Open(this, now);
        if (_input is null)
        {
            End(PhoneLegState.Failed, now);
            return;
        }

        var start = RandomNumberGenerator.GetBytes(10);
        // Below 32,768: a receiver that misses the packets before a wrap can't know of it (RFC 3711 section 3.3.1).
        var number = (ushort)(BitConverter.ToUInt16(start, 8) & short.MaxValue);
        _audio = new PhoneLegAudio(_input, _prompts, new PhoneLegFormat(media.Codec, media.EventPayloadType, BitConverter.ToUInt32(start, 0), number, BitConverter.ToUInt32(start, 4)), _pin);
        _heardAt = now;
        Tell(PhoneLegState.Answered, now);
    }

    /// <summary>The call is over without this side's doing.</summary>
    /// <param name="outcome">One of the states that end a leg.</param>
    public void OnEnded(PhoneLegState outcome, MonotonicTime now) => End(outcome, now);

    /// <summary>The host lets them in; nothing unless they wait for it.</summary>
    public void Admit(MonotonicTime now)
    {
        if (State != PhoneLegState.Waiting || IsLeaving || _audio?.Voice.Admit() != true)
            return;
        Sound = new PhonePublication(_room.NextSourceNumber());
        Tell(PhoneLegState.Live, now);
        _room.Settle(now);
    }

    /// <summary>Says something to who is in the session.</summary>
    public void Announce(PhoneAnnouncement words)
    {
        if (!IsLive)
            return;
        _audio!.Voice.Announce(words switch
        {
            PhoneAnnouncement.Calling => Prompt.Calling,
            PhoneAnnouncement.Knock => Prompt.Knock,
            PhoneAnnouncement.Missed => Prompt.Missed,
            PhoneAnnouncement.Warning => Prompt.Warning,
            PhoneAnnouncement.Alone => Prompt.Alone,
            _ => Prompt.Nobody,
        });
    }

    /// <summary>The host ends the call. Who waits or is in the session is out of it at once and hears goodbye; a second time ends that too.</summary>
    public void HangUp(MonotonicTime now)
    {
        // Who has not pressed 1 may be anybody: not even goodbye is for them.
        if (IsLeaving || State is not (PhoneLegState.Waiting or PhoneLegState.Live))
        {
            End(PhoneLegState.HungUp, now);
            return;
        }

        IsLeaving = true;
        _audio!.Voice.Leave(State == PhoneLegState.Waiting ? Prompt.Absent : Prompt.Ended);
        Sound = null;
        _room.Settle(now);
    }

    /// <summary>Ends it at once, and the call with it.</summary>
    /// <param name="now">Null: nobody is told, as no time is known (a relay that stops).</param>
    public void End(PhoneLegState outcome, MonotonicTime? now)
    {
        if (IsEnded)
            return;
        Sound = null;
        if (_input is not null)
            _room.Phones.Close(this, _input);
        _channel.HangUp();
        _protecting?.Dispose();
        _reading?.Dispose();
        if (now is { } at)
            Tell(outcome, at);
        else
            State = outcome;
        _room.OnPhoneEnded(this, now);
    }

    /// <summary>Ends it without a word.</summary>
    public void Dispose() => End(PhoneLegState.HungUp, null);

    /// <summary>A datagram on the leg's port. It may be changed in place.</summary>
    public void Receive(Span<byte> datagram, in TransportAddress from, MonotonicTime now)
    {
        if (IsEnded || _audio is null)
            return;
        var counters = _room.Surroundings.Counters;
        if (_reading is not null)
        {
            var result = _reading.UnprotectRtp(datagram, out var length);
            if (result != SrtpResult.Ok)
            {
                counters.Drop(result switch
                {
                    SrtpResult.Replayed => DropReason.SrtpReplay,
                    SrtpResult.AuthenticationFailed => DropReason.SrtpAuth,
                    SrtpResult.TooManyStreams => DropReason.OverLimit,
                    _ => DropReason.Malformed,
                });
                return;
            }

            datagram = datagram[..length];
        }

        var isRtp = RtpPacket.TryParse(datagram, out var packet);
        if (!isRtp || !_audio.Takes(packet.PayloadType))
        {
            // Comfort noise (RFC 3389) is not played, but a gateway that sends nothing else while nobody speaks is there.
            if (isRtp && (_remote.Knows(from, now) || _reading is not null))
                _heardAt = now;
            counters.Drop(DropReason.Malformed);
            return;
        }

        if (!_remote.Takes(from, packet, isAuthentic: _reading is not null, now))
        {
            counters.Drop(DropReason.UnknownAddress);
            return;
        }

        _heardAt = now;
        counters.PacketsInAudio++;
        counters.BytesInAudio += datagram.Length;
        var key = _audio.Receive(packet, now);
        if (key != '\0')
            TellKey(key, now);
        if (State == PhoneLegState.Answered && _audio.Voice.State == PhoneVoiceState.Waiting)
            Tell(PhoneLegState.Waiting, now);
    }

    /// <summary>Before each tick of the room's mixer.</summary>
    public void BeforeTick() => _audio?.BeforeTick();

    /// <summary>After it: the phone gets its packet, and the others get theirs of the phone.</summary>
    /// <param name="due">When the tick was due.</param>
    public void AfterTick(Mixer mixer, MonotonicTime due, MonotonicTime now)
    {
        if (_audio is null || IsEnded)
            return;
        if (_audio.Voice.State == PhoneVoiceState.Over)
        {
            End(_audio.Voice.WasNotTaken ? PhoneLegState.NoAnswer : PhoneLegState.HungUp, now);
            return;
        }

        if (now - _heardAt > SilenceLimit)
        {
            End(PhoneLegState.Unreachable, now);
            return;
        }

        var length = _audio.WritePacket(mixer, due, _packet);
        if (_protecting is not null)
            length = _protecting.ProtectRtp(_packet, length);
        if (length > 0 && !_isHeld && _remote.Target is { } target)
        {
            _channel.Send(_packet.AsSpan(0, length), target);
            _room.Surroundings.Counters.PacketsOutAudio++;
            _room.Surroundings.Counters.BytesOutAudio += length;
        }

        Sound?.Forward(_input!.Frame, due, now);
    }

    private bool TakeKeys(byte[]? remoteKey, byte[]? ownKey)
    {
        if ((remoteKey is null) != (ownKey is null))
            return false;
        if (remoteKey is null || ownKey is null)
            return _protecting is null;
        _protecting ??= new SrtpSender(SrtpProfile.AesCm128HmacSha1_80, ownKey.AsSpan(0, SrtpKeyLength), ownKey.AsSpan(SrtpKeyLength));
        if (_remoteKey is not null && _remoteKey.AsSpan().SequenceEqual(remoteKey))
            return true;
        _reading?.Dispose();
        _reading = new SrtpReceiver(SrtpProfile.AesCm128HmacSha1_80, remoteKey.AsSpan(0, SrtpKeyLength), remoteKey.AsSpan(SrtpKeyLength));
        _remoteKey = remoteKey;
        return true;
    }

    private void TellKey(char key, MonotonicTime now)
    {
        if (_pin is null || !IsLive || (_keyAt is { } before && now - before < KeyPause))
            return;
        _keyAt = now;
        _room.Tell(new RelayEvent.PhoneKey(Participant.Id, Name, key, _room.Surroundings.ToWall(now)));
    }

    private void Tell(PhoneLegState state, MonotonicTime now)
    {
        State = state;
        _room.Tell(new RelayEvent.PhoneChanged(Participant.Id, Name, state, _room.Surroundings.ToWall(now)));
    }
}
