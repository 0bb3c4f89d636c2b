using Microsoft.AspNetCore.Mvc;
using NodaTime;
using NodaTime.Text;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Journeys.Bookings;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Web;
using Person = SessionRelay.Portal.Data.Clients.Client;

namespace SessionRelay.Portal.Pages.Staff.Calendar;

/// <summary>Staff proposes one to three times to a client, and sees what became of earlier ones. What is chosen so far stands in the address: nothing is stored before it is sent.</summary>
[Mine<Person>]
[Once]
internal sealed class ProposeModel(UnitOfWork work, PartyFinder people, BookingDesk desk, TimeProposals proposals, IClock clock, PageLinks links) : SessionWishPage(work, people, desk)
{
    [BindProperty(SupportsGet = true)]
    public List<Instant> Chosen { get; set; } = [];

    /// <summary>What is chosen is sent. No handler of its own: the buttons of the free times, on a page that shows a refusal, go to the address that the page came from.</summary>
    [BindProperty]
    public bool Send { get; set; }

    public IReadOnlyList<ListedProposal> Former { get; private set; } = [];

    public Instant Now { get; private set; }

    [TempData]
    public string? Told { get; set; }

    protected override string Query => base.Query + ChosenIn(Chosen);

    public async Task<IActionResult> OnGetAsync() => await ListAsync(null);

    /// <summary>Adds a time to the chosen, or proposes them.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (Send) return await SendAsync();
        if (Start is null && ModelState.IsValid) ModelState.AddModelError("", "Choose one of the times.");
        if (!ModelState.IsValid) return await ListAsync(null);
        if (!Chosen.Contains(Start!.Value)) Chosen.Add(Start.Value);
        if (Chosen.Count > TimeProposal.MostTimes)
        {
            Chosen.RemoveAt(TimeProposal.MostTimes);
            return await ListAsync($"At most {TimeProposal.MostTimes} times are proposed at once. Leave one out first.");
        }

        await WishAsync(); // whom, when nobody has said so yet
        return Redirect($"{Here}?{Query}{Week}");
    }

    public async Task<IActionResult> OnPostWithdrawAsync(Guid proposal)
    {
        Told = await proposals.WithdrawAsync(Who.Id, proposal, Cancel) ? "The proposal is withdrawn." : "It was answered or withdrawn already.";
        return Redirect(Here);
    }

    /// <summary>The address without one of the chosen.</summary>
    public string Without(Instant start) => $"?{base.Query}{ChosenIn(Chosen.Where(other => other != start))}{Week}";

    public static string Text(Instant start) => InstantPattern.General.Format(start);

    private string Here => links.To<ProposeModel>(new { id = Who.Id });

    private string Week => From is { } from ? $"from={LocalDatePattern.Iso.Format(from)}" : "";

    private static string ChosenIn(IEnumerable<Instant> chosen) => string.Concat(chosen.Select(start => $"chosen={Uri.EscapeDataString(Text(start))}&"));

    private async Task<IActionResult> SendAsync()
    {
        if (!ModelState.IsValid) return await ListAsync(null);
        if (await WishAsync() is not { } wish) return await ListAsync("Choose what session it is to be.");
        if (await proposals.ProposeAsync(wish, Chosen, Cancel) is { } problem) return await ListAsync(problem);
        Told = "The times are proposed, by e-mail.";
        return Redirect(Here);
    }

    private async Task<IActionResult> ListAsync(string? problem)
    {
        Former = await proposals.OfClientAsync(Who.Id, Cancel);
        Now = clock.GetCurrentInstant();
        return await ShowAsync(problem);
    }
}
