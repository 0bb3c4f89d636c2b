using NodaTime;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Data.Calendars;

/// <summary>A therapist's feed at a secret address, of which only the keyed hash is kept.</summary>
internal sealed class CalendarFeed : Entity
{
    public required Guid StaffId { get; init; }

    public required string AddressHash { get; init; }

    public required Instant CreatedAt { get; init; }

    /// <summary>From this moment on the address is worth nothing.</summary>
    public Instant? RevokedAt { get; set; }
}
