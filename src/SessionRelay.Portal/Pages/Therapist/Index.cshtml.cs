using Microsoft.AspNetCore.Mvc.RazorPages;

namespace SessionRelay.Portal.Pages.Therapist;

/// <summary>What a therapist finds first: today's sessions.</summary>
internal sealed class IndexModel : PageModel;
