using SessionRelay.Signaling.Sessions.Store;

namespace SessionRelay.Signaling.Sessions;

/// <summary>A message for one hub connection.</summary>
internal readonly record struct Notice(string ConnectionId, string Event, object Payload);

/// <summary>What a deed changed: rows to store first, then who is told what and whose media ends.</summary>
internal sealed class SessionChanges
{
    public List<Row> Rows { get; } = [];

    /// <summary>What booking systems are told, in order; kept with the rows.</summary>
    public List<SessionEvent> Events { get; } = [];

    public List<Notice> Notices { get; } = [];

    /// <summary>Everybody's list of participants is out of date.</summary>
    public bool Participants { get; set; }

    /// <summary>Everybody's clock is out of date.</summary>
    public bool Clock { get; set; }

    /// <summary>Participants whose peer connections end.</summary>
    public List<string> Disconnected { get; } = [];

    /// <summary>The media room ends.</summary>
    public bool Ended { get; set; }
}
