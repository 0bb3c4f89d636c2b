using Microsoft.AspNetCore.Mvc.RazorPages;
using SessionRelay.Portal.Journeys.Clients;

namespace SessionRelay.Portal.Pages.Client;

/// <summary>What a client finds first: the next steps on their way. A guardian finds those of their teens.</summary>
internal sealed class IndexModel(MyClients mine, ClientSteps steps) : PageModel
{
    public IReadOnlyList<(MyClient Mine, IReadOnlyList<ClientStep> Steps)> Ways { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var ways = new List<(MyClient, IReadOnlyList<ClientStep>)>();
        foreach (var client in await mine.OfAsync(User, cancel)) ways.Add((client, await steps.OfAsync(client, cancel)));
        Ways = ways;
    }
}
