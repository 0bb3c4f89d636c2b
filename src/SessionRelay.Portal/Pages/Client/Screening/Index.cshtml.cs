using Microsoft.AspNetCore.Authorization;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Domain.Screening;
using SessionRelay.Portal.Journeys.Screening;
using SessionRelay.Portal.Pages.CareRecords;

namespace SessionRelay.Portal.Pages.Client.Screening;

/// <summary>The questionnaires, and how far each is. Of the client alone: a guardian answers for nobody.</summary>
[Authorize(Roles = PortalRoles.Client)]
internal sealed class IndexModel(Screenings screenings) : OwnRecordPage
{
    public IReadOnlyList<ScreeningState> Forms { get; private set; } = [];

    public async Task OnGetAsync() => Forms = await screenings.StatesAsync(Own.Id, Cancel);

    public static string About(Instrument instrument) => instrument == Instrument.Phq9 ? "Mood" : "Worry and anxiety";
}
