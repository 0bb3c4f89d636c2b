using Microsoft.AspNetCore.Mvc.RazorPages;

namespace SessionRelay.Portal.Pages.Account;

/// <summary>Asked for by the warning of an idle page: to answer it is enough, since each request begins the time anew.</summary>
internal sealed class StayModel : PageModel;
