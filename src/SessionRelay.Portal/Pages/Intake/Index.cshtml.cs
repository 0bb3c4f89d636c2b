using Microsoft.AspNetCore.Mvc.RazorPages;

namespace SessionRelay.Portal.Pages.Intake;

/// <summary>What a coordinator finds first: who is waiting.</summary>
internal sealed class IndexModel : PageModel;
