using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace SessionRelay.Portal.Accounts;

/// <summary>Finds a record by its id for whom it concerns.</summary>
internal interface IMine<TRecord>
    where TRecord : class
{
    /// <returns>Null when there is none of this id, and just so when this person has no business with it.</returns>
    Task<TRecord?> FindAsync(ClaimsPrincipal person, Guid id, CancellationToken cancel);
}

/// <summary>
/// On a page about one record: before anything of the page runs, the record that the route names must exist and be this person's, else the answer is 404 and tells nothing.
/// The page then has it by <see cref="Mine.Of{TRecord}"/>.
/// </summary>
/// <param name="routeValue">The route value with the id.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
internal sealed class MineAttribute<TRecord>(string routeValue = "id") : Attribute, IAsyncResourceFilter
    where TRecord : class
{
    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        var http = context.HttpContext;
        var record = Guid.TryParse(context.RouteData.Values[routeValue]?.ToString(), out var id)
            ? await http.RequestServices.GetRequiredService<IMine<TRecord>>().FindAsync(http.User, id, http.RequestAborted)
            : null;
        if (record is null)
        {
            context.Result = new NotFoundResult();
            return;
        }

        http.Items[typeof(TRecord)] = record;
        await next();
    }
}

internal static class Mine
{
    /// <summary>The record that <see cref="MineAttribute{TRecord}"/> let through.</summary>
    /// <exception cref="InvalidOperationException">The page has no such attribute.</exception>
    public static TRecord Of<TRecord>(HttpContext http)
        where TRecord : class =>
        http.Items[typeof(TRecord)] as TRecord ?? throw new InvalidOperationException($"The page needs [Mine<{typeof(TRecord).Name}>].");
}
