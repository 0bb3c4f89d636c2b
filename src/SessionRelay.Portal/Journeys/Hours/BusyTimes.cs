using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using NodaTime;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Journeys.Hours;

/// <summary>What a calendar elsewhere says of a while: when it is busy, nothing of why.</summary>
/// <param name="Busy">In order of the file.</param>
/// <param name="LeftOut">Entries that name an unknown zone, or repeat in a way that can't be told: the therapist hears of it.</param>
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
            var entries = calendars.SelectMany(calendar => calendar.Events).Take(MostEntries).ToList();
            // One of a series that was moved or cancelled stands as an entry of its own, named by the moment that it takes the place of.
            var replaced = entries.Where(entry => entry.RecurrenceIdentifier is not null)
                .Select(entry => (entry.Uid, MomentOf(entry.RecurrenceIdentifier!.StartTime, zone))).ToHashSet();
            var repeats = new Repeats();
            var busy = new List<InstantRange>();
            var leftOut = 0;
            foreach (var entry in entries)
            {
                if (entry.Status == EventStatus.Cancelled || entry.Transparency == TransparencyType.Transparent) continue;
                if (RangeOf(entry, zone) is not { } range) leftOut++;
                else if (!Repeat(entry)) Add(range);
                else if (RangesOf(entry, range, repeats, zone, within) is not { } ranges) leftOut++;
                else foreach (var one in ranges.Where(one => !replaced.Contains((entry.Uid, one.Start)))) Add(one);
            }

            return new BusyTimes(busy, leftOut);

            void Add(InstantRange range)
            {
                if (!range.Overlaps(within)) return;
                if (busy.Count < MostEntries) busy.Add(range);
                else leftOut++;
            }
        }
        catch (Exception bad) when (bad is FormatException or ArgumentException or System.Runtime.Serialization.SerializationException or InvalidOperationException or NotSupportedException or OverflowException)
        {
            return null; // somebody else's file: what the reader of it can't take is no calendar
        }
    }

    private static bool Repeat(CalendarEvent entry) => entry.RecurrenceRule is not null || entry.RecurrenceDates.GetAllDates().Any();

    /// <summary>Of an entry that repeats: each time that touches what is asked for; null when it can't be told.</summary>
    private static IEnumerable<InstantRange>? RangesOf(CalendarEvent entry, InstantRange once, Repeats repeats, DateTimeZone zone, InstantRange within)
    {
        var (its, length) = (ZoneOf(entry.DtStart!, zone)!, once.End - once.Start);
        var (first, last) = ((within.Start - length).InZone(its).LocalDateTime.PlusDays(-1), within.End.InZone(its).LocalDateTime);
        var days = NodaTime.Period.DaysBetween(once.Start.InZone(its).Date, once.End.InZone(its).Date);
        return repeats.StartsOf(entry, its, first, last)?.Select(local => entry.DtStart!.HasTime
            ? new InstantRange(local.InZoneLeniently(its).ToInstant(), local.InZoneLeniently(its).ToInstant() + length)
            : new InstantRange(its.AtStartOfDay(local.Date).ToInstant(), its.AtStartOfDay(local.Date.PlusDays(days)).ToInstant())); // whole days, also of 23 hours
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
        return ZoneOf(time, zone) is { } its ? LocalDateTime.FromDateTime(DateTime.SpecifyKind(time.Value, DateTimeKind.Unspecified)).InZoneLeniently(its).ToInstant() : null;
    }

    /// <summary>Null for a zone that nobody knows.</summary>
    private static DateTimeZone? ZoneOf(CalDateTime time, DateTimeZone zone)
    {
        if (time.HasTime && time.IsUtc) return DateTimeZone.Utc;
        if (time.TzId is null || !time.HasTime) return zone;
        return ZoneData.Current.TryGet(time.TzId, out var named) ? named : null;
    }
}
