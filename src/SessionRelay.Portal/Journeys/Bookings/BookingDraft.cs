using NodaTime;
using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Journeys.Bookings;

/// <summary>What a client has chosen so far on the way to a booking.</summary>
internal sealed class BookingDraft
{
    /// <summary>With whom; empty before the way has begun.</summary>
    public Guid TherapistId { get; set; }

    /// <summary>There is more than one length to choose from.</summary>
    public bool AsksLength { get; set; }

    public bool AsksFormat { get; set; }

    /// <summary>There is a household.</summary>
    public bool AsksWho { get; set; }

    public int Minutes { get; set; }

    public CareFormat Format { get; set; }

    /// <summary>Members of the household who take part besides the client; null before the question.</summary>
    public List<Guid>? Others { get; set; }

    /// <summary>1 for once; 0 before the question.</summary>
    public int Weeks { get; set; }

    public Instant? Start { get; set; }

    /// <summary>Of a series: another start for a date, or null to leave it out, by number.</summary>
    public Dictionary<int, Instant?> Instead { get; set; } = [];

    public bool IsStarted => TherapistId != Guid.Empty;

    /// <summary>Another wish has other free times.</summary>
    public void ForgetTime()
    {
        Start = null;
        Instead = [];
    }
}

/// <summary>What a client, or staff for one, has chosen so far for moving a booking.</summary>
internal sealed class MoveDraft
{
    public Instant? Start { get; set; }

    /// <summary>All later ones of the series too.</summary>
    public bool WithLater { get; set; }

    public Dictionary<int, Instant?> Instead { get; set; } = [];
}
