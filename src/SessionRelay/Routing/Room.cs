using System.Threading.Channels;
using SessionRelay.Dtls;
using SessionRelay.Phone.Audio;
using SessionRelay.Sdp;
using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>
/// The media side of one session: who is in it, who sees whom in which slot, and whose layers are wanted. Each command changes its part of the state
/// and then settles the rest from it; nothing is kept that can be derived. Sans-I/O; one shard's thread.
/// </summary>
internal sealed class Room
{
    private readonly ChannelWriter<RelayEvent> _events;
    private readonly Action<Room> _closed;
    private readonly List<Participant> _participants = [];
    private int _arrivals;
    private int _sources;

    public Room(string id, ChannelWriter<RelayEvent> events, RoomSurroundings surroundings, Action<Room> closed)
    {
        Id = id;
        _events = events;
        Surroundings = surroundings;
        _closed = closed;
        Phones = new PhoneBridge(this);
    }

    public string Id { get; }

    public bool IsClosed { get; private set; }

    public RoomSurroundings Surroundings { get; }

    /// <summary>The phones that were answered.</summary>
    public PhoneBridge Phones { get; }

    /// <summary>In order of arrival.</summary>
    public IReadOnlyList<Participant> Participants => _participants;

    /// <summary>Answers an offer: of a new connection, or a further one of a connection that is there (ICE restart, change of codec).</summary>
    public ConnectReply Connect(ConnectRequest request, SdpOffer offer, MonotonicTime now)
    {
        if (IsClosed)
            return ConnectReply.Refused("session-ended", "the room is closed");
        var participant = Find(request.ParticipantId);
        var connection = participant?.Find(request.Peer);
        if (connection is not null)
        {
            if (request.Generation <= connection.Generation)
                return ConnectReply.Refused("stale", "a later offer of this peer connection was answered already");
            if (connection.WhyNotSuccessor(offer) is { } reason)
                return ConnectReply.Refused("bad-offer", reason);
        }

        if (!TryReadFingerprints(offer, out var fingerprints))
            return ConnectReply.Refused("bad-offer", "no fingerprint of a hash function that the relay knows");
        participant ??= Enter(request.ParticipantId);
        participant.Allowed = request.Allowed;
        participant.Sending = request.Sending;
        if (connection is null)
        {
            connection = new Connection(this, participant, request.Peer, request.Generation, offer, fingerprints, now);
            participant.Add(connection)?.Close(now);
        }
        else
        {
            connection.TakeOffer(offer, request.Generation, now);
        }

        Settle(now, except: connection);
        connection.SlotsToTell();
        return new ConnectReply(null, "", connection.Answer(), connection.DescribeSlots());
    }

    public void Disconnect(string participantId, MonotonicTime now)
    {
        if (Find(participantId) is not { } participant)
            return;
        participant.Phone?.End(PhoneLegState.HungUp, now);
        foreach (var connection in participant.Connections.ToArray())
            connection.Close(now);
        Forget(participant);
        Settle(now);
    }

    public void SetMedia(string participantId, SendingMedia sending, MonotonicTime now)
    {
        if (Find(participantId) is not { } participant || participant.Sending == sending)
            return;
        participant.Sending = sending;
        Settle(now);
    }

    public void WatchSlot(string participantId, int slot, int maxWidth, int maxHeight, bool paused, MonotonicTime now)
    {
        if (Find(participantId) is not { } participant)
            return;
        foreach (var connection in participant.Connections)
        {
            if (slot < 0 || slot >= connection.Pairs.Count)
                continue;
            var pair = connection.Pairs[slot];
            pair.Watch(maxWidth, maxHeight, paused);
            Follow(connection, pair, now);
            Tell(connection);
            pair.Participant?.Current?.SettleLayers(now);
        }
    }

    /// <summary>Calls a number into the room, for somebody who may have a browser here or not.</summary>
    /// <param name="channel">What the leg goes out by; the caller dials when the leg has not ended at once.</param>
    /// <returns>Null when the participant has a call already, or the room is closed: nothing has happened.</returns>
    public PhoneLeg? CallPhone(PhoneCallRequest call, PromptSet prompts, IPhoneChannel channel, MonotonicTime now)
    {
        if (IsClosed)
            return null;
        // Who redials does not wait for a goodbye.
        if (Find(call.ParticipantId)?.Phone is { } before)
        {
            if (!before.IsLeaving)
                return null;
            before.End(PhoneLegState.HungUp, now);
        }

        var participant = Find(call.ParticipantId) ?? Enter(call.ParticipantId);
        var leg = new PhoneLeg(this, participant, call.Leg, prompts, channel, call.Pin);
        participant.Phone = leg;
        leg.Begin(now);
        return leg;
    }

    public void AdmitPhone(string participantId, string leg, MonotonicTime now) => FindPhone(participantId, leg)?.Admit(now);

    public void AnnounceOnPhone(string participantId, string leg, PhoneAnnouncement words) => FindPhone(participantId, leg)?.Announce(words);

    public void HangUpPhone(string participantId, string leg, MonotonicTime now) => FindPhone(participantId, leg)?.HangUp(now);

    /// <summary>A phone leg has ended; its participant stays in the room as long as they have a connection.</summary>
    /// <param name="now">Null: the relay stops.</param>
    public void OnPhoneEnded(PhoneLeg leg, MonotonicTime? now)
    {
        var participant = leg.Participant;
        if (participant.Phone == leg)
            participant.Phone = null;
        if (IsClosed || now is not { } at)
            return;
        if (participant.Connections.Count == 0)
            Forget(participant);
        Settle(at);
    }

