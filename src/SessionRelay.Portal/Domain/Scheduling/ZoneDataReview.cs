using NodaTime;

namespace SessionRelay.Portal.Domain.Scheduling;

/// <summary>Why a booking needs a decision after an update of the zone data.</summary>
internal enum ZoneDataShift
{
    /// <summary>The agreed wall time is another moment now.</summary>
    Moves,

    /// <summary>The clock doesn't show the agreed wall time any more.</summary>
    MissingTime,

    /// <summary>The new data doesn't have the zone.</summary>
    UnknownZone,
}

/// <summary>A booking whose wall clock and moment don't agree any more. Staff decides which of the two counts.</summary>
/// <param name="Booking">As kept; nothing has changed it.</param>
/// <param name="Shift">What happened.</param>
/// <param name="StartByWallClock">The moment that the agreed wall time is now; null unless it <see cref="ZoneDataShift.Moves"/>.</param>
/// <param name="LocalOfMoment">What the clock shows at the kept moment now; null with an unknown zone.</param>
internal sealed record ShiftedBooking(KeptBooking Booking, ZoneDataShift Shift, Instant? StartByWallClock, LocalDateTime? LocalOfMoment);

/// <summary>What an update of the zone data means for bookings to come: nothing moves by itself.</summary>
/// <param name="Confirmed">Still true; their version is the new one.</param>
/// <param name="Shifted">To be shown to staff; they keep their old version until decided.</param>
internal sealed record ZoneDataReview(IReadOnlyList<KeptBooking> Confirmed, IReadOnlyList<ShiftedBooking> Shifted)
{
    /// <summary>Reviews the bookings that lie ahead and were made with another version of the data; all others are in neither list.</summary>
    public static ZoneDataReview Of(IEnumerable<KeptBooking> bookings, ZoneData data, Instant now)
    {
        List<KeptBooking> confirmed = [];
        List<ShiftedBooking> shifted = [];
        foreach (var booking in bookings)
        {
            if (booking.Time.Start < now || booking.Time.ZoneDataVersion == data.Version) continue;
            if (ShiftOf(booking, data) is { } shift) shifted.Add(shift);
            else confirmed.Add(booking with { Time = booking.Time with { ZoneDataVersion = data.Version } });
        }

        return new ZoneDataReview(confirmed, shifted);
    }

    private static ShiftedBooking? ShiftOf(KeptBooking booking, ZoneData data)
    {
        if (!data.TryGet(booking.Time.Zone, out var zone)) return new ShiftedBooking(booking, ZoneDataShift.UnknownZone, null, null);
        var moments = WallClock.InstantsOf(zone, booking.Time.Local);
        if (moments.Contains(booking.Time.Start)) return null;

        var shown = booking.Time.Start.InZone(zone).LocalDateTime;
        return moments.Count == 0
            ? new ShiftedBooking(booking, ZoneDataShift.MissingTime, null, shown)
            : new ShiftedBooking(booking, ZoneDataShift.Moves, moments.MinBy(moment => Distance(moment, booking.Time.Start)), shown);
    }

    private static Duration Distance(Instant a, Instant b) => a > b ? a - b : b - a;
}
