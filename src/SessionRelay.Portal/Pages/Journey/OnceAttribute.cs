using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SessionRelay.Portal.Journeys;

namespace SessionRelay.Portal.Pages.Journey;

/// <summary>
/// On a page whose POST does something that must happen once: its form has <c>&lt;once /&gt;</c>. A press that comes again is led to where the first one was; a post without the token is refused.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class OnceAttribute : Attribute, IAsyncResourceFilter
{
    public const string Field = "once";

    /// <remarks>Around the page itself: a second press comes after the first one has thrown the draft away, and must not be taken for somebody who answered nothing.</remarks>
    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        var request = context.HttpContext.Request;
        if (!HttpMethods.IsPost(request.Method))
        {
            await next();
            return;
        }

        if (!request.HasFormContentType || !Guid.TryParse(request.Form[Field], out var token))
        {
            context.Result = new BadRequestResult();
            return;
        }

        ResourceExecutedContext? done = null;
        var once = context.HttpContext.RequestServices.GetRequiredService<IOnce>();
        var place = await once.DoAsync(token, async () => PlaceOf(done = await next()), context.HttpContext.RequestAborted);
        if (done is null && place is not null) context.Result = new RedirectResult(place);
    }

    private static string? PlaceOf(ResourceExecutedContext done) => done.Exception is not null && !done.ExceptionHandled ? null : done.Result switch
    {
        RedirectResult there => there.Url,
        LocalRedirectResult there => there.Url,
        _ => null,
    };
}
