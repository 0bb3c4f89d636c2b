using NodaTime;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Journeys.Sessions;

namespace SessionRelay.Portal.Pages.Session;

/// <summary>The words of links to the page before a session.</summary>
internal static class JoinWords
{
    public static string Of(MySession session, Instant now) =>
        session.Booking.Format == CareFormat.Phone ? "Before the call" : session.IsOpen(now) ? "Go to the session" : "How to join";
}
