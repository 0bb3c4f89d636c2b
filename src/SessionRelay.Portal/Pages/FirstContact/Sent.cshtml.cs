using Microsoft.AspNetCore.Mvc.RazorPages;

namespace SessionRelay.Portal.Pages.FirstContact;

/// <summary>It has arrived, and what happens next.</summary>
internal sealed class SentModel : PageModel;
