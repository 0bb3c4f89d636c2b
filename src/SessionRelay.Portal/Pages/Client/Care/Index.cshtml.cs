using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Assessments;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Journeys.Care;
using SessionRelay.Portal.Journeys.Matching;
using SessionRelay.Portal.Journeys.Screening;
using ClientRecord = SessionRelay.Portal.Data.Clients.Client;

namespace SessionRelay.Portal.Pages.Client.Care;

/// <summary>Everything about a client's care in one place: questionnaires, therapist, referrals, where they live.</summary>
internal sealed class IndexModel(CarePeople people, Screenings screenings, Journeys.Care.Referrals referrals, Matches matches, UnitOfWork work) : PageModel
{
    public ClientRecord? Own { get; private set; }

    public IReadOnlyList<ScreeningState> Forms { get; private set; } = [];

    public int Offers { get; private set; }

    public string? TherapistName { get; private set; }

    public IReadOnlyList<Referral> Open { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancel)
    {
        Own = await people.ClientOfAsync(PortalRoles.IdOf(User), cancel);
        if (Own is null) return;
        if (User.IsInRole(PortalRoles.Client)) Forms = await screenings.StatesAsync(Own.Id, cancel);
        Open = [.. (await referrals.OfAsync(Own.Id, cancel)).Where(Journeys.Care.Referrals.IsOpen)];
        Offers = (await matches.OffersAsync(Own, cancel)).Count;
        if (Own.TherapistId is { } id) TherapistName = (await work.Db.Staff.AsNoTracking().SingleOrDefaultAsync(member => member.Id == id, cancel))?.Name.Value;
    }
}
