using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Journeys;

namespace SessionRelay.Portal.Pages;

/// <summary>A page whose form changes what others may change too: it loses a race in words, and keeps what was typed.</summary>
internal abstract class RacedPage : PageModel
{
    /// <summary>Of what the form was made from: <see cref="LostRaces.StampOf"/>.</summary>
    [BindProperty]
    public string? Version { get; set; }

    protected LostRaces Races => HttpContext.RequestServices.GetRequiredService<LostRaces>();

    protected string StampOf(params IReadOnlyList<Entity> records) => Races.StampOf(records);

    /// <returns>Whether it is saved; if not, the form says who changed what.</returns>
    protected Task<bool> SaveAsync(Entity record, CancellationToken cancel) => SaveAsync([record], null, cancel);

    /// <inheritdoc cref="LostRaces.SaveAsync"/>
    /// <returns>Whether it is saved; if not, the form says who changed what.</returns>
    protected async Task<bool> SaveAsync(IReadOnlyList<Entity> records, Func<CancellationToken, Task<IReadOnlyList<FormPart>>>? parts, CancellationToken cancel)
    {
        if (await Races.SaveAsync(records, Version, parts, cancel) is not { } lost) return true;
        Say(lost.Words, lost.Stamp);
        return false;
    }

    /// <summary>Shows the form once more, made from what is there now.</summary>
    protected void Say(string words, string stamp)
    {
        ModelState.AddModelError("", words);
        ModelState.Remove(nameof(Version));
        Version = stamp;
    }
}
