using SessionRelay.Signaling.Api;
using SessionRelay.Signaling.Sessions;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Portal.Demo;

/// <summary>The session that a demo is about: starts now, two hours long, one ticket for each of two people.</summary>
internal static class DemoSession
{
    private static readonly TimeSpan Length = TimeSpan.FromHours(2);

    public static async Task OpenAsync(IServiceProvider services, string apiKey, TextWriter output)
    {
        var sessions = services.GetRequiredService<SessionAdministration>();
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var id = await sessions.CreateAsync(null, now, now + Length, new SessionPolicy());
        var host = await sessions.MintAsync(id, new TicketRequest("demo-host", "Dr. Demo", ParticipantRole.Host));
        var guest = await sessions.MintAsync(id, new TicketRequest("demo-guest", "Demo client", ParticipantRole.Guest));
        DemoText.Write(output, host.JoinUrl, guest.JoinUrl, apiKey);
    }
}
