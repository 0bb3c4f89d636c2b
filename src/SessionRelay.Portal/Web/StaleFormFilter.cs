using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Core.Infrastructure;
using Microsoft.AspNetCore.Mvc.Filters;

namespace SessionRelay.Portal.Web;

/// <summary>A form whose token no longer holds (signed out meanwhile, or from another site) gets a page of its own, which says what to do, instead of a bare 400.</summary>
internal sealed class StaleFormFilter : IAlwaysRunResultFilter
{
    /// <summary>Marks the request for <see cref="StatusPages"/>.</summary>
    public static readonly object Mark = new();

    public void OnResultExecuting(ResultExecutingContext context)
    {
        if (context.Result is not IAntiforgeryValidationFailedResult) return;
        if (IsTooMuch(context.HttpContext))
        {
            // The token was never read: what was sent is longer than anybody reads.
            context.Result = new StatusCodeResult(StatusCodes.Status413PayloadTooLarge);
            return;
        }

        context.HttpContext.Items[Mark] = true;
        context.Result = new StatusCodeResult(StatusCodes.Status400BadRequest);
    }

    public void OnResultExecuted(ResultExecutedContext context)
    {
    }

    private static bool IsTooMuch(HttpContext http) =>
        http.Request.ContentLength is { } sent && http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize is { } most && sent > most;
}
