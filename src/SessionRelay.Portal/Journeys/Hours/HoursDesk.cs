using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Portal.Data.Staff;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Policies;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Journeys.Hours;

/// <summary>A therapist's hours as stored, with what they mean.</summary>
internal sealed record HoursBook(
    StaffMember Member, TherapistProfile Profile, IReadOnlyList<WeeklyHoursRow> Weekly, IReadOnlyList<HoursException> Exceptions, TherapistSchedule Schedule, OutsideCalendar? Outside,
    IReadOnlyList<ZoneMove> Misfits);

/// <summary>Changes a therapist's hours. Every change is judged as a whole before it is kept; what is booked already stays, and is shown where it doesn't fit any more.</summary>
internal sealed class HoursDesk(UnitOfWork work, ScheduleReader schedules, LostRaces races)
{
    /// <summary>More than anybody's week has.</summary>
    private const int MostRows = 70;

    /// <summary>A year of exceptions, each day twice.</summary>
    private const int MostExceptions = 800;

    /// <returns>Null for somebody who is no therapist.</returns>
    public async Task<HoursBook?> OfAsync(Guid therapistId, CancellationToken cancel)
    {
        if (await work.Db.Therapists.SingleOrDefaultAsync(known => known.Id == therapistId, cancel) is not { } profile) return null;
        var member = await work.Db.Staff.SingleAsync(known => known.Id == therapistId, cancel);
        var today = Today(member);
        var rows = await work.Db.WeeklyHours.Where(row => row.StaffId == therapistId).ToListAsync(cancel);
        var weekly = rows.OrderBy(row => row.Day).ThenBy(row => row.FromMinute).ToList(); // days are stored by name, and would come by the alphabet
        var exceptions = (await work.Db.HoursExceptions.Where(row => row.StaffId == therapistId).ToListAsync(cancel)).Where(row => row.Date >= today).OrderBy(row => row.Date).ToList();
        var outside = await work.Db.OutsideCalendars.SingleOrDefaultAsync(known => known.StaffId == therapistId, cancel);
        var schedule = await schedules.ScheduleAsync(therapistId, await schedules.PolicyAsync(cancel), cancel);
        return new HoursBook(member, profile, weekly, exceptions, schedule, outside, await MisfitsAsync(schedule, therapistId, cancel));
    }

    /// <returns>What is wrong, in a sentence; null when it is kept.</returns>
    public async Task<string?> AddWeeklyAsync(Guid therapistId, IsoDayOfWeek day, int from, int to, CareFormat formats, CancellationToken cancel)
    {
        if (day is < IsoDayOfWeek.Monday or > IsoDayOfWeek.Sunday) return "Choose a day of the week.";
        if (SpanProblem(from, to, formats) is { } problem) return problem;
        var profile = await work.Db.Therapists.SingleAsync(known => known.Id == therapistId, cancel);
        var rows = await work.Db.WeeklyHours.Where(row => row.StaffId == therapistId).ToListAsync(cancel);
        var stamp = races.StampOf([profile], [WeekOf(rows)]);
        if (rows.Count >= MostRows) return "There are too many rows already. Remove some first.";
        if (rows.Exists(row => row.Day == day && row.FromMinute < to && from < row.ToMinute)) return "This overlaps other hours of the day. Remove those first.";
        work.Db.WeeklyHours.Add(new WeeklyHoursRow { StaffId = therapistId, Day = day, FromMinute = from, ToMinute = to, Formats = formats });
        // Hours that overlap could come from two windows at once: the profile's version lets one of them win.
        return (await races.SaveAsync([profile], stamp, async _ => [WeekOf(await work.Db.WeeklyHours.AsNoTracking().Where(row => row.StaffId == therapistId).ToListAsync(cancel))], cancel))?.Words;
    }

    /// <returns>False when it is gone already, or never was theirs.</returns>
    public async Task<bool> RemoveWeeklyAsync(Guid therapistId, Guid row, CancellationToken cancel) =>
        await work.Db.WeeklyHours.SingleOrDefaultAsync(known => known.Id == row && known.StaffId == therapistId, cancel) is { } found && await RemoveAsync(found, cancel);

