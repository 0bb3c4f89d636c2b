using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Accounts;

/// <summary>Names in the audit trail who is behind a request, and which page they use. To stand after authentication.</summary>
internal static class ActingRequest
{
    public static IApplicationBuilder UseActingRequest(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var work = context.RequestServices.GetRequiredService<UnitOfWork>();
        // The route as it is written, never the address: that one has ids and queries in it.
        var why = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "web";
        work.Person = context.User.Identity?.IsAuthenticated == true
            ? new ActingPerson(PortalRoles.IdOf(context.User), RolesOf(context), why)
            : ActingPerson.Visitor(why);
        return next(context);
    });

    private static PortalRole RolesOf(HttpContext context) =>
        PortalRoles.All.Where(context.User.IsInRole).Aggregate(PortalRole.None, (roles, name) => roles | PortalRoles.Parse(name));
}
