using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Portal.Web;

/// <summary>
/// Addresses of pages, by the type of the page: no address stands as text in a page or a test. The type's place below <c>Pages</c> is the file's,
/// so <c>Pages.Client.Booking.ChooseModel</c> is <c>Pages/Client/Booking/Choose.cshtml</c>.
/// </summary>
internal sealed class PageLinks(LinkGenerator generator, IOptions<NodeOptions> node, IServer server, IHttpContextAccessor http)
{
    private const string Root = "SessionRelay.Portal.Pages.";
    private const string Suffix = "Model";

    /// <param name="values">Route values and query: <c>new { id }</c>.</param>
    /// <exception cref="InvalidOperationException">There is no such page, or a route value is missing.</exception>
    public string To<TPage>(object? values = null, string? handler = null)
        where TPage : PageModel => To(typeof(TPage), values, handler);

    /// <summary>The same, by the page's type. What this request's <see cref="CarriedValue"/> says goes on, unless <paramref name="values"/> say it themselves.</summary>
    public string To(Type page, object? values = null, string? handler = null)
    {
        if (CarriedValue.Of(http.HttpContext) is not { } carried || !NameOf(page).StartsWith(carried.Folder, StringComparison.Ordinal)) return Plain(page, values, handler);
        var all = new RouteValueDictionary(values);
        all.TryAdd(carried.Name, carried.Value);
        return Plain(page, all, handler);
    }

    /// <summary>The address that people reach this practice at, without a slash at its end: <c>Node:PublicUrl</c>, else the first that the server listens on.</summary>
    public string Origin => node.Value.PublicUrl.Length > 0
        ? node.Value.PublicUrl
        : (server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "").TrimEnd('/');

    /// <summary>With <see cref="Origin"/>: for mails and calendars.</summary>
    public string Absolute<TPage>(object? values = null)
        where TPage : PageModel => Origin + Plain(typeof(TPage), values);

    /// <summary>The address of a page whose route has no values, without an application that runs.</summary>
    public static string PathOf(Type page)
    {
        var path = DashedAddresses.Of(NameOf(page));
        return path.EndsWith("/index", StringComparison.Ordinal) ? path[..^"/index".Length] is { Length: > 0 } folder ? folder : "/" : path;
    }

    /// <summary>What Razor Pages calls the page: <c>/Client/Booking/Choose</c>.</summary>
    public static string NameOf(Type page)
    {
        var name = page.FullName!;
        if (!name.StartsWith(Root) || !name.EndsWith(Suffix)) throw new ArgumentException($"{name} is no page: its name is {Root}….{Suffix}.", nameof(page));
        return "/" + name[Root.Length..^Suffix.Length].Replace('.', '/');
    }

    private string Plain(Type page, object? values, string? handler = null) =>
        generator.GetPathByPage(NameOf(page), handler, values)
        ?? throw new InvalidOperationException($"{page.Name} has no address with these values: is its file at Pages{NameOf(page)}.cshtml, and is a route value missing?");
}
