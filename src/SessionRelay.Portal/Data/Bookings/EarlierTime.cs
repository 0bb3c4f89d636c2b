using NodaTime;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Data.Bookings;

/// <summary>"Tell me if an earlier time opens", for one booking, or for a first one with a therapist.</summary>
internal sealed class EarlierTimeWish : Entity, IClientData
{
    public required Guid ClientId { get; init; }

    public required Guid TherapistId { get; init; }

    /// <summary>The booking to move; null to book a first one.</summary>
    public Guid? BookingId { get; init; }

    /// <summary>Only starts before this moment.</summary>
    public required Instant Before { get; set; }

    public required int Minutes { get; init; }

    public bool IsActive { get; set; } = true;

    /// <summary>The start of the booking that would move to an offered time; null when a first one would be made.</summary>
    public Instant? PresentStart => BookingId is null ? null : Before;

    Guid? IClientData.AboutClient => ClientId;
}

internal enum OfferState
{
    Open,
    Accepted,

    /// <summary>Somebody else was first.</summary>
    Gone,
    Declined,
}

/// <summary>A time that fell free, offered to one who asked. Offers don't block: the first to accept has it.</summary>
internal sealed class EarlierTimeOffer : Entity, IClientData
{
    public required Guid WishId { get; init; }

    public required Guid ClientId { get; init; }

    public required Guid TherapistId { get; init; }

    public required Instant Start { get; init; }

    public required Instant OfferedAt { get; init; }

    public OfferState State { get; set; } = OfferState.Open;

    Guid? IClientData.AboutClient => ClientId;
}
