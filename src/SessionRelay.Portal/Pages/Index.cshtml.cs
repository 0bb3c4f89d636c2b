using Microsoft.AspNetCore.Mvc.RazorPages;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages;

/// <summary>The front page: says what this is, and leads a visitor, a client and a member of staff each to their door.</summary>
[PublicPage]
internal sealed class IndexModel : PageModel;
