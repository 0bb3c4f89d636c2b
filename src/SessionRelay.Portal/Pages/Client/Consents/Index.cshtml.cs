using Microsoft.AspNetCore.Mvc.RazorPages;
using SessionRelay.Portal.Data.Consents;
using SessionRelay.Portal.Journeys.Clients;
using SessionRelay.Portal.Journeys.Consents;

namespace SessionRelay.Portal.Pages.Client.Consents;

/// <summary>What there is to sign, and what was signed when, by whom, in which edition.</summary>
internal sealed class IndexModel(MyClients mine, ConsentStatuses statuses) : PageModel
{
    public IReadOnlyList<ConsentFile> Files { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var files = new List<ConsentFile>();
        foreach (var known in await mine.OfAsync(User, cancel)) files.Add(new ConsentFile(known.Client, known.Member, await statuses.OfAsync(known.Client, cancel)));
        Files = files;
    }

    /// <summary>One document with everybody who signs it; who looks comes first.</summary>
    public static IEnumerable<IGrouping<ConsentDocument, ConsentTask>> Documents(ConsentFile file) =>
        file.Status.Tasks.OrderBy(task => task.Document.Kind).ThenBy(task => task.Signer?.Id != file.Signer?.Id).GroupBy(task => task.Document);
}
