using Microsoft.AspNetCore.Mvc.Filters;

namespace SessionRelay.Portal.Web;

/// <summary>A page that says the same to everybody: a browser may keep it, and asks each time whether it has changed.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class PublicPageAttribute : Attribute, IFilterMetadata;

/// <summary>Every other page is for one person's eyes: <c>no-store</c>, so that the next one at this computer can't page back to it.</summary>
internal sealed class NoStoreFilter : IResultFilter
{
    public void OnResultExecuting(ResultExecutingContext context) =>
        context.HttpContext.Response.Headers.CacheControl = context.Filters.OfType<PublicPageAttribute>().Any() ? "no-cache" : "no-store";

    public void OnResultExecuted(ResultExecutedContext context)
    {
    }
}
