using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace SessionRelay.Portal.Domain.Scheduling;

/// <summary>A moment as a person in a zone reads it. The two 01:00 of a repeated hour differ in <see cref="Text"/> and in <see cref="Value"/>.</summary>
internal sealed record ShownTime
{
    /// <summary>Date and time as people here read them.</summary>
    public static readonly LocalDateTimePattern Pattern = LocalDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd HH':'mm");

    private ShownTime(ZonedDateTime time, bool isRepeated)
    {
        Moment = time.ToInstant();
        Local = time.LocalDateTime;
        Zone = time.Zone.Id;
        Abbreviation = time.GetZoneInterval().Name;
        IsRepeated = isRepeated;
    }

    public Instant Moment { get; }

    public LocalDateTime Local { get; }

    /// <summary>The zone's IANA name.</summary>
    public string Zone { get; }

    /// <summary>What the zone is called at this moment, like EDT; an offset like +1345 where it has no letters.</summary>
    public string Abbreviation { get; }

    /// <summary>The clock shows this time twice.</summary>
    public bool IsRepeated { get; }

    /// <summary>For a form's value: the moment itself, in UTC.</summary>
    public string Value => InstantPattern.General.Format(Moment);

    /// <summary>For people: date, time and zone, like <c>2026-11-01 01:30 EDT</c>.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{Pattern.Format(Local)} {Abbreviation}");

    public static ShownTime Of(Instant moment, DateTimeZone zone)
    {
        var time = moment.InZone(zone);
        return new ShownTime(time, zone.MapLocal(time.LocalDateTime).Count > 1);
    }
}
