using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Journeys.Sessions;
using SessionRelay.Signaling.Api;

namespace SessionRelay.Portal.Pages.Session;

/// <summary>The one page before a session: where somebody is now, how to reach them, whom to call; its button goes in. By a mailed link, or signed in from home.</summary>
internal abstract class JoinPage(UnitOfWork work, SessionDoor door, BeforeAdmitting before, CallNumbers numbers, BackupPlans plans) : PageModel
{
    [BindProperty]
    [Required(ErrorMessage = "Choose the state or region where you are now.")]
    public string? Region { get; set; }

    [BindProperty]
    [StringLength(200, ErrorMessage = "Use at most 200 characters.")]
    [OneLine]
    public string? Where { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Write a number at which we reach you during the session.")]
    [StringLength(32, ErrorMessage = "Use at most 32 characters.")]
    public string? Callback { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Write the name of somebody to call in an emergency.")]
    [StringLength(100, ErrorMessage = "Use at most 100 characters.")]
    [OneLine]
    public string? EmergencyName { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Write the number of your emergency contact.")]
    [StringLength(32, ErrorMessage = "Use at most 32 characters.")]
    public string? EmergencyPhone { get; set; }

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
        await PrefillAsync(cancel);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(cancel)) return NotFound();
        if (Refusal != JoinRefusal.None) return Page();
        PlaceFields.Check(ModelState, nameof(Region), Region);
        if (Region == Domain.Care.Region.Elsewhere.Code && string.IsNullOrWhiteSpace(Where)) ModelState.AddModelError(nameof(Where), "Write the country and the address where you are.");
        var callback = PhoneFields.Read(ModelState, nameof(Callback), Callback, numbers.Country);
        var emergency = PhoneFields.Read(ModelState, nameof(EmergencyPhone), EmergencyPhone, numbers.Country);
        if (!ModelState.IsValid) return Page();
        try
        {
            var where = new WhereNow(Domain.Care.Region.Parse(Region!), Where?.Trim(), callback!, EmergencyName!.Trim(), emergency!);
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

    private async Task PrefillAsync(CancellationToken cancel)
    {
        Region = Target.Participant.Region.Code;
        Callback = CalledAt;
        // What this person said before another session is nearer the truth than what was once written into the record.
        var said = Target.Member is null ? Said : null;
        var contact = Target.Member is not null ? null : await work.Db.EmergencyContacts.AsNoTracking().FirstOrDefaultAsync(known => known.ClientId == Target.Client.Id, cancel);
        if (said is not null) (Region, Callback, Where) = (said.Region.Code, said.CallbackNumber.Value, said.Place?.Value);
        (EmergencyName, EmergencyPhone) = said is not null ? (said.EmergencyName.Value, said.EmergencyPhone.Value) : (contact?.Name.Value, contact?.Phone.Value);
    }
}
