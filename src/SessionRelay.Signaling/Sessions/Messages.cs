using System.Text.Json.Serialization;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Sessions;

/// <summary>Where a participant stands; <c>participants[].state</c>.</summary>
public enum ParticipantState : byte
{
    Waiting = 0,
    Connecting = 1,
    Live = 2,
    Reconnecting = 3,
    Phone = 4,
    Left = 5,
}

/// <summary>Where a session stands.</summary>
public enum SessionState : byte
{
    Scheduled = 0,
    Open = 1,
    Ended = 2,
}

/// <summary>The hub's event names and the shapes of what they carry, in the words of protocol.md.</summary>
internal static class Events
{
    /// <summary>Carries an <see cref="EnterReply"/>: what the waiting person did not get when entering.</summary>
    public const string Admitted = "admitted";

    /// <summary>Carries a list of <see cref="ParticipantMessage"/>.</summary>
    public const string Participants = "participants";

    /// <summary>Carries a list of <see cref="SlotMessage"/>.</summary>
    public const string Slots = "slots";

    /// <summary>Carries a <see cref="LayerMessage"/>.</summary>
    public const string Layers = "layers";

    /// <summary>Carries an <see cref="UplinkMessage"/>.</summary>
    public const string Uplink = "uplink";

    /// <summary>Carries a <see cref="SoundMessage"/>.</summary>
    public const string Sound = "sound";

    /// <summary>Carries a <see cref="ChatLine"/>.</summary>
    public const string Chat = "chat";

    /// <summary>Carries a <see cref="ClockMessage"/>.</summary>
    public const string Clock = "clock";

    /// <summary>Carries a <see cref="PhoneMessage"/>.</summary>
    public const string Phone = "phone";

    /// <summary>Carries a <see cref="CodecMessage"/>.</summary>
    public const string UseCodec = "useCodec";

    /// <summary>Carries a <see cref="MoveMessage"/>.</summary>
    public const string MoveRequested = "moveRequested";

    /// <summary>Carries a <see cref="FailedMessage"/>.</summary>
    public const string Failed = "failed";

    /// <summary>Carry an <see cref="EmptyMessage"/>; <see cref="Removed"/> carries a <see cref="RemovedMessage"/>.</summary>
    public const string Replaced = "replaced";
    public const string Removed = "removed";
    public const string Ended = "ended";
    public const string Reconnect = "reconnect";
}

[GenerateSerializer, Immutable]
internal sealed record EmptyMessage
{
    public static readonly EmptyMessage Instance = new();
}

/// <param name="Notice">What is to be known before this person is let in; null but in lists for who may admit, and while the person waits.</param>
/// <param name="ByPhone">Takes part by phone: may be called although they are <c>left</c>, which they are until they were called.</param>
[GenerateSerializer, Immutable]
internal sealed record ParticipantMessage(
    string Id, string Name, ParticipantRole Role, ParticipantState State, bool Audio, bool Video, bool Screen, PathQuality Quality,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool ByPhone = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Notice = null) : Discreet;

/// <summary>One m-line's slot of the RTCPeerConnection <paramref name="Peer"/>. <paramref name="Paused"/> is null while media comes.</summary>
[GenerateSerializer, Immutable]
internal sealed record SlotMessage(string Peer, int Slot, string Mid, string? ParticipantId, MediaKind Kind, SlotSource Source, SlotPause? Paused)
{
    public static SlotMessage[] From(string peer, IReadOnlyList<SlotAssignment> slots)
    {
        var messages = new SlotMessage[slots.Count];
        for (var i = 0; i < messages.Length; i++)
        {
            var slot = slots[i];
            messages[i] = new SlotMessage(peer, slot.Slot, slot.Mid, slot.ParticipantId, slot.Kind, slot.Source, slot.Paused == SlotPause.None ? null : slot.Paused);
        }

        return messages;
    }
}

[GenerateSerializer, Immutable]
internal sealed record LayerMessage(string Rid, bool Active, string Peer);

[GenerateSerializer, Immutable]
internal sealed record UplinkMessage(bool Queued, bool Narrow, string Peer);

[GenerateSerializer, Immutable]
internal sealed record SoundMessage(bool Thin, string Peer);

