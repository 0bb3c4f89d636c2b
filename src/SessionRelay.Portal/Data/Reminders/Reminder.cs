using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Data.Reminders;

/// <summary>Where a message is on its way. <see cref="Marked"/> comes before the mail dialogue: after a crash in it the message goes out again under the same id.</summary>
internal enum DeliveryState
{
    Planned,
    Marked,
    Sent,
    Dropped,
    Failed,
}

/// <summary>
/// A message about a booking. Unique by booking, recipient, kind and start: a scheduler that runs twice plans it once. What is news comes in with the deed itself, as one row
/// to everybody (<see cref="ToEverybody"/>), so that it is neither forgotten nor searched for; the planner makes of it one for each. Those with one
/// <see cref="MessageId"/> go out as one letter.
/// </summary>
internal sealed class Reminder : Entity, IClientData
{
    public required Guid BookingId { get; init; }

    /// <summary>Participant, guardian or member of staff; the booking itself in the row to everybody.</summary>
    public required Guid RecipientId { get; init; }

    /// <summary><c>booked</c>, <c>changed-2</c> with the booking's SEQUENCE, <c>cancelled</c>, or a lead in minutes like <c>1440</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The start that it tells of: after a move it is another message.</summary>
    public required Instant Start { get; init; }

    public Guid? ClientId { get; init; }

    public required Instant DueAt { get; init; }

    public DeliveryState State { get; set; } = DeliveryState.Planned;

    /// <summary>Of the row to everybody: which deed it was. What one deed did to several dates is told in one letter.</summary>
    public required string MessageId { get; init; }

    public Instant? MarkedAt { get; set; }

    public Instant? SentAt { get; set; }

    public int Attempts { get; set; }

    Guid? IClientData.AboutClient => ClientId;

    /// <summary>That a booking is made, changed or cancelled: to be stored with the deed or not at all.</summary>
    /// <param name="booking">As it is after the deed.</param>
    /// <param name="deed">The same for all bookings of one deed.</param>
    /// <param name="now">When.</param>
    public static Reminder ToEverybody(Booking booking, Guid deed, Instant now) => new()
    {
        BookingId = booking.Id,
        RecipientId = booking.Id,
        ClientId = booking.ClientId,
        Kind = booking.State == BookingState.Cancelled ? ReminderKinds.Cancelled : ReminderKinds.NewsOf(booking),
        Start = booking.Start,
        DueAt = now,
        MessageId = deed.ToString("N"),
    };
}

/// <summary>Any other message to go out.</summary>
internal sealed class OutgoingMessage : Entity, IClientData
{
    public Guid? ClientId { get; init; }

    /// <summary>A stable word: <c>sign-in</c>, <c>waiting-request</c> …</summary>
    public required string Kind { get; init; }

    public required Sealed<string> To { get; init; }

    public required Sealed<string> Subject { get; init; }

    public required Sealed<string> Text { get; init; }

    public Sealed<string>? CalendarFile { get; init; }

    public required string MessageId { get; init; }

    public required Instant DueAt { get; init; }

    public DeliveryState State { get; set; } = DeliveryState.Planned;

    public Instant? MarkedAt { get; set; }

    public Instant? SentAt { get; set; }

    public int Attempts { get; set; }

    Guid? IClientData.AboutClient => ClientId;
}
