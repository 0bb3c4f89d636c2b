using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Auditing;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Journeys.Owners;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Owner;

/// <summary>The audit trail, newest first, filtered by client, person and deed. Addresses are posted and never stand in an URL: that has ids only.</summary>
internal sealed class AuditModel(AuditLook look, PageLinks links, ViewerZone viewer) : PageModel
{
    public static readonly IReadOnlyList<Choice> Actions = Choice.Of(
        (AuditAction.Read, "Read"), (AuditAction.Ask, "Asked"), (AuditAction.Insert, "Added"), (AuditAction.Update, "Changed"), (AuditAction.Delete, "Removed"));

    public sealed record Row(long Number, Instant At, string Who, string Did, string Of, string Why, Guid? Client);

    [BindProperty(SupportsGet = true, Name = "client")]
    public Guid? ClientId { get; set; }

    [BindProperty(SupportsGet = true, Name = "by")]
    public Guid? ActorId { get; set; }

    [BindProperty(SupportsGet = true, Name = "did")]
    public AuditAction? Did { get; set; }

    [BindProperty(SupportsGet = true, Name = "before")]
    public long? Before { get; set; }

    [BindProperty]
    [EmailShape]
    public string? Email { get; set; }

    [BindProperty]
    public Guid? Actor { get; set; }

    [BindProperty]
    public AuditAction? Action { get; set; }

    public DateTimeZone Zone => viewer.Zone;

    public IReadOnlyList<Choice> People { get; private set; } = [];

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public string? Older { get; private set; }

    public bool IsFiltered => ClientId is not null || ActorId is not null || Did is not null;

    public string OfClient(Guid id) => links.To<AuditModel>(new { client = id, by = ActorId, did = Did });

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid || (Did is { } did && !Enum.IsDefined(did))) return NotFound(); // an address that this page didn't make
        (Actor, Action) = (ActorId, Did);
        await ShowAsync(cancel);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        Guid? client = null;
        if (ModelState.IsValid && !string.IsNullOrWhiteSpace(Email) && (client = await look.ClientOfAsync(Email.Trim(), cancel)) is null)
            ModelState.AddModelError(nameof(Email), "No client has this address.");
        if (Action is { } action && !Enum.IsDefined(action)) ModelState.AddModelError(nameof(Action), "Choose one of these.");
        if (ModelState.IsValid) return Redirect(links.To<AuditModel>(new { client, by = Actor, did = Action }));
        await ShowAsync(cancel);
        return Page();
    }

    private async Task ShowAsync(CancellationToken cancel)
    {
        var found = await look.ReadAsync(new AuditQuestion(ClientId, ActorId, Did, Before), cancel);
        People = [.. found.Names.OrderBy(person => person.Value, StringComparer.OrdinalIgnoreCase).Select(person => new Choice(person.Key.ToString(), person.Value))];
        Rows = [.. found.Entries.Select(entry => new Row(entry.Number, entry.At, WhoOf(entry, found.Names), DidWords(entry), OfWords(entry), entry.Why, entry.ClientId))];
        Older = found.Older is { } before ? links.To<AuditModel>(new { client = ClientId, by = ActorId, did = Did, before }) : null;
    }

    private static string WhoOf(AuditEntry entry, IReadOnlyDictionary<Guid, string> names)
    {
        if (entry.ActorId is { } id && names.TryGetValue(id, out var name)) return name;
        if (entry.ActorId is not null) return OwnerChoices.Upper(string.Join(", ", PortalRoles.Of(entry.Role).DefaultIfEmpty("somebody signed in")));
        return entry.Why.StartsWith("program/", StringComparison.Ordinal) ? "The program" : "A visitor";
    }

    private static string DidWords(AuditEntry entry) => Actions.Single(choice => choice.Value == entry.Action.ToString()).Label.ToLowerInvariant();

    private static string OfWords(AuditEntry entry)
    {
        var count = entry.Rows.Length == 0 ? 0 : entry.Rows.Count(letter => letter == ',') + 1;
        var rows = entry.Action == AuditAction.Ask || count <= 1 ? entry.Table : $"{entry.Table} ({count} rows)";
        return entry.Fields.Length > 0 ? $"{rows}: {entry.Fields.Replace(",", ", ")}" : rows;
    }
}
