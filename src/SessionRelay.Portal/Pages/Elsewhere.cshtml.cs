using Microsoft.AspNetCore.Mvc.RazorPages;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages;

/// <summary>Which help exists beside this practice's.</summary>
[PublicPage]
internal sealed class ElsewhereModel : PageModel;
