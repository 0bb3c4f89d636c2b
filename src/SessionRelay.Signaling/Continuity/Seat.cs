using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Continuity;

/// <summary>A participant's place in a session: what is kept, and what holds only while the node lives. One thread at a time.</summary>
internal sealed class Seat(SeatRecord kept)
{
    /// <summary>How long a closed page, or a person who waits or has no path yet, may be away from the hub before the place is given up.</summary>
    public static readonly TimeSpan AwayLimit = TimeSpan.FromSeconds(30); // protocol.md: a closed page not back within 30 s has left

    public SeatRecord Kept { get; } = kept;

    public string Id => Kept.Id;

    /// <summary>The hub connection that speaks for the person; null while away.</summary>
    public string? ConnectionId { get; set; }

    /// <summary>When the hub connection was lost; null while there is one.</summary>
    public DateTimeOffset? AwaySince { get; set; }

    /// <summary>When the page said that it closes.</summary>
    public DateTimeOffset? ClosingSince { get; set; }

    /// <summary>When the person was let in on this visit, for the time to the first packet.</summary>
    public DateTimeOffset? AdmittedAt { get; set; }

    /// <summary>The RTCPeerConnection of the last offer; of the one in use, when that one has failed.</summary>
    public string? Peer { get; set; }

    /// <summary>The RTCPeerConnection whose path is live; null when none is.</summary>
    public string? LivePeer { get; set; }

    /// <summary>The live path, or the last one, is a TCP connection.</summary>
    public bool LiveOverTcp { get; set; }

    /// <summary>The live path, or the last one, comes by way of the TURN server.</summary>
    public bool LiveByTurn { get; set; }

    /// <summary>The peer that was live before the open gap, to tell a restart from a fresh connection.</summary>
    public string? PeerBeforeGap { get; set; }

    /// <summary>The RTCPeerConnection whose slots the person is told: the one in use, or the one that is being made.</summary>
    public string? ShownPeer => LivePeer ?? Peer;

    /// <summary>The call to the person's phone; null when none is open.</summary>
    public PhoneLeg? Phone { get; set; }

    /// <summary>The gap for which the phone was dialled unasked: once for each.</summary>
    public int DialledForGap { get; set; } = -1;

    /// <summary>Heard and hears by phone.</summary>
    public bool IsOnPhone => Phone is { State: PhoneLegState.Live };

    /// <summary>Comes in by phone by the PIN alone.</summary>
    public bool HasPin => Kept is { Role: ParticipantRole.Host, Pin: not null };

    /// <summary>A host who has nothing but the phone: hears what a page would show.</summary>
    public bool HostsByPhone => LivePeer is null && Phone is { State: PhoneLegState.Live, ByPin: true };

    /// <summary>Came by phone and no other way: who hangs up has left.</summary>
    public bool HasOnlyPhone => ConnectionId is null && (Kept.ByPhone || (HasPin && PeerBeforeGap is null));

    /// <summary>Has pressed 1 on the phone, and is let in by the host. Who is here by browser as well is in already.</summary>
    public bool WaitsOnPhone => LivePeer is null && Phone is { State: PhoneLegState.Waiting, ByPin: false };

    /// <summary>Is there, in whichever way: no time is lost.</summary>
    public bool HasPath => LivePeer is not null || IsOnPhone;

    /// <summary>What each peer's slots show, as last heard.</summary>
    public PeerSlots Slots { get; } = new();

    /// <summary>What each peer is to send, as last heard.</summary>
    public PeerWishes Wishes { get; } = new();

    /// <summary>Whose turn it is among those who wait to be let in: the lowest came first. Null when the person does not wait.</summary>
    public int? Turn { get; set; }

    public SendingMedia Sending { get; set; } = new(true, true, false);

    public PathQuality Quality { get; set; }

    /// <summary>Who asks to take this seat over on a second device.</summary>
    public MoveRequest? Move { get; set; }

    /// <summary>Takes one of the session's places.</summary>
    public bool IsPresent => Kept is { Entered: true, Left: false, Removed: false };

    public bool IsIn => IsPresent && Kept.Admitted;

    public bool IsWaiting => IsPresent && !Kept.Admitted;

    /// <summary>The person has this RTCPeerConnection: offered last, in use, or in use before the open gap. At most three, whatever a client offers.</summary>
    public bool Knows(string peer) => peer == Peer || peer == LivePeer || peer == PeerBeforeGap;

    public bool Has(Permissions permission) => Kept.Can.HasFlag(permission);

    public SendingMedia Allowed => new(Has(Permissions.Audio), Has(Permissions.Video), Has(Permissions.Screen));
}

/// <summary>A used ticket on a second device that waits for an answer. Lives as long as its connection.</summary>
internal sealed record MoveRequest(string ConnectionId, TicketClaims Claims, string Attempt) : Discreet;
