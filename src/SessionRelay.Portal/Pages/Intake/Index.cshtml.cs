using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SessionRelay.Portal.Journeys.Intake;

namespace SessionRelay.Portal.Pages.Intake;

/// <summary>What a coordinator finds first: who is waiting, and for how long.</summary>
internal sealed class IndexModel(RequestQueue queue) : PageModel
{
    public static IReadOnlyList<(QueueFilter Filter, string Words)> Filters { get; } =
        [(QueueFilter.Open, "All open"), (QueueFilter.Waiting, "Waiting"), (QueueFilter.Assigned, "Assigned"), (QueueFilter.Mine, "Mine"), (QueueFilter.Closed, "Done and closed")];

    [BindProperty(SupportsGet = true, Name = "show")]
    public QueueFilter Show { get; set; }

    public IReadOnlyList<QueueRow> Rows { get; private set; } = [];

    public IReadOnlyList<OpenFlag> Flags { get; private set; } = [];

    public int TooLong => Rows.Count(row => row.IsTooLong);

    public async Task OnGetAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid) ModelState.Clear(); // a filter that is none is all of it
        Flags = await queue.FlagsAsync(cancel);
        Rows = await queue.ReadAsync(Show, cancel);
    }
}
