using Microsoft.AspNetCore.Mvc.RazorPages;

namespace SessionRelay.Portal.Pages;

/// <summary>Said to everybody who asked for a link, known or not.</summary>
internal sealed class LinkSentModel : PageModel;
