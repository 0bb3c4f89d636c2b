using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Journeys.Bookings;
using SessionRelay.Portal.Journeys.Sessions;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Client.Bookings;

/// <summary>The client's sessions: the one that goes on, those to come with the way in and what can be done about them, those that were; earlier times on offer.</summary>
internal sealed class IndexModel(PartyFinder people, BookingLists lists, MySessions sessions, EarlierTimes earlier, TimeProposals proposals, PageLinks links) : PageModel
{
    private Dictionary<Guid, MySession> own = [];

    public Party? Party { get; private set; }

    public BookingList List { get; private set; } = BookingList.Empty;

    /// <summary>Times that staff proposes, to be answered.</summary>
    public IReadOnlyList<TimeProposal> Proposed { get; private set; } = [];

    /// <summary>Those that have begun and are not over.</summary>
    public IReadOnlyList<MySession> Running { get; private set; } = [];

    /// <summary>Those that were, cancelled ones too; what still runs stands above.</summary>
    public IReadOnlyList<ListedBooking> Past { get; private set; } = [];

    [TempData]
    public string? Told { get; set; }

    public async Task OnGetAsync() => await LoadAsync();

    /// <summary>"Tell me if an earlier time opens", for one booking.</summary>
    public async Task<IActionResult> OnPostEarlierAsync(Guid booking)
    {
        await LoadAsync();
        if (List.Ahead.FirstOrDefault(known => known.Booking.Id == booking)?.Booking is not { } found) return NotFound();
        Told = await earlier.AskAsync(Party!.Client, found.TherapistId, found, found.Minutes, found.Start, HttpContext.RequestAborted)
            ? "We tell you by e-mail as soon as an earlier time opens. Your present time stays yours until you take another."
            : "You have asked for many times already. Please call us.";
        return Redirect(links.To<IndexModel>());
    }

    public async Task<IActionResult> OnPostForgetAsync(Guid wish)
    {
        await LoadAsync();
        if (List.Wishes.FirstOrDefault(known => known.Id == wish) is not { } found) return NotFound();
        await earlier.ForgetAsync(found, HttpContext.RequestAborted);
        Told = "We won't tell you any more.";
        return Redirect(links.To<IndexModel>());
    }

    /// <summary>This person's own place in a session; null for who takes no part, as a guardian.</summary>
    public MySession? PlaceIn(Booking booking) => own.GetValueOrDefault(booking.Id);

    private async Task LoadAsync()
    {
        var (userId, cancel) = (PortalRoles.IdOf(User), HttpContext.RequestAborted);
        Party = await people.OfUserAsync(userId, cancel);
        if (Party is null) return;
        List = await lists.OfPartyAsync(Party, cancel);
        Proposed = await proposals.OpenOfAsync(Party, cancel);
        var coming = await sessions.ComingAsync(userId, cancel);
        Running = [.. coming.Where(session => session.Booking.Start <= List.Now)];
        Past = [.. List.Past.Where(past => Running.All(session => session.Booking.Id != past.Booking.Id))];
        own = coming.Concat(await sessions.PastAsync(userId, cancel)).ToDictionary(session => session.Booking.Id);
    }
}
