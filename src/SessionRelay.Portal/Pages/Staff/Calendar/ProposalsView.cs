using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Journeys.Bookings;

namespace SessionRelay.Portal.Pages.Staff.Calendar;

/// <summary>A table of proposals and what became of them.</summary>
/// <param name="WithClient">It is about several clients: names and ways to their pages. Else each open one can be withdrawn.</param>
internal sealed record ProposalsView(IReadOnlyList<ListedProposal> Proposals, Instant Now, bool WithClient)
{
    public static string Words(TimeProposal proposal, Instant now) => proposal.State switch
    {
        TimeProposalState.Taken => "Taken",
        TimeProposalState.Declined => "None suits",
        TimeProposalState.Withdrawn => "Withdrawn",
        _ => proposal.IsOpen(now) ? "Not answered yet" : "Not answered in time",
    };

    /// <summary>Somebody should do something.</summary>
    public static bool NeedsLook(TimeProposal proposal, Instant now) => proposal.State == TimeProposalState.Declined || (proposal.State == TimeProposalState.Open && !proposal.IsOpen(now));
}
