using SessionRelay.Signaling.Sessions.Store;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Sessions;

/// <summary>A message for one hub connection.</summary>
internal readonly record struct Notice(string ConnectionId, string Event, object Payload);

/// <summary>What is done about a leg.</summary>
internal enum PhoneDeed : byte
{
    Dial,
    Admit,
    HangUp,

    /// <summary>Says something to who is in.</summary>
    Announce,
}

/// <summary>What the relay is told of somebody's phone.</summary>
/// <param name="Number">E.164; only to dial.</param>
/// <param name="Pin">Takes the call instead of 1; only to dial.</param>
/// <param name="Words">Only to announce.</param>
internal sealed record PhoneOrder(
    PhoneDeed Deed, string ParticipantId, string Leg, string Number = "", string? Language = null, string? Pin = null, PhoneAnnouncement Words = default) : Discreet;

/// <summary>What a deed changed: rows to store first, then who is told what and whose media ends.</summary>
internal sealed class SessionChanges
{
    public List<Row> Rows { get; } = [];

    /// <summary>What booking systems are told, in order; kept with the rows.</summary>
    public List<SessionEvent> Events { get; } = [];

    public List<Notice> Notices { get; } = [];

    /// <summary>What goes out after the lists of participants: what is said of a call finds the person's state told already.</summary>
    public List<Notice> PhoneNotices { get; } = [];

    /// <summary>Everybody's list of participants is out of date.</summary>
    public bool Participants { get; set; }

    /// <summary>Everybody's clock is out of date.</summary>
    public bool Clock { get; set; }

    /// <summary>Participants whose peer connections end.</summary>
    public List<string> Disconnected { get; } = [];

    /// <summary>What the relay is told of phones, in order.</summary>
    public List<PhoneOrder> Phones { get; } = [];

    /// <summary>The media room ends.</summary>
    public bool Ended { get; set; }
}
