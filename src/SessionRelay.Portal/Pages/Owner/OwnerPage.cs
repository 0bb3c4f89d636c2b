using Microsoft.AspNetCore.Mvc;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Journeys.Owners;

namespace SessionRelay.Portal.Pages.Owner;

/// <summary>A page that changes something of the practice: it says what it did, and loses a race in words.</summary>
internal abstract class OwnerPage : RacedPage
{
    /// <summary>Said once, on the page that is shown next.</summary>
    [TempData]
    public string? Told { get; set; }

    protected T Record<T>()
        where T : Entity => Mine.Of<Owned<T>>(HttpContext).Record;

    protected static string? TextOrNull(string? typed) => string.IsNullOrWhiteSpace(typed) ? null : typed.Trim();
}
