using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SessionRelay.Portal.Journeys;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Journey;

/// <summary>
/// A page of a journey. Before the page's own handler runs, the draft is there; who came too far by an address is led to the first question that is open.
/// A page binds its own properties, copies the draft into them on GET and back on POST, and ends with <see cref="ContinueAsync"/>.
/// </summary>
internal abstract class JourneyPage<TDraft> : PageModel, IJourneyView
    where TDraft : class, new()
{
    private IJourneyDrafts drafts = null!;
    private PageLinks links = null!;
    private DraftOwner owner;

    protected abstract JourneyPlan<TDraft> Plan { get; }

    /// <summary>What distinguishes several drafts of one person on one way: a record's id; empty when there is only one.</summary>
    protected virtual string DraftKey => "";

    /// <summary>Route values that every page of the journey has: <c>new { id }</c>.</summary>
    protected virtual object? RouteKey => null;

    public TDraft Draft { get; private set; } = new();

    /// <summary>Came from "check your answers", and goes back there.</summary>
    [BindProperty(SupportsGet = true, Name = "change")]
    public bool IsChange { get; set; }

    public (int Number, int Of) Place => Plan.Place(GetType(), Draft);

    public string? Back => IsChange ? Link(Plan.Check) : Plan.Before(GetType(), Draft) is { } before ? Link(before) : null;

    // Whoever acts for several people has a draft for each of them.
    private string JourneyName => string.Join('/', new[] { Plan.Name, DraftKey, CarriedValue.Of(HttpContext)?.Value ?? "" }.Where(part => part.Length > 0));

    /// <summary>For "Change" on the check page.</summary>
    public string Change<TPage>()
        where TPage : PageModel => Link(typeof(TPage), isChange: true);

    public sealed override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var services = HttpContext.RequestServices;
        drafts = services.GetRequiredService<IJourneyDrafts>();
        links = services.GetRequiredService<PageLinks>();
        owner = services.GetRequiredService<DraftOwners>().Of(HttpContext);
        Draft = await drafts.FindAsync<TDraft>(owner, JourneyName, HttpContext.RequestAborted) ?? new TDraft();
        if (!Plan.MayShow(GetType(), Draft))
        {
            context.Result = Redirect(Link(Plan.FirstOpen(Draft)));
            return;
        }

        await next();
    }

    /// <summary>Keeps the draft as it is now, and leads on: to the next question, or back to the check page.</summary>
    protected async Task<IActionResult> ContinueAsync()
    {
        await SaveAsync();
        var next = IsChange ? Plan.FirstOpen(Draft) : Plan.After(GetType(), Draft);
        return Redirect(Link(next, IsChange && next != Plan.Check));
    }

    /// <summary>Keeps the draft without leading anywhere.</summary>
    protected Task SaveAsync() => drafts.SaveAsync(owner, JourneyName, Draft, HttpContext.RequestAborted);

    /// <summary>The deed is done: the draft is not needed any more.</summary>
    protected Task DiscardAsync() => drafts.DiscardAsync(owner, JourneyName, HttpContext.RequestAborted);

    private string Link(Type page, bool isChange = false)
    {
        var values = new RouteValueDictionary(RouteKey);
        if (isChange) values["change"] = "true";
        return links.To(page, values);
    }
}

/// <summary>What the frame around a question shows.</summary>
internal interface IJourneyView
{
    (int Number, int Of) Place { get; }

    string? Back { get; }

    bool IsChange { get; }
}
