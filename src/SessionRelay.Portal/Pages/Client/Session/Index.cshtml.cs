using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Journeys.Sessions;

namespace SessionRelay.Portal.Pages.Client.Session;

/// <summary>A client's sessions: the next one with its way in, those that come, those that were.</summary>
internal sealed class IndexModel(MySessions sessions, IClock clock) : PageModel
{
    public IReadOnlyList<MySession> Coming { get; private set; } = [];

    public IReadOnlyList<MySession> Past { get; private set; } = [];

    public Instant Now { get; } = clock.GetCurrentInstant();

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var userId = PortalRoles.IdOf(User);
        Coming = await sessions.ComingAsync(userId, cancel);
        Past = await sessions.PastAsync(userId, cancel);
    }
}
