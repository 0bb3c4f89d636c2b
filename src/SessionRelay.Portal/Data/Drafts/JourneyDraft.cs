using NodaTime;
using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Data.Drafts;

/// <summary>A form left in the middle. One an owner and journey.</summary>
internal sealed class JourneyDraft : Entity, IClientData
{
    /// <summary>A user's id, or of a visitor the keyed hash of the secret in their cookie.</summary>
    public required string Owner { get; init; }

    /// <summary>Like <c>first-contact</c>.</summary>
    public required string Journey { get; init; }

    /// <summary>The name of the page to go on with.</summary>
    public required string Step { get; set; }

    /// <summary>What was typed, as JSON.</summary>
    public required Sealed<string> Content { get; set; }

    public Guid? ClientId { get; set; }

    public required Instant ExpiresAt { get; set; }

    Guid? IClientData.AboutClient => ClientId;
}
