using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Assessments;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Journeys.Care;
using SessionRelay.Portal.Journeys.Screening;
using ClientRecord = SessionRelay.Portal.Data.Clients.Client;

namespace SessionRelay.Portal.Pages.Therapist.Care;

/// <summary>What is known of a client, whoever wrote it down: the history that goes along to the next therapist.</summary>
[Mine<CareClient>]
internal sealed class ClientModel(Assessments assessments, Referrals referrals, Screenings screenings, UnitOfWork work) : PageModel
{
    public ClientRecord Record => Mine.Of<CareClient>(HttpContext).Record;

    public IReadOnlyList<ScreeningState> Forms { get; private set; } = [];

    public IReadOnlyList<Assessment> Recorded { get; private set; } = [];

    public IReadOnlyList<Referral> Sent { get; private set; } = [];

    public IReadOnlyList<Booking> Open { get; private set; } = [];

    public IReadOnlyDictionary<Guid, string> Names { get; private set; } = new Dictionary<Guid, string>();

    public async Task OnGetAsync(CancellationToken cancel)
    {
        Forms = await screenings.StatesAsync(Record.Id, cancel);
        Recorded = await assessments.AllAsync(Record.Id, cancel);
        Sent = await referrals.OfAsync(Record.Id, cancel);
        Open = await assessments.OpenBookingsAsync(Record.Id, cancel);
        Names = (await work.Db.Staff.AsNoTracking().ToListAsync(cancel)).ToDictionary(member => member.Id, member => member.Name.Value);
    }
}
