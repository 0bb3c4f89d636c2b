using SessionRelay.Portal.Data.Assessments;
using SessionRelay.Portal.Pages.CareRecords;

namespace SessionRelay.Portal.Pages.Client.Care;

/// <summary>What is recommended besides or instead of sessions here: words, contacts, and what happens next.</summary>
internal sealed class ReferralsModel(Journeys.Care.Referrals referrals) : OwnRecordPage
{
    public IReadOnlyList<Referral> Open { get; private set; } = [];

    public IReadOnlyList<Referral> Past { get; private set; } = [];

    public async Task OnGetAsync()
    {
        var all = await referrals.OfAsync(Own.Id, Cancel);
        Open = [.. all.Where(Journeys.Care.Referrals.IsOpen)];
        Past = [.. all.Where(referral => !Journeys.Care.Referrals.IsOpen(referral))];
    }
}
