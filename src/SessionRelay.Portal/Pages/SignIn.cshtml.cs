using Microsoft.AspNetCore.Mvc.RazorPages;

namespace SessionRelay.Portal.Pages;

/// <summary>The door for clients and staff.</summary>
internal sealed class SignInModel : PageModel;
