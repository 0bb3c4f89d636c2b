using System.ComponentModel.DataAnnotations.Schema;
using Microsoft.AspNetCore.Identity;
using NodaTime;
using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Data.Accounts;

/// <summary>What somebody may do. A person can have several.</summary>
[Flags]
internal enum PortalRole
{
    None = 0,
    Client = 1,

    /// <summary>Somebody of a client's household with a sign-in of their own.</summary>
    Guardian = 2,
    Therapist = 4,
    Intake = 8,
    Owner = 16,
}

/// <summary>
/// A sign-in. No readable address is stored: <see cref="Address"/> is sealed, and Identity's normalized name and e-mail are the keyed hash of it
/// (<see cref="KeyedNormalizer"/>), so that its own look-ups work.
/// </summary>
internal sealed class PortalUser : IdentityUser<Guid>, IClientData
{
    public PortalUser() => Id = Guid.CreateVersion7();

    public PortalRole Roles { get; set; }

    /// <summary>The client record that this sign-in is for; null for staff.</summary>
    public Guid? ClientId { get; set; }

    public Sealed<string>? Address { get; set; }

    public Instant? LastSignInAt { get; set; }

    /// <summary>The address in clear, for Identity; not a column.</summary>
    [NotMapped]
    public override string? Email
    {
        get => Address?.Value;
        set => Address = value is null ? null : value == Address?.Value ? Address : new Sealed<string>(value);
    }

    /// <summary>The address is the name; not a column.</summary>
    [NotMapped]
    public override string? UserName
    {
        get => Email;
        set => Email = value;
    }

    /// <summary>Clients have their numbers in their record; not a column.</summary>
    [NotMapped]
    public override string? PhoneNumber { get; set; }

    Guid? IClientData.AboutClient => ClientId;
}

/// <summary>A secret of Identity's own (TOTP key, recovery codes): sealed.</summary>
internal sealed class PortalUserToken : IdentityUserToken<Guid>
{
    public Sealed<string>? Secret { get; set; }

    [NotMapped]
    public override string? Value
    {
        get => Secret?.Value;
        set => Secret = value is null ? null : new Sealed<string>(value);
    }
}

/// <summary>Turns an address into its keyed hash where Identity would upper-case it.</summary>
internal sealed class KeyedNormalizer(Vault vault) : ILookupNormalizer
{
    public string? NormalizeName(string? name) => name is null ? null : vault.EmailHash(name);

    public string? NormalizeEmail(string? email) => email is null ? null : vault.EmailHash(email);
}
