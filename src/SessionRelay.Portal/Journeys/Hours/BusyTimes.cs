using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using NodaTime;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Journeys.Hours;

/// <summary>What a calendar elsewhere says of a while: when it is busy, nothing of why.</summary>
/// <param name="Busy">In order of the file.</param>
/// <param name="LeftOut">Entries that repeat or name an unknown zone: they can't be told, and the therapist hears of it.</param>
internal sealed record BusyTimes(IReadOnlyList<InstantRange> Busy, int LeftOut)
{
    /// <summary>More entries than anybody's year has.</summary>
    private const int MostEntries = 20_000;

    /// <param name="text">An iCalendar file (RFC 5545).</param>
    /// <param name="zone">Of whole days and of times without a zone: the therapist's.</param>
    /// <param name="within">Only what touches this.</param>
    /// <returns>Null when it is no calendar.</returns>
    public static BusyTimes? Read(string text, DateTimeZone zone, InstantRange within)
    {
        try
        {
            if (CalendarCollection.Load(text) is not { Count: > 0 } calendars) return null;
            var busy = new List<InstantRange>();
            var leftOut = 0;
            foreach (var entry in calendars.SelectMany(calendar => calendar.Events).Take(MostEntries))
            {
                if (entry.Status == EventStatus.Cancelled || entry.Transparency == TransparencyType.Transparent) continue;
                if (entry.RecurrenceRule is not null || entry.RecurrenceDates.GetAllDates().Any() || RangeOf(entry, zone) is not { } range) leftOut++;
                else if (range.Overlaps(within)) busy.Add(range);
            }

            return new BusyTimes(busy, leftOut);
        }
        catch (Exception bad) when (bad is FormatException or ArgumentException or System.Runtime.Serialization.SerializationException or InvalidOperationException or NotSupportedException or OverflowException)
        {
            return null; // somebody else's file: what the reader of it can't take is no calendar
        }
    }

    private static InstantRange? RangeOf(CalendarEvent entry, DateTimeZone zone)
    {
        if (entry.DtStart is not { } from || MomentOf(from, zone) is not { } start) return null;
        Instant? end = entry.DtEnd is { } until
            ? MomentOf(until, zone)
            : entry.Duration is { } length ? start + NodaTime.Duration.FromTimeSpan(length.ToTimeSpan(from)) : from.HasTime ? start : zone.AtStartOfDay(LocalDate.FromDateTime(from.Value).PlusDays(1)).ToInstant();
        return end > start ? new InstantRange(start, end.Value) : null;
    }

    /// <summary>Only NodaTime converts: the other's zones are the system's.</summary>
    private static Instant? MomentOf(CalDateTime time, DateTimeZone zone)
    {
        if (!time.HasTime) return zone.AtStartOfDay(LocalDate.FromDateTime(time.Value)).ToInstant();
        var local = LocalDateTime.FromDateTime(DateTime.SpecifyKind(time.Value, DateTimeKind.Unspecified));
        if (time.IsUtc) return local.InUtc().ToInstant();
        if (time.TzId is null) return local.InZoneLeniently(zone).ToInstant();
        return ZoneData.Current.TryGet(time.TzId, out var named) ? local.InZoneLeniently(named).ToInstant() : null;
    }
}