    /// <param name="now">Null: nobody is told how phone legs end, as no time is known.</param>
    public void Close(MonotonicTime? now = null)
    {
        if (IsClosed)
            return;
        IsClosed = true;
        foreach (var participant in _participants)
            participant.Phone?.End(PhoneLegState.HungUp, now);
        foreach (var participant in _participants)
        {
            foreach (var connection in participant.Connections.ToArray())
                connection.Close(MonotonicTime.Zero);
        }

        _participants.Clear();
        _events.TryComplete();
        _closed(this);
    }

    /// <summary>Numbers the streams that publishers send, so that a slot can tell them apart.</summary>
    public int NextSourceNumber() => _sources++;

    public void Tell(RelayEvent happened) => _events.TryWrite(happened);

    /// <summary>A connection carries media: it replaces the participant's older ones.</summary>
    public void OnLive(Connection connection, MonotonicTime now)
    {
        var remote = connection.Peer.Flow.Path.Remote;
        var overTcp = remote.Protocol == TransportProtocol.Tcp;
        Tell(new RelayEvent.PathLive(connection.Participant.Id, connection.PeerName, Surroundings.ToWall(now), overTcp, remote.ToIPAddress()));
        connection.Participant.ChooseCurrent();
        if (connection.Participant.Current == connection)
        {
            foreach (var older in connection.Participant.Connections.TakeWhile(other => other != connection).ToArray())
                older.Close(now);
        }

        Settle(now);
    }

    public void OnSilent(Connection connection, MonotonicTime lastPacket, MonotonicTime now)
    {
        Tell(new RelayEvent.PathSilent(connection.Participant.Id, connection.PeerName, Surroundings.ToWall(lastPacket)));
        connection.Participant.ChooseCurrent();
        Settle(now);
    }

    public void OnFailed(Connection connection, string code, MonotonicTime now) =>
        Tell(new RelayEvent.PeerFailed(connection.Participant.Id, connection.PeerName, code, Surroundings.ToWall(now)));

    /// <summary>A picture was paused for want of bandwidth, or goes on: its client is told.</summary>
    public void OnPauseChanged(Connection connection) => Tell(connection);

    /// <summary>A connection is gone; its participant stays in the room as long as it has another.</summary>
    public void OnClosed(Connection connection, MonotonicTime now)
    {
        connection.Participant.Remove(connection);
        if (IsClosed)
            return;
        if (connection.Participant is { Connections.Count: 0, Phone: null })
            Forget(connection.Participant);
        Settle(now);
    }

    private static void Follow(Connection connection, SlotPair pair, MonotonicTime now)
    {
        var source = pair.Participant?.Current;
        // Who is on the phone hears the session there.
        pair.Audio.Follow(connection.Participant.IsOnPhone ? null : SoundOf(connection, pair));
        var picture = pair.Source switch
        {
            SlotSource.Screen => source?.Screen,
            SlotSource.Camera => source?.Camera,
            _ => null,
        };
        pair.Video.Follow(picture, pair.MaxWidth, pair.MaxHeight, pair.IsHidden, now);
    }

    private static ISoundSource? SoundOf(Connection connection, SlotPair pair)
    {
        if (pair.Participant is not { } shown || pair.Source == SlotSource.Screen)
            return null;
        if (pair.Source == SlotSource.Phone)
            return shown.Phone?.Sound;
        if (!shown.IsOnPhone)
            return shown.Current?.Microphone;
        // Without a free pair for the phone it is heard where the microphone was: unheard would be worse than unlabelled.
        return connection.Pairs.Exists(other => other.IsFor(shown, SlotSource.Phone)) ? null : shown.Phone?.Sound;
    }

    private Participant? Find(string participantId) => _participants.Find(known => known.Id == participantId);

    private PhoneLeg? FindPhone(string participantId, string leg) => Find(participantId)?.Phone is { } phone && phone.Name == leg ? phone : null;

    private Participant Enter(string participantId)
    {
        var participant = new Participant(participantId, _arrivals++);
        _participants.Add(participant);
        return participant;
    }

    private void Tell(Connection connection)
    {
        if (connection.SlotsToTell() is { } slots)
            Tell(new RelayEvent.SlotsChanged(connection.Participant.Id, connection.PeerName, slots));
    }

    private void Forget(Participant participant)
    {
        participant.IsInRoom = false;
        _participants.Remove(participant);
    }

    private static bool TryReadFingerprints(SdpOffer offer, out DtlsFingerprint[] fingerprints)
    {
        var read = new List<DtlsFingerprint>();
        foreach (var offered in offer.Fingerprints)
        {
            if (DtlsFingerprint.TryParse(offered.ToString(), out var fingerprint))
                read.Add(fingerprint);
        }

        fingerprints = [.. read];
        return fingerprints.Length > 0;
    }

    /// <summary>
    /// Brings everything that follows from who is here and what they send and watch into line: slot assignments, which publication feeds which slot,
    /// which layers are wanted. Idempotent.
    /// </summary>
    /// <param name="except">A connection that learns its slots by the reply to its offer.</param>
    public void Settle(MonotonicTime now, Connection? except = null)
    {
        if (IsClosed)
            return;
        foreach (var participant in _participants)
        {
            foreach (var connection in participant.Connections)
            {
                SlotAssigner.Assign(connection.Pairs, participant, _participants);
                foreach (var pair in connection.Pairs)
                    Follow(connection, pair, now);
                if (connection != except)
                    Tell(connection);
            }
        }

        foreach (var participant in _participants)
        {
            foreach (var connection in participant.Connections)
                connection.SettleLayers(now);
        }

        Phones.Settle(now);
    }
}
