using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Journeys.Care;
using ClientRecord = SessionRelay.Portal.Data.Clients.Client;

namespace SessionRelay.Portal.Pages.CareRecords;

/// <summary>A client's page about their own care (or that of the teen for whom a guardian acts); 404 for a sign-in without a record.</summary>
internal abstract class OwnRecordPage : PageModel
{
    public ClientRecord Own { get; private set; } = null!;

    protected Guid UserId => PortalRoles.IdOf(User);

    protected CancellationToken Cancel => HttpContext.RequestAborted;

    public sealed override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (await HttpContext.RequestServices.GetRequiredService<CarePeople>().ClientOfAsync(UserId, Cancel) is not { } own)
        {
            context.Result = new NotFoundResult();
            return;
        }

        Own = own;
        await next();
    }
}
