using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SessionRelay.Portal.Journeys.Sessions;
using SessionRelay.Signaling.Api;
using SessionRelay.Signaling.Sessions;

namespace SessionRelay.Portal.Pages.Session;

/// <summary>Camera, microphone, speaker and the connection through the relay. Without script it says what to have ready.</summary>
internal abstract class DeviceCheckPage(DeviceChecks checks) : PageModel
{
    /// <returns>By whom checks are counted; null: not for this person.</returns>
    protected abstract Task<Guid?> WhoAsync(CancellationToken cancel);

    public virtual string? Back => null;

    /// <summary>What happens when a session's connection breaks; null for who is not told here.</summary>
    public BackupPlanView? BackupPlan { get; private set; }

    protected abstract Task<BackupPlanView?> PlanAsync(CancellationToken cancel);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (await WhoAsync(cancel) is null) return NotFound();
        BackupPlan = await PlanAsync(cancel);
        return Page();
    }

    /// <summary>The script asks for a room to meet itself in.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (await WhoAsync(cancel) is not { } who) return NotFound();
        try
        {
            return await checks.OpenAsync(who) is { } room ? new JsonResult(new { near = room.Near, far = room.Far }) : StatusCode(StatusCodes.Status429TooManyRequests);
        }
        catch (Exception failure) when (failure is SessionRefusedException or SessionUnavailableException or TimeoutException)
        {
            return StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
    }
}
