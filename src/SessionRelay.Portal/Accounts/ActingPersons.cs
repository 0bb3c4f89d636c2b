using Microsoft.AspNetCore.Mvc.RazorPages;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Accounts;

/// <summary>After authentication, what a request reads and writes is in the name of who is signed in, and for the page that they opened.</summary>
internal static class ActingPersons
{
    /// <summary>Of several roles, the one that a folder of pages asks for; else the first of these.</summary>
    private static readonly PortalRole[] Order = [PortalRole.Owner, PortalRole.Intake, PortalRole.Therapist, PortalRole.Guardian, PortalRole.Client];

    public static void UseActingPerson(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.User.Identity?.IsAuthenticated == true)
        {
            var page = context.GetEndpoint()?.Metadata.GetMetadata<PageActionDescriptor>()?.ViewEnginePath ?? "/other";
            context.RequestServices.GetRequiredService<UnitOfWork>().Person = new ActingPerson(PortalRoles.IdOf(context.User), RoleOn(page, context), page[1..].ToLowerInvariant());
        }
        else if (context.GetEndpoint()?.Metadata.GetMetadata<PageActionDescriptor>() is { } page)
        {
            context.RequestServices.GetRequiredService<UnitOfWork>().Person = ActingPerson.Visitor(page.ViewEnginePath[1..].ToLowerInvariant());
        }

        return next(context);
    });

    private static PortalRole RoleOn(string page, HttpContext context)
    {
        var asked = FolderRules.All.FirstOrDefault(folder => page.StartsWith(folder.Key + "/", StringComparison.Ordinal)).Value;
        return Order.FirstOrDefault(role => PortalRoles.Of(role).Single() is var name && context.User.IsInRole(name) && (asked is null || asked.Contains(name)));
    }
}
