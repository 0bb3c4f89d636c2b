namespace SessionRelay.Routing;

/// <summary>
/// Decides who is shown in which slot pair of one client. Whoever is in a pair stays there while they are in the room; a place that falls free goes to
/// a phone first (who is heard matters most), then to a screen, then to who came first. With more people than pairs the last to come wait for a place.
/// </summary>
internal static class SlotAssigner
{
    /// <summary>Assigns anew; true when anything changed.</summary>
    /// <param name="pairs">The client's pairs, by number.</param>
    /// <param name="own">Who the client is: nobody sees themselves.</param>
    /// <param name="everybody">Those in the room with a connection or a phone, in order of arrival.</param>
    public static bool Assign(IReadOnlyList<SlotPair> pairs, Participant own, IReadOnlyList<Participant> everybody)
    {
        var changed = false;
        foreach (var pair in pairs)
        {
            if (pair.Participant is { } shown && !IsOffered(shown, pair.Source, own))
            {
                pair.Assign(null, SlotSource.Camera);
                changed = true;
            }
        }

        return PlaceAll(pairs, SlotSource.Phone, own, everybody) | PlaceAll(pairs, SlotSource.Screen, own, everybody) | PlaceAll(pairs, SlotSource.Camera, own, everybody) | changed;
    }

    private static bool PlaceAll(IReadOnlyList<SlotPair> pairs, SlotSource source, Participant own, IReadOnlyList<Participant> everybody)
    {
        var free = pairs.Count(pair => pair.Participant is null);
        var changed = false;
        for (var i = 0; i < everybody.Count && free > 0; i++)
        {
            if (!Place(pairs, everybody[i], source, own))
                continue;
            changed = true;
            free--;
        }

        return changed;
    }

    private static bool IsOffered(Participant participant, SlotSource source, Participant own)
    {
        if (participant == own || !participant.IsInRoom)
            return false;
        return source switch
        {
            SlotSource.Phone => participant.IsOnPhone,
            SlotSource.Screen => participant.SendsScreen && participant.Current?.Screen is not null,
            _ => participant.Current is not null,
        };
    }

    private static bool Place(IReadOnlyList<SlotPair> pairs, Participant participant, SlotSource source, Participant own)
    {
        if (!IsOffered(participant, source, own))
            return false;
        SlotPair? free = null;
        foreach (var pair in pairs)
        {
            if (pair.IsFor(participant, source))
                return false;
            if (pair.Participant is null)
                free ??= pair;
        }

        if (free is null)
            return false;
        free.Assign(participant, source);
        return true;
    }
}
