using NodaTime;
using SessionRelay.Portal.Journeys.Reminders;
using SessionRelay.Portal.Journeys.Sessions;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages;

/// <summary>Tells the session's journey the addresses and the words of pages.</summary>
internal static class SessionPages
{
    public static void AddSessions(this IServiceCollection services) => services.AddSessionJourney(
        its =>
        {
            var links = its.GetRequiredService<PageLinks>();
            return new SessionAddresses(
                secret => links.Absolute<Session.JoinModel>(new { link = secret }), () => links.Absolute<Client.Session.IndexModel>(),
                () => links.Absolute<Client.Bookings.IndexModel>(), () => links.Absolute<Therapist.TodayModel>());
        },
        new PageTimeWords());

    private sealed class PageTimeWords : ITimeWords
    {
        public string Full(Instant moment, DateTimeZone zone, Instant now) => TimeWords.Full(moment, zone, now);
    }
}
