using Microsoft.AspNetCore.Mvc;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Journeys.Sessions;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Pages.Session;
using SessionRelay.Portal.Web;
using SessionRelay.Signaling.Api;
using SessionRelay.Signaling.Sessions;

namespace SessionRelay.Portal.Pages.Therapist;

/// <summary>What somebody says by voice at the start of a session by phone: where they are now, and whom to call. The id is the participant's.</summary>
[Mine<HostedPlace>]
[Once]
internal sealed class WhereModel(UnitOfWork work, SessionDoor door, CallNumbers numbers, PageLinks links) : WhereFields
{
    public JoinTarget Target => Mine.Of<HostedPlace>(HttpContext).Target;

    public JoinRefusal Refusal { get; private set; }

    public DateTimeZone Zone => TodayList.ZoneOf(Target.Therapist);

    public async Task OnGetAsync(CancellationToken cancel)
    {
        Refusal = await door.JudgeAsync(Target, cancel);
        var said = await numbers.SaidAsync(Target.Participant.Id, cancel);
        await PrefillAsync(work, Target, said, numbers.Of(said, Target), cancel);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        Refusal = await door.JudgeAsync(Target, cancel);
        if (Refusal != JoinRefusal.None || ReadWhere(numbers.Country) is not { } where) return Page();
        try
        {
            if (await door.TellAsync(Target, where, cancel)) return Redirect(links.To<TodayModel>());
            Refusal = await door.JudgeAsync(Target, cancel); // it was over, or asked to be signed, from one moment to the next
        }
        catch (Exception failure) when (failure is SessionRefusedException or SessionUnavailableException or TimeoutException)
        {
            ModelState.AddModelError("", "The session can't be told just now. Please try again in a moment; what you wrote is still here.");
        }

        return Page();
    }
}
