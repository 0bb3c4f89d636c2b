using System.Security.Cryptography;
using System.Text;
using SessionRelay.Dtls;
using SessionRelay.Ice;
using SessionRelay.Peers;
using SessionRelay.Rtp;
using SessionRelay.Sdp;
using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>
/// One peer connection in a room: what the client publishes over it, the slots it shows, and the answer to its offer.
/// Media that comes in goes to <see cref="IncomingMedia"/>, feedback to <see cref="FeedbackInput"/>, timers to <see cref="Reports"/>.
/// </summary>
internal sealed class Connection : IPeerOwner, IDisposable
{
    /// <summary>Slot SSRCs start their sequence numbers at random; 0 is left out as "none".</summary>
    private const uint NoSsrc = 0;

    private readonly Room _room;
    private readonly List<SlotPair> _pairs = [];
    private readonly IncomingMedia _incoming;
    private readonly FeedbackInput _feedback;
    private readonly Reports _reports;
    private readonly ulong _sessionId = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)) >> 1;
    private readonly string _cname = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
    private ulong _answers;
    private IReadOnlyList<SlotAssignment> _told = [];

    public Connection(Room room, Participant participant, string peerName, int generation, SdpOffer offer, ReadOnlySpan<DtlsFingerprint> fingerprints, MonotonicTime now)
    {
        _room = room;
        Participant = participant;
        PeerName = peerName;
        Generation = generation;
        Offer = offer;
        FeedbackSsrc = NewSsrc();
        var surroundings = room.Surroundings;
        var channel = new SecureChannel(new DtlsTransport(surroundings.Certificate, DtlsRole.Server, fingerprints));
        var ice = new IceLiteAgent(NewCredentials(), now);
        _incoming = new IncomingMedia(this);
        _feedback = new FeedbackInput(this);
        _reports = new Reports(this, now);
        Downlink = new Downlink(this);
        Repeats = new SoundRepeats(this);
        Peer = new Peer(this, surroundings.Peers, ice, channel, now);
        Microphone = offer.Microphone.Direction == SdpDirection.SendOnly ? new AudioPublication(this, offer.Microphone) : null;
        Camera = offer.Camera.Direction == SdpDirection.SendOnly ? new VideoPublication(this, offer.Camera, SlotSource.Camera, now) : null;
        Screen = offer.Screen.Direction == SdpDirection.SendOnly ? new VideoPublication(this, offer.Screen, SlotSource.Screen, now) : null;
        _incoming.Publish(Microphone, Camera, Screen);
        Peer.SilenceLimit = Microphone is null ? Peer.SilenceWithoutAudio : Peer.SilenceWithAudio;
        for (var slot = 0; slot < offer.SlotCount; slot++)
        {
            var audio = new AudioSlot(this, offer.SlotAudio(slot), NewSsrc());
            var video = new VideoSlot(this, offer.SlotVideo(slot), NewSsrc(), NewSsrc());
            _pairs.Add(new SlotPair(slot, audio, video));
        }
    }

    public Room Room => _room;

    /// <summary>What is known of the way to the client, and what goes over it.</summary>
    public Downlink Downlink { get; }

    /// <summary>Sound that is sent more than once where much is lost on the way.</summary>
    public SoundRepeats Repeats { get; }

    /// <summary>The client's wall clock, as its sender reports tell it: one for all it publishes.</summary>
    public PublisherClock Clock { get; } = new();

    public Participant Participant { get; }

    public string PeerName { get; }

    public int Generation { get; private set; }

    public SdpOffer Offer { get; private set; }

    public Peer Peer { get; }

    /// <summary>Bytes of media that came from the client, whatever became of them.</summary>
    public long BytesReceived => _incoming.Bytes;

    public AudioPublication? Microphone { get; }

    public VideoPublication? Camera { get; }

    public VideoPublication? Screen { get; }

    public List<SlotPair> Pairs => _pairs;

    public IncomingMedia Incoming => _incoming;

    public FeedbackInput Feedback => _feedback;

    /// <summary>Sender of the RTCP that belongs to no slot.</summary>
    public uint FeedbackSsrc { get; }

    /// <summary>Name of the relay's clock in this connection's sender reports (RFC 7022).</summary>
    public string Cname => _cname;

    public ShardCounters Counters => _room.Surroundings.Counters;

    public MonotonicTime Deadline =>
        MonotonicTime.Min(MonotonicTime.Min(_reports.Deadline, _incoming.Deadline), MonotonicTime.Min(Downlink.Deadline, Repeats.Deadline));

    /// <summary>Null when <paramref name="offer"/> may follow the last one on this peer connection, else why not.</summary>
    public string? WhyNotSuccessor(SdpOffer offer)
    {
        if (!offer.IsCompatibleSuccessorOf(Offer, out var error))
            return $"line {error.Line}: {error.Reason}";
        for (var i = 0; i < SdpLimits.Published; i++)
        {
            if (offer.Media[i].Direction != Offer.Media[i].Direction)
                return $"line {offer.Media[i].Line}: a new offer of a peer connection keeps what it publishes; use replaceTrack, or a new peer connection";
        }

        return null;
    }

    /// <summary>A later offer that fits the first: new ICE credentials, another order of codecs, other payload types.</summary>
    public void TakeOffer(SdpOffer offer, int generation, MonotonicTime now)
    {
        var restart = offer.IsIceRestartOf(Offer);
        Offer = offer;
        Generation = generation;
        Microphone?.TakeOffer(offer.Microphone);
        Camera?.TakeOffer(offer.Camera);
        Screen?.TakeOffer(offer.Screen);
        foreach (var pair in _pairs)
        {
            pair.Audio.TakeOffer(offer.SlotAudio(pair.Number));
            pair.Video.TakeOffer(offer.SlotVideo(pair.Number));
        }

        if (restart)
            Peer.RestartIce(NewCredentials(), now);
    }

    public string Answer() => SdpAnswerWriter.Write(Offer, new SdpAnswerParameters
    {
        SessionId = _sessionId,
        SessionVersion = ++_answers,
        Ufrag = Peer.LocalCredentials.Ufrag,
        Password = Peer.LocalCredentials.Password,
        Fingerprint = _room.Surroundings.Certificate.Fingerprint.ToString(),
        Cname = _cname,
        Candidates = [.. _room.Surroundings.Candidates.Select(SdpCandidate.Host)],
        Slots = [.. _pairs.Select(pair => new SdpSlotStreams($"slot{pair.Number}", pair.Audio.Ssrc, pair.Video.Ssrc, pair.Video.RtxSsrc))],
    });

    public IReadOnlyList<SlotAssignment> DescribeSlots()
    {
        var slots = new List<SlotAssignment>(_pairs.Count * 2);
        foreach (var pair in _pairs)
            pair.Describe(slots);
        return slots;
    }

    /// <summary>The full list when it differs from what was told last; then it counts as told.</summary>
    public IReadOnlyList<SlotAssignment>? SlotsToTell()
    {
        var slots = DescribeSlots();
        if (slots.SequenceEqual(_told))
            return null;
        _told = slots;
        return slots;
    }

    public void SettleLayers(MonotonicTime now)
    {
        Camera?.SettleLayers(now);
        Screen?.SettleLayers(now);
        Microphone?.SettleRate();
    }

    public void Close(MonotonicTime now)
    {
        if (Peer.IsClosed)
            return;
        Peer.Close(now);
        Ended(now);
    }

    public void Dispose() => _incoming.Dispose();

    public void OnSecured(MonotonicTime now)
    {
        foreach (var pair in _pairs)
            pair.Video.ReviewLayer(now);
        Downlink.Review(now);
    }

    public void OnLive(MonotonicTime now) => _room.OnLive(this, now);

    public void OnSilent(MonotonicTime lastPacket, MonotonicTime now) => _room.OnSilent(this, lastPacket, now);

    public void OnFailed(string code, MonotonicTime now) => _room.OnFailed(this, code, now);

    public void OnEnded(MonotonicTime now) => Ended(now);

    public void OnRtp(in RtpPacket packet, Span<byte> bytes, MonotonicTime arrivedAt, MonotonicTime now) => _incoming.Receive(packet, bytes, arrivedAt, now);

    public void OnRtcp(ReadOnlySpan<byte> compound, MonotonicTime now) => _feedback.Receive(compound, now);

    public void Advance(MonotonicTime now)
    {
        _incoming.Advance(now);
        _reports.Advance(now);
        Downlink.Advance(now);
        Repeats.Advance(now);
    }

    public void SendSenderReport(Slot slot, MonotonicTime now) => _reports.SendSenderReport(slot, now);

    public void SendKeepAlive(MonotonicTime now) => _reports.SendKeepAlive(now);

    private void Ended(MonotonicTime now)
    {
        foreach (var pair in _pairs)
        {
            pair.Audio.Follow(null);
            pair.Video.Follow(null, 0, 0, hidden: true, now);
        }

        Dispose();
        _room.OnClosed(this, now);
    }

    private IceCredentials NewCredentials()
    {
        IceCredentials credentials;
        do
            credentials = IceCredentials.Create();
        while (IceCredentials.TryGetKey(Encoding.ASCII.GetBytes(credentials.Ufrag), out var key) && _room.Surroundings.Peers.Directory.HasUfrag(key));
        return credentials;
    }

    /// <summary>Distinct within the connection: its own slots are few, and 32 random bits meet with probability 1 in 10⁸; met ones are drawn again.</summary>
    private uint NewSsrc()
    {
        uint ssrc;
        do
            ssrc = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(4));
        while (ssrc == NoSsrc || ssrc == FeedbackSsrc || _pairs.Exists(pair => pair.Audio.Ssrc == ssrc || pair.Video.Ssrc == ssrc || pair.Video.RtxSsrc == ssrc));
        return ssrc;
    }
}
