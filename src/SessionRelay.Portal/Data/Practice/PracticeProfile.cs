using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Policies;

namespace SessionRelay.Portal.Data.Practice;

/// <summary>The practice itself: one row.</summary>
internal sealed class PracticeProfile : Entity
{
    /// <summary>The id of the only row.</summary>
    public static readonly Guid TheOne = new("00000000-0000-7000-8000-000000000001");

    public required string Name { get; set; }

    /// <summary>ISO 3166-1, upper case: decides about crisis numbers and holidays.</summary>
    public required string Country { get; set; }

    /// <summary>The IANA zone of the practice's own pages.</summary>
    public required string Zone { get; set; }

    /// <summary>Hexadecimal, like <c>#2f6f6a</c>; null for the portal's own.</summary>
    public string? AccentColour { get; set; }

    /// <summary>How people reach the practice outside the portal, shown in messages and on the crisis page.</summary>
    public string? Phone { get; set; }

    public string? PublicEmail { get; set; }

    public BookingPolicy Policy { get; set; } = new();

    /// <summary>How long a sign-in of a client lasts without a deed, in minutes.</summary>
    public int IdleMinutes { get; set; } = 30;
}

/// <summary>A text of the practice's own, by the name of its place: <c>welcome</c>, <c>backup-plan</c>, <c>crisis</c>, <c>fees</c> …</summary>
internal sealed class PracticeText : Entity
{
    public required string Place { get; set; }

    /// <summary>A language tag (BCP 47).</summary>
    public required string Language { get; set; }

    public required string Text { get; set; }
}

/// <summary>A number for people in danger.</summary>
internal sealed class CrisisNumber : Entity
{
    public required string Country { get; set; }

    public required string Name { get; set; }

    /// <summary>As it is dialled.</summary>
    public required string Number { get; set; }

    /// <summary>What help it is, in a sentence.</summary>
    public required string Help { get; set; }

    public int Order { get; set; }
}
