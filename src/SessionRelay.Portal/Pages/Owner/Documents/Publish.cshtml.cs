using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Data.Consents;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Journeys.Consents;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Owner.Documents;

/// <summary>Publishes the next edition of a document. It begins with the words of the one in force; the first one with a draft.</summary>
[Once]
internal sealed class PublishModel(UnitOfWork work, ConsentDrafts drafts, PageLinks links) : OwnerPage
{
    private const string English = "en";

    private ConsentKind kind;

    /// <summary>The edition from which the form was made: two owners at once don't publish over each other unseen.</summary>
    [BindProperty]
    public int After { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Write a title.")]
    [StringLength(120, ErrorMessage = "Write at most 120 characters.")]
    [OneLine]
    public string? DocumentTitle { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Write the text.")]
    [StringLength(40_000, ErrorMessage = "Write at most 40,000 characters.")]
    public string? Words { get; set; }

    public string What { get; private set; } = "";

    public int Edition => After + 1;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!Knows()) return NotFound();
        var last = await LastAsync(cancel);
        (After, DocumentTitle, Words) = (last?.Edition ?? 0, last?.Title, last?.Text);
        if (last is null) (DocumentTitle, Words) = await drafts.OfAsync(kind, cancel);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!Knows()) return NotFound();
        if (!ModelState.IsValid) return Page();
        var last = await LastAsync(cancel);
        if ((last?.Edition ?? 0) != After) return await LostAsync(last, cancel);
        var now = work.Database.Clock.GetCurrentInstant();
        if (last is not null) last.ReplacedAt = now;
        work.Db.Add(new ConsentDocument { Kind = kind, Edition = Edition, Language = English, Title = DocumentTitle!.Trim(), Text = Words!.Trim().ReplaceLineEndings("\n"), PublishedAt = now });
        try
        {
            await work.Db.SaveChangesAsync(cancel);
        }
        catch (Exception lost) when (lost is LostRaceException || UniqueKeys.IsViolation(lost))
        {
            work.Db.ChangeTracker.Clear();
            return await LostAsync(await LastAsync(cancel), cancel);
        }

        Told = $"Edition {Edition} is in force. Clients are asked to sign it before their next session.";
        return Redirect(links.To<IndexModel>());
    }

    /// <param name="last">Whose edition came first; null for a form from before an edition that is gone.</param>
    /// <param name="cancel">Ends it.</param>
    private async Task<PageResult> LostAsync(ConsentDocument? last, CancellationToken cancel)
    {
        var who = last is null ? "Somebody" : await Races.NameAsync(last.ChangedBy, cancel);
        var when = last is null ? "" : $" {Races.Ago(last.PublishedAt)}";
        ModelState.AddModelError("", $"{who} published edition {last?.Edition ?? 0}{when}, \u201c{last?.Title}\u201d. Nothing of yours was published. Look at theirs first; publish again to put yours after it.");
        ModelState.Remove(nameof(After));
        After = last?.Edition ?? 0;
        return Page();
    }

    private bool Knows()
    {
        if (!Enum.TryParse(RouteData.Values["kind"]?.ToString(), ignoreCase: true, out kind) || !Enum.IsDefined(kind)) return false;
        What = IndexModel.WordsOf(kind);
        return true;
    }

    private Task<ConsentDocument?> LastAsync(CancellationToken cancel) =>
        work.Db.ConsentDocuments.Where(document => document.Kind == kind && document.Language == English).OrderByDescending(document => document.Edition).FirstOrDefaultAsync(cancel);
}
