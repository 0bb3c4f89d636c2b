using NodaTime;

namespace SessionRelay.Portal.Domain.Care;

/// <summary>A licence to practise in a region. It counts by date, both ends included, at the client's place.</summary>
/// <param name="Region">Where it holds.</param>
/// <param name="From">The first date on which it holds.</param>
/// <param name="Until">The last date on which it holds.</param>
internal sealed record Licence(Region Region, LocalDate From, LocalDate Until)
{
    /// <summary>How long before its end the practice hears of a licence, an insurance or an education that expires.</summary>
    public static readonly Period WarnAhead = Period.FromDays(60);

    public bool HoldsOn(LocalDate date) => date >= From && date <= Until;

    /// <summary>Whether it ends within <see cref="WarnAhead"/> of today, or has ended.</summary>
    public bool NeedsRenewal(LocalDate today) => today >= Until - WarnAhead;
}

/// <summary>The question whether licences allow a session.</summary>
internal static class LicenceCover
{
    /// <summary>
    /// Whether on every date that the session touches at the client's place some licence for the client's region holds: a renewal may take over at midnight.
    /// The session's end is exclusive: one that ends at midnight doesn't touch the next date.
    /// </summary>
    /// <param name="licences">The therapist's.</param>
    /// <param name="place">Where the client is during the session.</param>
    /// <param name="start">The session's start.</param>
    /// <param name="end">The session's end, after its start.</param>
    public static bool Holds(IReadOnlyList<Licence> licences, ClientPlace place, Instant start, Instant end)
    {
        if (place.Region == Region.Elsewhere) return false;
        var last = (end - Duration.Epsilon).InZone(place.Zone).Date;
        for (var date = start.InZone(place.Zone).Date; date <= last; date = date.PlusDays(1))
        {
            if (!HoldsOn(licences, place.Region, date)) return false;
        }

        return true;
    }

    private static bool HoldsOn(IReadOnlyList<Licence> licences, Region region, LocalDate date)
    {
        foreach (var licence in licences)
        {
            if (licence.Region == region && licence.HoldsOn(date)) return true;
        }

        return false;
    }
}

/// <summary>Where a client is: the region whose law counts, and the zone whose dates count.</summary>
internal sealed record ClientPlace(Region Region, DateTimeZone Zone);
