using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Data.Consents;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Journeys.Consents;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Owner.Documents;

/// <summary>The documents by kind, with the edition that is in force.</summary>
[Once]
internal sealed class IndexModel(UnitOfWork work, ConsentDrafts drafts, PageLinks links) : OwnerPage
{
    public sealed record Row(string Words, ConsentDocument? Present, int Signatures, int Earlier, string Link)
    {
        public bool IsAsItCame => Present is not null && ConsentDrafts.IsAsItCame(Present);
    }

    [BindProperty]
    public bool HaveRead { get; set; }

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public static string WordsOf(ConsentKind kind) => kind switch
    {
        ConsentKind.Telehealth => "Telehealth consent",
        ConsentKind.PrivacyNotice => "Privacy notice",
        ConsentKind.FeesAndCancellation => "Fees and cancellation",
        ConsentKind.BackupPlan => "Backup plan",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    public Task OnGetAsync(CancellationToken cancel) => ShowAsync(cancel);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!HaveRead) ModelState.AddModelError(nameof(HaveRead), "Say that you have read them.");
        if (!ModelState.IsValid)
        {
            await ShowAsync(cancel);
            return Page();
        }

        Told = await drafts.PublishMissingAsync(cancel) is > 0 and var count ? $"{count} {(count == 1 ? "document is" : "documents are")} in force. Clients are asked to sign before their first session." : "There was none missing any more.";
        return Redirect(links.To<IndexModel>());
    }

    private async Task ShowAsync(CancellationToken cancel)
    {
        var documents = await work.Db.ConsentDocuments.AsNoTracking().ToListAsync(cancel);
        var rows = new List<Row>();
        foreach (var kind in Enum.GetValues<ConsentKind>())
        {
            var present = documents.Where(document => document.Kind == kind && document.ReplacedAt is null).MaxBy(document => document.Edition);
            var signed = present is null ? 0 : await work.Db.ConsentSignatures.CountAsync(signature => signature.DocumentId == present.Id, cancel);
            rows.Add(new Row(WordsOf(kind), present, signed, documents.Count(document => document.Kind == kind && document.ReplacedAt is not null), links.To<PublishModel>(new { kind })));
        }

        Rows = rows;
    }
}
