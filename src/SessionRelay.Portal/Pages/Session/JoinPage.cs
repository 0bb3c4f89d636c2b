using Microsoft.AspNetCore.Mvc;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Journeys.Sessions;
using SessionRelay.Signaling.Api;

namespace SessionRelay.Portal.Pages.Session;

/// <summary>The one page before a session: where somebody is now, how to reach them, whom to call; its button goes in. By a mailed link, or signed in from home.</summary>
internal abstract class JoinPage(UnitOfWork work, SessionDoor door, BeforeAdmitting before, CallNumbers numbers, BackupPlans plans) : WhereFields
{
    public JoinTarget Target { get; private set; } = null!;

    public JoinRefusal Refusal { get; private set; }

    public BackupPlanView BackupPlan { get; private set; } = null!;

    /// <summary>They said where they are, and wait to be called.</summary>
    public bool HasTold { get; private set; }

    /// <summary>Where they are called; null when nobody has said.</summary>
    public string? CalledAt { get; private set; }

    private JoinCheck? Said { get; set; }

    /// <summary>What is still to be signed, by the client or by a teen's guardian, before anybody goes in. The therapist sees the same.</summary>
    public IReadOnlyList<ConsentGap> Unsigned { get; private set; } = [];

    /// <summary>Null for who may not check devices from here.</summary>
    public abstract string CheckAddress { get; }

    /// <summary>Where the room leads afterwards.</summary>
    protected abstract string AfterAddress { get; }

    /// <summary>This page again.</summary>
    protected abstract string OwnAddress { get; }

    /// <summary>Where the number on record can be changed, by whoever has a sign-in.</summary>
    protected abstract string NumberAddress { get; }

    /// <returns>Null: there is no such place for this person.</returns>
    protected abstract Task<JoinTarget?> FindAsync(CancellationToken cancel);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(cancel)) return NotFound();
        if (Refusal is JoinRefusal.Over) return Redirect(AfterAddress);
        await PrefillAsync(work, Target, Said, CalledAt, cancel);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(cancel)) return NotFound();
        if (Refusal != JoinRefusal.None) return Page();
        if (ReadWhere(numbers.Country) is not { } where) return Page();
        try
        {
            if (Target.IsByPhone)
            {
                if (await door.TellAsync(Target, where, cancel)) return Redirect(OwnAddress);
            }
            else if (await door.EnterAsync(Target, where, cancel) is { } room)
            {
                return Redirect($"{room}&back={Uri.EscapeDataString(AfterAddress)}");
            }

            await LoadAsync(cancel); // it was over, or asked to be signed, from one moment to the next
            return Page();
        }
        catch (Exception failure) when (failure is SessionRefusedException or SessionRelay.Signaling.Sessions.SessionUnavailableException or TimeoutException)
        {
            ModelState.AddModelError("", "The room can't be opened just now. Please try again in a moment; what you wrote is still here.");
            return Page();
        }
    }

    private async Task<bool> LoadAsync(CancellationToken cancel)
    {
        if (await FindAsync(cancel) is not { } target) return false;
        Target = target;
        Refusal = await door.JudgeAsync(target, cancel);
        if (Refusal is JoinRefusal.TooEarly or JoinRefusal.Unsigned or JoinRefusal.NoRoom) Unsigned = await before.UnsignedAsync(target, cancel);
        Said = await numbers.SaidAsync(target.Participant.Id, cancel);
        CalledAt = numbers.Of(Said, target);
        HasTold = target.IsByPhone && Said?.At >= target.OpensAt;
        BackupPlan = new BackupPlanView(
            await plans.InAsync(target.Client.Language, cancel), target.IsByPhone, CalledAt, Refusal == JoinRefusal.None, target.Member is { UserId: null } ? null : NumberAddress);
        return true;
    }
}
