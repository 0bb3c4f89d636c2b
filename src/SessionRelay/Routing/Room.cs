using System.Threading.Channels;
using SessionRelay.Dtls;
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
    }

    public string Id { get; }

    public bool IsClosed { get; private set; }

    public RoomSurroundings Surroundings { get; }

    /// <summary>In order of arrival.</summary>
    public IReadOnlyList<Participant> Participants => _participants;

    /// <summary>Answers an offer: of a new connection, or a further one of a connection that is there (ICE restart, change of codec).</summary>
    public ConnectReply Connect(ConnectRequest request, SdpOffer offer, MonotonicTime now)
    {
        if (IsClosed)
            return ConnectReply.Refused("session-ended", "the room is closed");
        var participant = _participants.Find(known => known.Id == request.ParticipantId);
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
        if (participant is null)
        {
            participant = new Participant(request.ParticipantId, _arrivals++);
            _participants.Add(participant);
        }

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
        if (_participants.Find(known => known.Id == participantId) is not { } participant)
            return;
        foreach (var connection in participant.Connections.ToArray())
            connection.Close(now);
        Forget(participant);
        Settle(now);
    }

    public void SetMedia(string participantId, SendingMedia sending, MonotonicTime now)
    {
        if (_participants.Find(known => known.Id == participantId) is not { } participant || participant.Sending == sending)
            return;
        participant.Sending = sending;
        Settle(now);
    }

    public void WatchSlot(string participantId, int slot, int maxWidth, int maxHeight, bool paused, MonotonicTime now)
    {
        if (_participants.Find(known => known.Id == participantId) is not { } participant)
            return;
        foreach (var connection in participant.Connections)
        {
            if (slot < 0 || slot >= connection.Pairs.Count)
                continue;
            var pair = connection.Pairs[slot];
            pair.Watch(maxWidth, maxHeight, paused);
            Follow(pair, now);
            Tell(connection);
            pair.Participant?.Current?.SettleLayers(now);
        }
    }

    public void Close()
    {
        if (IsClosed)
            return;
        IsClosed = true;
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
        if (connection.Participant.Connections.Count == 0)
            Forget(connection.Participant);
        Settle(now);
    }

    private static void Follow(SlotPair pair, MonotonicTime now)
    {
        var source = pair.Participant?.Current;
        pair.Audio.Follow(pair.Source == SlotSource.Camera ? source?.Microphone : null);
        pair.Video.Follow(pair.Source == SlotSource.Screen ? source?.Screen : source?.Camera, pair.MaxWidth, pair.MaxHeight, pair.IsHidden, now);
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
                    Follow(pair, now);
                if (connection != except)
                    Tell(connection);
            }
        }

        foreach (var participant in _participants)
        {
            foreach (var connection in participant.Connections)
                connection.SettleLayers(now);
        }
    }
}
