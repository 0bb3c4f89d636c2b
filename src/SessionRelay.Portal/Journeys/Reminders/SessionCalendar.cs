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

    /// <summary>
    /// For a message. About one date METHOD is REQUEST, or CANCEL for one that is cancelled. These may name one UID alone, so that a message about several dates is a PUBLISH
    /// (RFC 5546 section 3.2.1), whose STATUS says whether they stand; with the UIDs and SEQUENCEs of any other message.
    /// </summary>
    /// <param name="dates">Bookings with the reader's links; all stand, or all are cancelled.</param>
    /// <param name="summary">What the calendar shows.</param>
    /// <param name="from">The practice's address.</param>
    /// <param name="to">The reader's address.</param>
    /// <param name="now">The moment.</param>
    public static string ForMessage(IReadOnlyList<(Booking Booking, string? Link)> dates, string summary, string from, string to, Instant now)
    {
        var isCancelled = dates[0].Booking.State == BookingState.Cancelled;
        var events = new List<CalendarEvent>();
        foreach (var (booking, link) in dates)
        {
            var its = Event(booking.Id, booking.Start, booking.End, booking.Sequence, summary, now);
            its.Status = isCancelled ? EventStatus.Cancelled : EventStatus.Confirmed;
            its.Organizer = new Organizer("mailto:" + from);
            if (dates.Count == 1) its.Attendees.Add(new Attendee("mailto:" + to) { Rsvp = false });
            if (link is not null) its.Url = new Uri(link);
            events.Add(its);
        }

        return Write(dates.Count > 1 ? CalendarMethods.Publish : isCancelled ? CalendarMethods.Cancel : CalendarMethods.Request, events);
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
