using NodaTime;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Domain.Figures;

/// <summary>A session of the time that is looked at: when it was to be, and what became of it.</summary>
/// <param name="Time">As the calendar kept it.</param>
/// <param name="LostSeconds">In which somebody had no connection; 0 or more.</param>
/// <param name="ReturnedSeconds">Of them given back since: by an extension, or added to a later session.</param>
internal sealed record CountedSession(Guid TherapistId, InstantRange Time, SessionResult Result, int LostSeconds = 0, int ReturnedSeconds = 0);

/// <summary>What became of a session.</summary>
internal enum SessionResult
{
    /// <summary>To come, or not yet closed.</summary>
    Booked,
    Held,

    /// <summary>Nobody came.</summary>
    NoShow,

    /// <summary>Cancelled inside the practice's window: its time was kept for nobody.</summary>
    CancelledLate,
}

/// <summary>Somebody who asked for help in the time that is looked at.</summary>
/// <param name="AssignedAt">Somebody of the practice took it up; null while nobody has.</param>
/// <param name="FirstSessionAt">The start of the first session that took place, free first talks apart; null while none has.</param>
/// <param name="IsClosed">Nobody waits any more: the practice declined, or the person withdrew.</param>
internal sealed record CountedRequest(Instant ReceivedAt, Instant? AssignedAt, Instant? FirstSessionAt, bool IsClosed);

/// <summary>A therapist's hours over a while.</summary>
/// <param name="Open">In which sessions may take place, in whatever format.</param>
internal sealed record TherapistHours(Guid TherapistId, RangeSet Open);

/// <summary>How full a therapist's hours are. What is booked outside them counts as booked.</summary>
internal sealed record OccupiedHours(Guid TherapistId, Duration Open, Duration Booked)
{
    /// <summary>1 is full; null where there are no hours to fill.</summary>
    public double? Share => Open == Duration.Zero ? null : Booked / Open;
}

/// <summary>The middle one of many waits, and the longest; null where there is none.</summary>
internal sealed record Waits(int Count, Duration? Median, Duration? Longest)
{
    /// <summary>Of an even number the lower of the two in the middle: a wait that somebody had.</summary>
    public static Waits Of(IEnumerable<Duration> waits)
    {
        var sorted = waits.Order().ToList();
        return sorted.Count == 0 ? new Waits(0, null, null) : new Waits(sorted.Count, sorted[(sorted.Count - 1) / 2], sorted[^1]);
    }
}

/// <summary>How a practice does: how full its hours are, how long people wait, whether they come, and what the connection cost. Counts and times, nobody's name.</summary>
internal sealed record PracticeFigures
{
    /// <summary>By therapist; the fullest first.</summary>
    public required IReadOnlyList<OccupiedHours> Occupancy { get; init; }

    /// <summary>From asking to somebody of the practice who took it up.</summary>
    public required Waits ToAssigned { get; init; }

    /// <summary>Of those whom nobody has taken up yet.</summary>
    public required Waits WaitingNow { get; init; }

    /// <summary>From asking to the first session.</summary>
    public required Waits ToFirstSession { get; init; }

    public required int Held { get; init; }

    public required int NoShows { get; init; }

    public required int CancelledLate { get; init; }

    /// <summary>Sessions in which time was lost.</summary>
    public required int Disrupted { get; init; }

    public required Duration Lost { get; init; }

    public required Duration Returned { get; init; }

    /// <summary>Of those who were expected, how many came: 1 is all; null where nobody was expected.</summary>
    public double? ShowUpRate => Held + NoShows == 0 ? null : (double)Held / (Held + NoShows);

    /// <summary>Of those that took place, in how many time was lost; null where none did.</summary>
    public double? DisruptedShare => Held == 0 ? null : (double)Disrupted / Held;

    /// <param name="span">What is looked at.</param>
    /// <param name="now">The moment: who is not taken up waits until then.</param>
    /// <param name="hours">Of every therapist who is counted, over the span at least.</param>
    /// <param name="sessions">That start in the span.</param>
    /// <param name="requests">That came in the span, and those that still wait from before it.</param>
    public static PracticeFigures Of(InstantRange span, Instant now, IReadOnlyList<TherapistHours> hours, IReadOnlyList<CountedSession> sessions, IReadOnlyList<CountedRequest> requests)
    {
        var held = sessions.Where(session => session.Result == SessionResult.Held).ToList();
        return new PracticeFigures
        {
            Occupancy = [.. hours.Select(own => OccupiedBy(own, span, sessions)).OrderByDescending(own => own.Share ?? -1).ThenBy(own => own.TherapistId)],
            ToAssigned = Waits.Of(requests.Where(request => request.AssignedAt is not null && span.Contains(request.ReceivedAt)).Select(request => request.AssignedAt!.Value - request.ReceivedAt)),
            WaitingNow = Waits.Of(requests.Where(request => request is { AssignedAt: null, IsClosed: false }).Select(request => now - request.ReceivedAt)),
            ToFirstSession = Waits.Of(requests.Where(request => request.FirstSessionAt is not null && span.Contains(request.ReceivedAt)).Select(request => request.FirstSessionAt!.Value - request.ReceivedAt)),
            Held = held.Count,
            NoShows = sessions.Count(session => session.Result == SessionResult.NoShow),
            CancelledLate = sessions.Count(session => session.Result == SessionResult.CancelledLate),
            Disrupted = held.Count(session => session.LostSeconds > 0),
            Lost = Duration.FromSeconds(sessions.Sum(session => session.LostSeconds)),
            Returned = Duration.FromSeconds(sessions.Sum(session => session.ReturnedSeconds)),
        };
    }

    private static OccupiedHours OccupiedBy(TherapistHours own, InstantRange span, IReadOnlyList<CountedSession> sessions)
    {
        var taken = sessions.Where(session => session.TherapistId == own.TherapistId && session.Result != SessionResult.CancelledLate).Select(session => session.Time);
        return new OccupiedHours(own.TherapistId, Within(own.Open.Ranges, span), Within(new RangeSet(taken, joinsNeighbours: true).Ranges, span));
    }

    private static Duration Within(IReadOnlyList<InstantRange> ranges, InstantRange span)
    {
        var sum = Duration.Zero;
        foreach (var range in ranges)
        {
            var (from, to) = (Instant.Max(range.Start, span.Start), Instant.Min(range.End, span.End));
            if (from < to) sum += to - from;
        }

        return sum;
    }
}
