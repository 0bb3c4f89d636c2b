using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Continuity;

/// <summary>What a session must not forget about a participant: stored after every change, before the change is answered.</summary>
internal sealed record SeatRecord : Discreet
{
    public required string Id { get; init; }

    public required string Name { get; set; }

    public required ParticipantRole Role { get; set; }

    public required Permissions Can { get; set; }

    /// <summary>Whether the person has knocked at least once; a seat whose ticket was minted and not used yet has not.</summary>
    public bool Entered { get; set; }

    public bool Admitted { get; set; }

    /// <summary>Away by the person's own will, or gone from the waiting room: keeps no place. Returning needs no new admission.</summary>
    public bool Left { get; set; }

    /// <summary>Sent away for good, until a newer ticket is redeemed.</summary>
    public bool Removed { get; set; }

    /// <summary>Tickets issued until this moment don't let in any more.</summary>
    public DateTimeOffset? RevokedUntil { get; set; }

    /// <summary>Which admission resume tokens must name; a removal raises it.</summary>
    public int Admission { get; set; }

    /// <summary>The highest generation of resume token that was used. It and the next are good.</summary>
    public int UsedGeneration { get; set; }

    /// <summary>E.164 number for the phone leg.</summary>
    public string? Callback { get; set; }

    /// <summary>Of a host: digits that let them in by phone. Goes with the session's end.</summary>
    public string? Pin { get; set; }

    /// <summary>What whoever may admit is to know before they let the person in: of the last ticket that was minted here.</summary>
    public string? Notice { get; set; }

    /// <summary>Takes part by phone: may be called without having come by browser.</summary>
    public bool ByPhone { get; set; }

    /// <summary>Of the words that are spoken on the phone, BCP 47; null: nobody has said.</summary>
    public string? Language { get; set; }

    /// <summary>Calls to the person's phone so far, whatever became of them.</summary>
    public int PhoneCalls { get; set; }

    /// <summary>The call that was open when this was stored: after a crash it is gone.</summary>
    public OpenCall OpenCall { get; set; }

    /// <summary>Had a path on this visit: was told to booking systems, as leaving will be.</summary>
    public bool Joined { get; set; }

    public DateTimeOffset? FirstLiveAt { get; set; }

    /// <summary>Had a live path, or was in by phone, when this was stored: after a crash the gap begins at the node's last heartbeat.</summary>
    public bool Live { get; set; }
}
