using Microsoft.AspNetCore.Mvc.RazorPages;

namespace SessionRelay.Portal.Pages.Account;

/// <summary>How a person signs in.</summary>
internal sealed class IndexModel : PageModel;
