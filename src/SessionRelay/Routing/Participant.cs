namespace SessionRelay.Routing;

/// <summary>A person in a room: what they may send and send now, their connections (mostly one; two while a new one takes over) and their phone.</summary>
/// <param name="id">Stable in the session.</param>
/// <param name="order">Rises with each arrival: who came first keeps the first slot.</param>
internal sealed class Participant(string id, int order)
{
    /// <summary>Connections of one participant at once: the live one, its replacement, and a replacement of that. More push out the oldest that is not live.</summary>
    private const int MaxConnections = 3;

    private readonly List<Connection> _connections = [];

    public string Id { get; } = id;

    public int Order { get; } = order;

    public SendingMedia Allowed { get; set; }

    public SendingMedia Sending { get; set; }

    public IReadOnlyList<Connection> Connections => _connections;

    /// <summary>The connection whose media the others get: the newest that is live, else the newest.</summary>
    public Connection? Current { get; private set; }

    /// <summary>Not yet gone: others may see it.</summary>
    public bool IsInRoom { get; set; } = true;

    public bool SendsAudio => Allowed.Audio && Sending.Audio;

    /// <summary>A phone call of theirs, from dialing until it has ended.</summary>
    public PhoneLeg? Phone { get; set; }

    /// <summary>They speak and listen by phone: their browser's sound rests both ways, so that nothing is heard twice.</summary>
    public bool IsOnPhone => Phone is { IsLive: true };

    public bool SendsMicrophone => SendsAudio && !IsOnPhone;

    public bool SendsVideo => Allowed.Video && Sending.Video;

    public bool SendsScreen => Allowed.Screen && Sending.Screen;

    public Connection? Find(string peerName)
    {
        foreach (var connection in _connections)
        {
            if (connection.PeerName == peerName)
                return connection;
        }

        return null;
    }

    /// <summary>Adds a connection; gives the one that must be closed for it, if any.</summary>
    public Connection? Add(Connection connection)
    {
        Connection? surplus = null;
        if (_connections.Count >= MaxConnections)
            surplus = _connections.Find(existing => existing != Current);
        _connections.Add(connection);
        ChooseCurrent();
        return surplus;
    }

    public void Remove(Connection connection)
    {
        _connections.Remove(connection);
        ChooseCurrent();
    }

    public void ChooseCurrent() =>
        Current = _connections.FindLast(connection => connection.Peer.IsLive)
            ?? _connections.FindLast(connection => connection.Peer.HasBeenLive)
            ?? (_connections.Count > 0 ? _connections[^1] : null);
}
