namespace SessionRelay.Signaling.Continuity;

/// <summary>
/// A session's gaps: who had no path, from when to when, and why. One gap at most is open for a participant. Pure; one thread at a time.
/// </summary>
internal sealed class LostTimeLedger
{
    private readonly List<Gap> gaps = [];

    /// <summary>In the order in which they were opened; the position is the gap's number.</summary>
    public IReadOnlyList<Gap> Gaps => gaps;

    /// <summary>Takes over what was stored.</summary>
    public void Restore(IEnumerable<Gap> stored) => gaps.AddRange(stored);

    /// <summary>The number of the participant's open gap, or -1.</summary>
    public int OpenGapOf(string participantId)
    {
        for (var i = gaps.Count - 1; i >= 0; i--)
        {
            if (gaps[i].ParticipantId == participantId) return gaps[i].To is null ? i : -1;
        }

        return -1;
    }

    /// <summary>Opens a gap and gives its number; -1 when one is open.</summary>
    public int Open(string participantId, DateTimeOffset from, GapCause cause)
    {
        if (OpenGapOf(participantId) >= 0) return -1;
        gaps.Add(new Gap(participantId, from, null, cause));
        return gaps.Count - 1;
    }

    /// <summary>Closes the participant's open gap and gives its number; -1 when none is open. An end before its beginning becomes the beginning.</summary>
    public int Close(string participantId, DateTimeOffset to)
    {
        var number = OpenGapOf(participantId);
        if (number >= 0) gaps[number] = gaps[number] with { To = to < gaps[number].From ? gaps[number].From : to };
        return number;
    }

    /// <summary>Makes the participant's open gap end where it began, as it was a leave: it is no lost time. Gives its number, or -1.</summary>
    public int Void(string participantId)
    {
        var number = OpenGapOf(participantId);
        if (number >= 0) gaps[number] = gaps[number] with { To = gaps[number].From };
        return number;
    }

    /// <summary>Names another cause for the participant's open gap. Gives its number, or -1.</summary>
    public int Explain(string participantId, GapCause cause)
    {
        var number = OpenGapOf(participantId);
        if (number >= 0) gaps[number] = gaps[number] with { Cause = cause };
        return number;
    }

    /// <summary>
    /// Milliseconds between <paramref name="from"/> and <paramref name="to"/> in which at least one participant was in a gap
    /// (overlapping gaps count once). Open gaps last until <paramref name="to"/>.
    /// </summary>
    public long LostMilliseconds(DateTimeOffset from, DateTimeOffset to)
    {
        var spans = new List<(DateTimeOffset From, DateTimeOffset To)>(gaps.Count);
        foreach (var gap in gaps)
        {
            var start = gap.From < from ? from : gap.From;
            var end = gap.To is not { } closed || closed > to ? to : closed;
            if (start < end) spans.Add((start, end));
        }

        spans.Sort();
        var lost = TimeSpan.Zero;
        var reached = from;
        foreach (var span in spans)
        {
            if (span.To <= reached) continue;
            lost += span.To - (span.From > reached ? span.From : reached);
            reached = span.To;
        }

        return (long)lost.TotalMilliseconds;
    }
}
