using Microsoft.AspNetCore.Mvc.RazorPages;
using SessionRelay.Browser.Tests.Portal.Views;
using SessionRelay.Portal.Pages.Status;
using SessionRelay.Portal.Start;
using SessionRelay.Portal.Web;
using Client = SessionRelay.Portal.Pages.Client;
using Therapist = SessionRelay.Portal.Pages.Therapist;

namespace SessionRelay.Browser.Tests.Portal;

/// <summary>A page as one person sees it.</summary>
/// <param name="Name">Of its pictures.</param>
/// <param name="Page">Whose model it is; <see cref="CodeModel"/> where a refusal is shown.</param>
/// <param name="Role">Whose eyes: <see cref="PortalDoor.Visitor"/>, a role of the demo, or the address of one of its clients.</param>
/// <param name="Place">Path and query that are opened first.</param>
/// <param name="Prepare">What the person does then, until the page is there; null for nothing.</param>
internal sealed record PortalView(string Name, Type Page, string Role, string Place, Func<PortalPerson, Task>? Prepare = null);

/// <summary>Every page that is pictured and checked: add yours, also in the states that look different. A test fails for a page that is in none of the lists.</summary>
internal static class PortalPages
{
    public static readonly IReadOnlyList<PortalView> All =
    [
        .. PublicViews.All,
        .. FirstContactViews.All,
        .. AccountViews.All,
        .. ClientViews.All,
        .. CareViews.All,
        .. BookingViews.All,
        .. SessionViews.All,
        .. TherapistViews.All,
        .. CalendarViews.All,
        .. IntakeViews.All,
        .. OwnerViews.All,
    ];

    /// <summary>They show nothing: they lead to another page at once.</summary>
    public static readonly IReadOnlyList<Type> WithoutPicture =
    [
        typeof(Therapist.IndexModel), // to today
        typeof(Client.Session.IndexModel), // to the bookings
    ];

    /// <summary>All of the application's pages.</summary>
    public static readonly IReadOnlyList<Type> Models = [.. typeof(PortalHost).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(PageModel)) && !type.IsAbstract)];

    /// <summary>The page at its own address.</summary>
    public static PortalView Of<TPage>(string name, string role = PortalDoor.Visitor, Func<PortalPerson, Task>? prepare = null)
        where TPage : PageModel => new(name, typeof(TPage), role, PageLinks.PathOf(typeof(TPage)), prepare);

    /// <summary>The page after a few steps from another one.</summary>
    public static PortalView From<TStart, TPage>(string name, string role, Func<PortalPerson, Task> prepare)
        where TStart : PageModel
        where TPage : PageModel => new(name, typeof(TPage), role, PageLinks.PathOf(typeof(TStart)), prepare);

    /// <summary>The page that an address belongs to, or null.</summary>
    public static Type? At(string path) => Models
        .Where(page => PageLinks.PathOf(page) is var its && (path == its || (its != "/" && path.StartsWith(its + "/"))))
        .MaxBy(page => PageLinks.PathOf(page).Length);
}
