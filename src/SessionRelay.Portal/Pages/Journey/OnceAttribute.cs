using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SessionRelay.Portal.Journeys;

namespace SessionRelay.Portal.Pages.Journey;

/// <summary>
/// On a page whose POST does something that must happen once: its form has <c>&lt;once /&gt;</c>. A press that comes again is led to where the first one was; a post without the token is refused.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class OnceAttribute : Attribute, IAsyncPageFilter
{
    public const string Field = "once";

    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
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

        PageHandlerExecutedContext? done = null;
        var once = context.HttpContext.RequestServices.GetRequiredService<IOnce>();
        var place = await once.DoAsync(token, async () => PlaceOf(done = await next()), context.HttpContext.RequestAborted);
        if (done is null && place is not null) context.Result = new RedirectResult(place);
    }

    private static string? PlaceOf(PageHandlerExecutedContext done) => done.Exception is not null && !done.ExceptionHandled ? null : done.Result switch
    {
        RedirectResult there => there.Url,
        LocalRedirectResult there => there.Url,
        _ => null,
    };
}
