using Microsoft.AspNetCore.Mvc;
using SessionRelay.Portal.Data.Matches;
using SessionRelay.Portal.Domain.Matching;
using SessionRelay.Portal.Journeys.Matching;
using SessionRelay.Portal.Pages.CareRecords;

namespace SessionRelay.Portal.Pages.Client.Matching;

/// <summary>The therapists whom the practice proposes, with what speaks for each. Only those who pass every hard rule at this moment.</summary>
internal sealed class IndexModel(Matches matches) : OwnRecordPage
{
    public IReadOnlyList<Offer> Offers { get; private set; } = [];

    [TempData]
    public string? Told { get; set; }

    public async Task OnGetAsync() => Offers = await matches.OffersAsync(Own, Cancel);

    /// <summary>A first talk is possible where the therapist has sessions of its length.</summary>
    public static bool CanMeet(Offer offer) => offer.Stored.State == ProposalState.Offered && offer.Therapist.Lengths.Contains(MeetModel.Minutes);

    /// <summary>What speaks for somebody, and what the client should know does not: their insurer's network.</summary>
    public static IReadOnlyList<(string Words, bool Fits)> Reasons(Offer offer) =>
    [
        .. offer.Now.Reasons.Where(reason => reason.ForClient is not null).Select(reason => (reason.ForClient!, true)),
        .. offer.Now.Reasons.Where(reason => reason is { Rule: SoftRule.Insurance, Points: 0 }).Select(_ => ("Not known to be in your insurer's network. Please ask your insurer what they pay.", false)),
        .. offer.Now.Reasons.Where(reason => reason is { Rule: SoftRule.SharedTimes, Points: 0 }).Select(_ => ("No free time in the next two weeks that suits you.", false)),
    ];
}
