using Microsoft.AspNetCore.Mvc.RazorPages;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages;

/// <summary>What happens from first contact to the sessions, and how to prepare.</summary>
[PublicPage]
internal sealed class ExpectModel : PageModel;
