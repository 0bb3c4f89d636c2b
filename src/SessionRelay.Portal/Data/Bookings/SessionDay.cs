using NodaTime;
using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Data.Bookings;

/// <summary>Where a participant is now, how to reach them and whom to call: told before each session.</summary>
internal sealed class JoinCheck : Entity, IClientData
{
    public required Guid BookingId { get; init; }

    public required Guid ParticipantId { get; init; }

    public required Guid ClientId { get; init; }

    public required Instant At { get; init; }

    public required Region Region { get; init; }

    /// <summary>The street address, or what they wrote.</summary>
    public Sealed<string>? Place { get; init; }

    public required Sealed<string> CallbackNumber { get; init; }

    public required Sealed<string> EmergencyName { get; init; }

    public required Sealed<string> EmergencyPhone { get; init; }

    /// <summary>No licence of the therapist holds there: the therapist is warned before admitting.</summary>
    public required bool IsUnlicensed { get; init; }

    Guid? IClientData.AboutClient => ClientId;
}

internal enum CreditKind
{
    /// <summary>Lost in a session: seconds above 0.</summary>
    Lost,

    /// <summary>The therapist gave them back in the same session: seconds below 0.</summary>
    Extended,

    /// <summary>Added to a later booking: seconds below 0.</summary>
    Used,
}

/// <summary>
/// An entry of the ledger of lost time. Only ever added; a client's sum with a therapist is what is owed. One entry a booking, client and kind, so that nothing is given twice.
/// </summary>
internal sealed class CreditEntry : Entity, IClientData
{
    public required Guid ClientId { get; init; }

    /// <summary>With whom it was lost. Used it can be with another one, who has the client in care since.</summary>
    public required Guid TherapistId { get; init; }

    /// <summary>Where it was lost, given back or used.</summary>
    public required Guid BookingId { get; init; }

    public required CreditKind Kind { get; init; }

    public required int Seconds { get; init; }

    public required Instant At { get; init; }

    Guid? IClientData.AboutClient => ClientId;
}
