using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Consents;
using SessionRelay.Portal.Journeys.Sessions;
using SessionRelay.Portal.Web;
using SessionRelay.Signaling.Api;
using SessionRelay.Signaling.Sessions;

namespace SessionRelay.Portal.Pages.Therapist;

/// <summary>A therapist's sessions of today: who waits, what to know before admitting, and the way in.</summary>
internal sealed class TodayModel(TodayList today, SessionDoor door, IMine<HostedSession> mine, PageLinks links) : PageModel
{
    public IReadOnlyList<TodaySession> Sessions { get; private set; } = [];

    public DateTimeZone Zone { get; private set; } = DateTimeZone.Utc;

    /// <summary>People who wait for this therapist.</summary>
    public int Waiting => Sessions.Sum(session => session.Waiting);

    /// <summary>Ids of their places, for the script that calls the therapist when there is a new one.</summary>
    public string WhoWaits => string.Join(' ', Sessions.SelectMany(session => session.People).Where(person => person.State == ParticipantState.Waiting).Select(person => $"{person.Id:N}"));

    /// <summary>The session could not be opened.</summary>
    public bool IsAway { get; private set; }

    /// <summary>Where this therapist is called; null while they have said nothing.</summary>
    public string? OwnNumber { get; private set; }

    /// <summary>What became of the press before.</summary>
    [TempData]
    public string? Told { get; set; }

    public async Task OnGetAsync(CancellationToken cancel) => await LoadAsync(cancel);

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancel)
    {
        if (await mine.FindAsync(User, id, cancel) is not { } hosted) return NotFound();
        if (await door.JudgeAsync(hosted.Booking, cancel) != JoinRefusal.None) return RedirectToPage();
        try
        {
            var room = await door.EnterAsHostAsync(hosted.Booking, hosted.Therapist, cancel);
            return Redirect($"{room}&back={Uri.EscapeDataString(links.To<AfterModel>(new { id }))}");
        }
        catch (Exception failure) when (failure is SessionRefusedException or SessionUnavailableException or TimeoutException)
        {
            IsAway = true;
            await LoadAsync(cancel);
            return Page();
        }
    }

    /// <summary>Whose signatures a session waits for, as a sentence; empty when it waits for none that can be given.</summary>
    public static string WaitedFor(IReadOnlyList<ConsentGap> unsigned)
    {
        var gaps = unsigned.Where(gap => gap.Title is not null).ToList();
        var names = new List<string>();
        if (gaps.Exists(gap => gap.OfClient)) names.Add("the client");
        var guardians = gaps.SelectMany(gap => gap.Guardians).DistinctBy(guardian => guardian.Id).Select(guardian => guardian.Name.Value).ToList();
        if (guardians.Count > 0) names.Add(string.Join(gaps[0].IsEach ? ", " : " or ", guardians));
        else if (gaps.Exists(gap => gap.OfGuardian)) names.Add("a parent or guardian, of whom none is on record");
        return names.Count == 0 ? "" : $" Waited for: {string.Join(", ", names)}.";
    }

    /// <summary>Calls the therapist's own phone. Pressed again while it rings, nothing happens.</summary>
    public async Task<IActionResult> OnPostCallAsync(Guid id, CancellationToken cancel)
    {
        if (await mine.FindAsync(User, id, cancel) is not { } hosted) return NotFound();
        if (hosted.Therapist.Phone is null || await door.JudgeAsync(hosted.Booking, cancel) != JoinRefusal.None) return RedirectToPage();
        try
        {
            await door.CallHostAsync(hosted.Booking, hosted.Therapist, cancel);
            Told = "Your phone rings in a moment. Pick up, and enter the code of the session when you are asked for it.";
        }
        catch (SessionRefusedException refused) when (refused.Code is "too-many-calls" or "number-not-allowed" or "no-phone-line" or "phone-off" or "session-full")
        {
            Told = WhyNot(refused.Code);
        }
        catch (Exception failure) when (failure is SessionRefusedException or SessionUnavailableException or TimeoutException)
        {
            IsAway = true;
            await LoadAsync(cancel);
            return Page();
        }

        return RedirectToPage();
    }

    private static string WhyNot(string code) => code switch
    {
        "too-many-calls" => "Your phone was called three times in this session already. Go in by browser.",
        "number-not-allowed" => "Your number is of a kind or country that may not be called from here. Change it, or go in by browser.",
        "session-full" => "As many people as the session takes are in it.",
        _ => "This session calls nobody. Go in by browser.",
    };

    public static string Words(ConsentKind kind) => kind switch
    {
        ConsentKind.Telehealth => "telehealth",
        ConsentKind.PrivacyNotice => "privacy notice",
        ConsentKind.FeesAndCancellation => "fees and cancellation",
        ConsentKind.BackupPlan => "backup plan",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    public static string Words(ParticipantState? state) => state switch
    {
        null => "not here yet",
        ParticipantState.Waiting => "is waiting",
        ParticipantState.Left => "has left",
        ParticipantState.Reconnecting => "is coming back",
        _ => "is in the session",
    };

    private async Task LoadAsync(CancellationToken cancel)
    {
        if (await today.TherapistAsync(PortalRoles.IdOf(User), cancel) is not { } therapist) return;
        OwnNumber = therapist.Phone?.Value;
        Zone = TodayList.ZoneOf(therapist);
        Sessions = await today.OfAsync(therapist, cancel);
    }
}
