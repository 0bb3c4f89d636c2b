using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Journeys.Clients;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Client;

/// <summary>
/// A guardian of several teens acts for one of them at a time: which one is in the address, so that two tabs can't mix them up. For everybody else nothing
/// is chosen and nothing shows.
/// </summary>
internal static class ChosenTeens
{
    /// <summary>Of the query value: the client's id.</summary>
    public const string Query = "for";

    private const string Folder = "/Client/";

    private static readonly string?[] AboutOne =
    [
        typeof(Bookings.IndexModel).Namespace, typeof(Care.IndexModel).Namespace, typeof(Matching.IndexModel).Namespace, typeof(Moving.WhereModel).Namespace,
        typeof(Screening.IndexModel).Namespace,
    ];

    /// <summary>After authorization. An id of somebody else's teen is answered 404.</summary>
    public static void UseChosenTeens(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        var page = context.GetEndpoint()?.Metadata.GetMetadata<PageActionDescriptor>()?.ViewEnginePath;
        if (page?.StartsWith(Folder, StringComparison.Ordinal) == true && context.User.IsInRole(PortalRoles.Guardian))
        {
            var care = context.RequestServices.GetRequiredService<WhoseCare>();
            var teens = await care.TeensOfAsync(PortalRoles.IdOf(context.User), context.RequestAborted);
            if (context.Request.Query[Query] is [{ } asked])
            {
                if (!Guid.TryParse(asked, out var id) || !teens.Contains(id))
                {
                    context.Response.StatusCode = StatusCodes.Status404NotFound;
                    return;
                }

                Choose(context, id, teens.Count);
            }
            else if (teens.Count > 1)
            {
                Choose(context, teens[0], teens.Count);
            }
        }

        await next(context);
    });

    /// <summary>The request is about this client's record, whatever the address said.</summary>
    public static async Task TurnToAsync(HttpContext context, Guid clientId)
    {
        var care = context.RequestServices.GetRequiredService<WhoseCare>();
        var teens = context.User.IsInRole(PortalRoles.Guardian) ? await care.TeensOfAsync(PortalRoles.IdOf(context.User), context.RequestAborted) : [];
        Choose(context, clientId, teens.Contains(clientId) ? teens.Count : 0);
    }

    /// <summary>For whom the page is, where that could be mistaken; null where there is only one.</summary>
    public static async Task<string?> NameAsync(HttpContext context)
    {
        if (CarriedValue.Of(context) is null || context.RequestServices.GetRequiredService<WhoseCare>().Chosen is not { } id) return null;
        var client = await context.RequestServices.GetRequiredService<UnitOfWork>().Db.Clients.SingleAsync(known => known.Id == id, context.RequestAborted);
        return client.CalledName?.Value ?? client.Name.Value;
    }

    /// <summary>The pages about one teen. Others show all of a guardian's teens, each by name, or a session.</summary>
    public static bool IsAboutOne(Type? page) => Array.IndexOf(AboutOne, page?.Namespace) >= 0;

    private static void Choose(HttpContext context, Guid clientId, int teens)
    {
        context.RequestServices.GetRequiredService<WhoseCare>().Chosen = clientId;
        if (teens > 1) new CarriedValue(Folder, Query, clientId.ToString()).Carry(context);
    }
}
