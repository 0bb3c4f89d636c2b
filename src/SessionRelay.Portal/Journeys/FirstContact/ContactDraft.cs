using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Journeys.FirstContact;

/// <summary>What a visitor has told so far. A list that is null was not asked yet; an empty one was left out on purpose.</summary>
internal sealed class ContactDraft
{
    public bool? InDanger { get; set; }

    /// <summary>Stays when the answer is changed afterwards: staff look at it all the same.</summary>
    public bool WasInDanger { get; set; }

    public List<Concern>? Concerns { get; set; }

    public string? OwnWords { get; set; }

    public Population? Population { get; set; }

    public string? Region { get; set; }

    public List<CareFormat>? Formats { get; set; }

    public List<SuitableTimes>? Times { get; set; }

    public Paying? Paying { get; set; }

    public string? Insurer { get; set; }

    public string? Plan { get; set; }

    /// <summary>BCP 47.</summary>
    public string? Language { get; set; }

    public string? GuardianName { get; set; }

    public string? GuardianRelationship { get; set; }

    public string? GuardianEmail { get; set; }

    public string? GuardianPhone { get; set; }

    public string? Name { get; set; }

    public string? Email { get; set; }

    public string? Phone { get; set; }

    public ReachBy? Reach { get; set; }
}

internal enum Paying
{
    NotSure,
    Self,
    Insurance,
}

internal enum ReachBy
{
    Email,
    Phone,
}