    /// <param name="span">Null for a closed date.</param>
    /// <returns>What is wrong, in a sentence; null when it is kept.</returns>
    public async Task<string?> AddExceptionAsync(Guid therapistId, LocalDate date, ExceptionKind kind, (int From, int To, CareFormat Formats)? span, string? reason, CancellationToken cancel)
    {
        if (!Enum.IsDefined(kind)) return "Choose what is different on this date.";
        var member = await work.Db.Staff.SingleAsync(known => known.Id == therapistId, cancel);
        if (date < Today(member)) return "This date is over.";
        if (kind == ExceptionKind.Closed != (span is null)) return "A closed date has no hours, and every other exception has some.";
        if (span is { } hours && SpanProblem(hours.From, hours.To, hours.Formats) is { } problem) return problem;
        if (await work.Db.HoursExceptions.CountAsync(row => row.StaffId == therapistId, cancel) >= MostExceptions) return "There are too many exceptions already. Remove some first.";
        work.Db.HoursExceptions.Add(new HoursException
        {
            StaffId = therapistId,
            Date = date,
            Kind = kind,
            Spans = span is { } kept ? [new ExceptionSpan(kept.From, kept.To, kept.Formats)] : [],
            Reason = reason is null ? null : new Sealed<string>(reason),
        });
        await work.Db.SaveChangesAsync(cancel);
        return null;
    }

    /// <returns>False when it is gone already, or never was theirs.</returns>
    public async Task<bool> RemoveExceptionAsync(Guid therapistId, Guid row, CancellationToken cancel) =>
        await work.Db.HoursExceptions.SingleOrDefaultAsync(known => known.Id == row && known.StaffId == therapistId, cancel) is { } found && await RemoveAsync(found, cancel);

    /// <summary>Changes the therapist's sessions; the caller saves.</summary>
    /// <returns>What is wrong, by field; empty when it is changed.</returns>
    public static IReadOnlyList<(string Field, string Words)> SetSessions(
        HoursBook book, IReadOnlyList<int> lengths, CareFormat formats, int? buffer, int? maxPerDay, string zone)
    {
        var problems = new List<(string, string)>();
        if (lengths.Count == 0) problems.Add(("Lengths", "Choose at least one length."));
        else if (lengths.Any(length => !BookingPolicy.KnownLengths.Contains(length))) problems.Add(("Lengths", $"Sessions last {string.Join(", ", BookingPolicy.KnownLengths)} minutes."));
        if (formats == CareFormat.None || (formats & ~CareFormat.Bookable) != CareFormat.None) problems.Add(("Formats", "Choose at least one way to meet."));
        if (buffer is { } minutes && !BookingPolicy.IsBuffer(minutes)) problems.Add(("Buffer", "A buffer is a multiple of 5 minutes, from 0 to 120."));
        if (maxPerDay is < 1 or > 24) problems.Add(("MaxPerDay", "Write a number from 1 to 24, or nothing for no limit."));
        if (!ZoneData.Current.TryGet(zone, out _)) problems.Add(("Zone", "Choose a time zone from the list."));
        if (problems.Count > 0) return problems;
        var (member, profile) = (book.Member, book.Profile);
        // Messages are a way to be in touch that needs no time: they stay as they are.
        (profile.Lengths, profile.Formats) = ([.. lengths.Distinct().Order()], formats | (profile.Formats & CareFormat.Messages));
        (profile.BufferMinutes, profile.MaxPerDay, member.Zone) = (buffer, maxPerDay, zone);
        return [];
    }

    private async Task<bool> RemoveAsync(Entity row, CancellationToken cancel)
    {
        work.Db.Remove(row);
        try
        {
            await work.Db.SaveChangesAsync(cancel);
            return true;
        }
        catch (LostRaceException)
        {
            return false;
        }
    }

    private static FormPart WeekOf(IEnumerable<WeeklyHoursRow> rows) =>
        new("Hours", string.Join('\n', rows.OrderBy(row => row.Day).ThenBy(row => row.FromMinute).Select(row => $"{(int)row.Day} {row.FromMinute} {row.ToMinute} {(int)row.Formats}")));

    private LocalDate Today(StaffMember member) =>
        work.Database.Clock.GetCurrentInstant().InZone(ZoneData.Current.OrUtc(member.Zone)).Date;

    private static string? SpanProblem(int from, int to, CareFormat formats)
    {
        if (!WallSpan.IsSpan(from, to)) return "Hours go from an earlier to a later time of one day, in steps of 5 minutes; 24:00 is the day's end. For hours over midnight add two rows.";
        return (formats & CareFormat.Bookable) == CareFormat.None || (formats & ~CareFormat.Bookable) != CareFormat.None ? "Choose at least one way to meet." : null;
    }

    /// <summary>Bookings to come that lie outside the hours as they are now.</summary>
    private async Task<IReadOnlyList<ZoneMove>> MisfitsAsync(TherapistSchedule schedule, Guid therapistId, CancellationToken cancel)
    {
        var now = work.Database.Clock.GetCurrentInstant();
        var ahead = await work.Db.Bookings.AsNoTracking().Where(booking => booking.TherapistId == therapistId && booking.State == BookingState.Booked && booking.Start >= now).ToListAsync(cancel);
        return [.. MoveReviews.OfTherapist(ahead.Select(booking => (booking.AsAppointment(), booking.Format)), schedule, now).Where(move => !move.IsWithinNewHours).OrderBy(move => move.Booking.Start)];
    }
}
