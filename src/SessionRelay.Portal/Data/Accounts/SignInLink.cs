using NodaTime;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Data.Accounts;

internal enum LinkPurpose
{
    SignIn,

    /// <summary>Lets a member of staff set up how they sign in.</summary>
    StaffInvitation,

    /// <summary>Makes the practice's first owner. Belongs to no user.</summary>
    OwnerSetup,
}

/// <summary>A single-use link. Of its secret only the keyed hash is stored.</summary>
internal sealed class SignInLink : Entity
{
    public required string TokenHash { get; init; }

    public required LinkPurpose Purpose { get; init; }

    /// <summary>Null for the owner's set-up.</summary>
    public Guid? UserId { get; init; }

    public required Instant CreatedAt { get; init; }

    public required Instant ExpiresAt { get; init; }

    /// <summary>From this moment on it is worth nothing.</summary>
    public Instant? UsedAt { get; set; }

    public bool IsGood(Instant now) => UsedAt is null && now < ExpiresAt;
}
