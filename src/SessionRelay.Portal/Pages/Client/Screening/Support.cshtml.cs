using Microsoft.AspNetCore.Authorization;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Journeys.Screening;
using SessionRelay.Portal.Pages.CareRecords;

namespace SessionRelay.Portal.Pages.Client.Screening;

/// <summary>After an answer that tells of thoughts of death or self-harm: who helps now, before anything goes on.</summary>
[Authorize(Roles = PortalRoles.Client)]
internal sealed class SupportModel(Screenings screenings) : OwnRecordPage
{
    public bool IsMoreToAnswer { get; private set; }

    public async Task OnGetAsync() => IsMoreToAnswer = (await screenings.StatesAsync(Own.Id, Cancel)).Any(form => !form.Result.IsFinished);
}
