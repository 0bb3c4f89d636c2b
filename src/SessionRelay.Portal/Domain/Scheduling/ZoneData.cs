using System.Diagnostics.CodeAnalysis;
using NodaTime;

namespace SessionRelay.Portal.Domain.Scheduling;

/// <summary>The zones of the world in one version of the IANA data. Never the system's: it may be older.</summary>
internal sealed class ZoneData(IDateTimeZoneProvider provider)
{
    /// <summary>The data that came with this program.</summary>
    public static readonly ZoneData Current = new(DateTimeZoneProviders.Tzdb);

    /// <summary>Names the version; another text means other data.</summary>
    public string Version => provider.VersionId;

    /// <param name="id">An IANA name like America/New_York.</param>
    /// <param name="zone">The zone, when the data has it.</param>
    public bool TryGet(string id, [NotNullWhen(true)] out DateTimeZone? zone)
    {
        zone = provider.GetZoneOrNull(id);
        return zone is not null;
    }

    /// <summary>To show a time by: the zone of this name, and UTC rather than nothing when the data hasn't it (any more).</summary>
    public DateTimeZone OrUtc(string id) => provider.GetZoneOrNull(id) ?? DateTimeZone.Utc;
}

/// <summary>
/// When a booking is: the moment, and the wall clock it was agreed on, with its zone and the version of the data that joined the two.
/// A later law or a person's new zone changes none of it.
/// </summary>
internal sealed record BookedTime(Instant Start, LocalDateTime Local, string Zone, string ZoneDataVersion)
{
    public static BookedTime Of(Instant start, DateTimeZone zone, ZoneData data) => new(start, start.InZone(zone).LocalDateTime, zone.Id, data.Version);
}

/// <summary>A booking with its time as kept.</summary>
internal sealed record KeptBooking(string Id, BookedTime Time);
