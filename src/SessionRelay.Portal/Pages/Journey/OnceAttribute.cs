using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SessionRelay.Portal.Journeys;

namespace SessionRelay.Portal.Pages.Journey;

/// <summary>
/// On a page whose POST does something that must happen once: its form has <c>&lt;once /&gt;</c>. A press that comes again is led to where the first one was; a post without
/// the token is refused. Where the program ended in the middle of the deed, the page is shown anew as it is now.
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
        var pressed = await once.DoAsync(KeyOf(token, context.HttpContext), async () => PlaceOf(done = await next()), context.HttpContext.RequestAborted);
        if (!pressed.IsFirst) context.Result = new RedirectResult(pressed.Place ?? Anew(request));
    }

    /// <summary>A token is worth nothing to anybody else, nor on another page: where it led may be a way into a session.</summary>
    internal static Guid KeyOf(Guid token, HttpContext context) => new(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{token:N}\n{context.User.FindFirstValue(ClaimTypes.NameIdentifier)}\n{context.Request.Path}")).AsSpan(0, 16));

    /// <summary>The same page, without the name of what was pressed.</summary>
    private static string Anew(HttpRequest request) =>
        request.Path + QueryString.Create(request.Query.Where(field => !field.Key.Equals("handler", StringComparison.OrdinalIgnoreCase)));

    private static string? PlaceOf(ResourceExecutedContext done) => done.Exception is not null && !done.ExceptionHandled ? null : done.Result switch
    {
        RedirectResult there => there.Url,
        LocalRedirectResult there => there.Url,
        _ => null,
    };
}
