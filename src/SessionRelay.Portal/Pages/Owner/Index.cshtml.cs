using Microsoft.AspNetCore.Mvc.RazorPages;
using SessionRelay.Portal.Mail;

namespace SessionRelay.Portal.Pages.Owner;

/// <summary>What the owner finds first: what needs them.</summary>
internal sealed class IndexModel(MailSettings mail) : PageModel
{
    public bool IsMailOn => mail.IsOn;
}
