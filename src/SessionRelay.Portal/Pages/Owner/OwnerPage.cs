using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Journeys.Owners;

namespace SessionRelay.Portal.Pages.Owner;

/// <summary>A page that changes something of the practice: it says what it did, and loses a race in words.</summary>
internal abstract class OwnerPage : PageModel
{
    /// <summary>Said once, on the page that is shown next.</summary>
    [TempData]
    public string? Told { get; set; }

    /// <summary>Of the record that the form was made from: <see cref="LostRaces.StampOf"/>.</summary>
    [BindProperty]
    public string? Version { get; set; }

    protected T Record<T>()
        where T : Entity => Mine.Of<Owned<T>>(HttpContext).Record;

    /// <returns>Whether it is saved; if not, the form says who changed what.</returns>
    protected async Task<bool> SaveAsync(Entity record, CancellationToken cancel)
    {
        var races = HttpContext.RequestServices.GetRequiredService<LostRaces>();
        if (await races.SaveAsync(record, Version, cancel) is not { } lost) return true;
        ModelState.AddModelError("", lost.Words);
        ModelState.Remove(nameof(Version));
        Version = lost.Stamp;
        return false;
    }

    protected string StampOf(Entity record) => HttpContext.RequestServices.GetRequiredService<LostRaces>().StampOf(record);

    protected static string? TextOrNull(string? typed) => string.IsNullOrWhiteSpace(typed) ? null : typed.Trim();
}
