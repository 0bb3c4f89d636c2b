using Microsoft.AspNetCore.Mvc.Filters;

namespace SessionRelay.Portal.Web;

/// <summary>A page that says the same to everybody: a browser may keep it, and asks each time whether it has changed.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class PublicPageAttribute : Attribute, IFilterMetadata;

/// <summary>Every other page is for one person's eyes: <c>no-store</c>, so that the next one at this computer can't page back to it.</summary>
internal sealed class NoStoreFilter : IResultFilter
{
    public void OnResultExecuting(ResultExecutingContext context)
    {
        var headers = context.HttpContext.Response.Headers;
        if (context.Filters.OfType<PublicPageAttribute>().Any() && context.HttpContext.User.Identity?.IsAuthenticated != true)
        {
            headers.CacheControl = "no-cache";
            return;
        }

        headers.CacheControl = "no-cache, no-store"; // as antiforgery writes it, which would complain of anything else
        headers.Pragma = "no-cache";
    }

    public void OnResultExecuted(ResultExecutedContext context)
    {
    }
}
