using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;
using NodaTime;
using SessionRelay.Portal.Data.Bookings;

namespace SessionRelay.Portal.Journeys.Reminders;

/// <summary>
/// Bookings as iCalendar (RFC 5545, RFC 5546): one VEVENT each, in UTC, whose UID is the booking's id for good and whose SEQUENCE rises with each change.
/// No name of a client and nothing of their health is in it.
/// </summary>
internal static class SessionCalendar
{
    private const string Product = "-//SessionRelay//Portal//EN";

    /// <summary>For a message: METHOD is REQUEST, or CANCEL for a booking that is cancelled.</summary>
    public static string ForMessage(Booking booking, string summary, string? link, string from, string to, Instant now)
    {
        var isCancelled = booking.State == BookingState.Cancelled;
        var its = Event(booking.Id, booking.Start, booking.End, booking.Sequence, summary, now);
        its.Status = isCancelled ? EventStatus.Cancelled : EventStatus.Confirmed;
        its.Organizer = new Organizer("mailto:" + from);
        its.Attendees.Add(new Attendee("mailto:" + to) { Rsvp = false });
        if (link is not null) its.Url = new Uri(link);
        return Write(isCancelled ? CalendarMethods.Cancel : CalendarMethods.Request, [its]);
    }

    /// <summary>For a feed.</summary>
    public static string ForFeed(IEnumerable<FeedEvent> events, Instant now) => Write(
        CalendarMethods.Publish, events.Select(its => Event(its.Id, its.Start, its.End, its.Sequence, its.Summary, now)));

    private static CalendarEvent Event(Guid id, Instant start, Instant end, int sequence, string summary, Instant now) => new()
    {
        Uid = id.ToString(),
        Sequence = sequence,
        DtStamp = Utc(now),
        Start = Utc(start),
        End = Utc(end),
        Summary = summary,
    };

    private static CalDateTime Utc(Instant moment) => new(moment.ToDateTimeUtc(), CalDateTime.UtcTzId);

    private static string Write(string method, IEnumerable<CalendarEvent> events)
    {
        var calendar = new Calendar { Method = method, ProductId = Product };
        foreach (var its in events) calendar.Events.Add(its);
        return new CalendarSerializer().SerializeToString(calendar) ?? throw new InvalidOperationException("A calendar gave no text.");
    }
}

/// <summary>A booking in a therapist's feed.</summary>
internal sealed record FeedEvent(Guid Id, Instant Start, Instant End, int Sequence, string Summary);
