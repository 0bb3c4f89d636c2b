using NodaTime;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Data.Bookings;

/// <summary>What is to be booked.</summary>
/// <param name="TherapistId">With whom.</param>
/// <param name="ClientId">Whose care it is.</param>
/// <param name="Start">A multiple of 5 minutes.</param>
/// <param name="Minutes">Its length.</param>
/// <param name="Format">One that can be booked.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Holder">Who asks, as in their hold: it doesn't stand in their way, and goes when the booking stands.</param>
internal sealed record BookingRequest(Guid TherapistId, Guid ClientId, Instant Start, int Minutes, CareFormat Format, BookingKind Kind, string Holder)
{
    /// <summary>Who takes part; at least one.</summary>
    public required IReadOnlyList<ParticipantRequest> Participants { get; init; }

    /// <summary>For a session in person.</summary>
    public Guid? RoomId { get; init; }

    /// <summary>Asked for only: judged like a booking, but it takes no time before it is approved.</summary>
    public bool IsAsking { get; init; }

    /// <summary>Staff agrees on a time with somebody, so notice and horizon don't count; the past does.</summary>
    public bool ByStaff { get; init; }
}

/// <summary>Somebody who takes part.</summary>
/// <param name="MemberId">Of the household; null for the client.</param>
/// <param name="Zone">IANA.</param>
/// <param name="Region">Whose law counts.</param>
internal sealed record ParticipantRequest(Guid? MemberId, string Zone, Region Region);

/// <summary>What came of it.</summary>
/// <param name="Bookings">One, or all of a series; empty when refused.</param>
/// <param name="Refused">The rule that refused, or <see cref="JustTaken"/>; free when booked.</param>
/// <param name="JustTaken">Somebody else took the time between the look and the deed.</param>
/// <param name="Series">Of a refused series: every date with its rule and other times.</param>
internal sealed record BookingOutcome(IReadOnlyList<Booking> Bookings, Verdict Refused, bool JustTaken = false, WeeklySeries? Series = null)
{
    public bool IsBooked => Bookings.Count > 0;

    /// <summary>For people who can't know more.</summary>
    public const string JustTakenWords = "Somebody else took this time just now. Please choose another one.";

    public static BookingOutcome Taken => new([], Verdict.Free, JustTaken: true);
}