[GenerateSerializer, Immutable]
internal sealed record ChatLine(string Id, string ParticipantId, string Name, string Text, DateTimeOffset At) : Discreet;

/// <param name="HostLate">The host has not come although <see cref="SessionPolicy.LateHostMinutes"/> are over.</param>
/// <param name="HostPresent">A host is in the session now.</param>
[GenerateSerializer, Immutable]
internal sealed record ClockMessage(DateTimeOffset StartsAt, DateTimeOffset EndsAt, DateTimeOffset Now, long LostSeconds, bool HostLate, bool HostPresent);

/// <summary>Where a call to somebody's phone stands. Told to those who may call, and to the person.</summary>
/// <param name="CallsLeft">How often the person can still be called in this session.</param>
/// <param name="Browser">The person is here by browser as well.</param>
[GenerateSerializer, Immutable]
internal sealed record PhoneMessage(string ParticipantId, PhoneLegState State, int CallsLeft, bool Browser);

/// <summary>What sound is sent as.</summary>
internal enum AudioCodec : byte
{
    Opus = 0,

    /// <summary>G.711: what phones speak, and the relay mixes.</summary>
    Pcmu = 1,
}

[GenerateSerializer, Immutable]
internal sealed record CodecMessage(AudioCodec Audio);

[GenerateSerializer, Immutable]
internal sealed record MoveMessage(string ParticipantId);

[GenerateSerializer, Immutable]
internal sealed record FailedMessage(string Peer, string Code);

/// <param name="Declined">Turned away in the waiting room: may knock again.</param>
[GenerateSerializer, Immutable]
internal sealed record RemovedMessage(bool Declined);

/// <param name="PracticeNumber">For whoever's connection stays away; null when nobody has said one.</param>
[GenerateSerializer, Immutable]
internal sealed record SessionMessage(string Id, SessionState State, DateTimeOffset StartsAt, DateTimeOffset EndsAt, SessionPolicy Policy, string? PracticeNumber);

/// <summary>An entry of <c>RTCConfiguration.iceServers</c>.</summary>
[GenerateSerializer, Immutable]
internal sealed record IceServer(IReadOnlyList<string> Urls, string Username, string Credential) : Discreet;

/// <summary>What <c>Enter</c> answers. While waiting: <c>participants</c> holds the person alone, <c>chat</c> and <c>iceServers</c> nothing.</summary>
/// <param name="State"><c>waiting</c> or <c>admitted</c>.</param>
/// <param name="UseCodec">As the message of that name: for who comes while a phone is in.</param>
/// <param name="Phones">As the messages <c>phone</c>: the calls that are open and that this person is told of.</param>
[GenerateSerializer, Immutable]
internal sealed record EnterReply(
    string ParticipantId,
    string Resume,
    string State,
    SessionMessage Session,
    ClockMessage Clock,
    IReadOnlyList<ParticipantMessage> Participants,
    IReadOnlyList<ChatLine> Chat,
    IReadOnlyList<IceServer> IceServers,
    IReadOnlyList<string> Can,
    CodecMessage UseCodec,
    IReadOnlyList<PhoneMessage> Phones) : Discreet;

[GenerateSerializer, Immutable]
internal sealed record ConnectAnswer(string Sdp, IReadOnlyList<SlotMessage> Slots) : Discreet;

[GenerateSerializer, Immutable]
internal sealed record ChatReply(string Id, DateTimeOffset At);

[GenerateSerializer, Immutable]
internal sealed record ExtendReply(DateTimeOffset EndsAt);

/// <summary>What <c>CallPhone</c> answers: either the number or the state.</summary>
/// <param name="Number">The person's own, in E.164, to be dialled by the host: this node has no phone line.</param>
/// <param name="State">Where the call stands that this node makes: <c>dialing</c>, or that of the one that was open already.</param>
/// <param name="CallsLeft">How often the person can still be called in this session; with <paramref name="State"/>.</param>
/// <param name="Written"><paramref name="Number"/> as people write it.</param>
[GenerateSerializer, Immutable]
internal sealed record CallPhoneReply(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Number,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PhoneLegState? State = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? CallsLeft = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Written = null) : Discreet;
