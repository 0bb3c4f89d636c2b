using Microsoft.AspNetCore.Mvc.RazorPages;

namespace SessionRelay.Portal.Pages.Client;

/// <summary>What a client finds first: the next step on their way.</summary>
internal sealed class IndexModel : PageModel;
