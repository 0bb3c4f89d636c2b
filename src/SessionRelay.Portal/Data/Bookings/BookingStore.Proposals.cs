using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Domain.Policies;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Data.Bookings;

/// <summary>What becomes of times that staff has proposed: in the therapist's queue like every deed, so that of two answers one counts.</summary>
internal sealed partial class BookingStore
{
    /// <summary>Books one of the proposed times and closes the proposal, both or neither. A refused time leaves it open: another one may be free.</summary>
    /// <param name="proposalId">Which proposal.</param>
    /// <param name="request">One of its times.</param>
    /// <param name="cancel">Ends it.</param>
    public Task<BookingOutcome> TakeProposedAsync(Guid proposalId, BookingRequest request, CancellationToken cancel = default) => DeedAsync(request.TherapistId, async () =>
    {
        var proposal = await ProposalAsync(proposalId, cancel);
        if (!proposal.IsOpen(work.Database.Clock.GetCurrentInstant()) || !proposal.Starts.Contains(request.Start)) return BookingOutcome.Taken;
        var availability = await AvailabilityAsync(request, InstantRange.Of(request.Start, BookingPolicy.UnitMinutes), null, cancel);
        var verdict = availability.Judge(request.Start);
        if (!verdict.IsFree) return new BookingOutcome([], verdict);
        var booking = await AddAsync(request, request.Start, availability, null, Guid.CreateVersion7(), cancel);
        (proposal.State, proposal.ClosedAt, proposal.BookingId) = (TimeProposalState.Taken, booking.BookedAt, booking.Id);
        await work.Db.SaveChangesAsync(cancel);
        return new BookingOutcome([booking], Verdict.Free);
    }, cancel);

    /// <summary>Ends a proposal of which no time is taken.</summary>
    /// <param name="proposalId">Which one.</param>
    /// <param name="state">How it ends.</param>
    /// <param name="tell">Adds what is stored with the deed or not at all; null for nothing.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>False when it was answered or withdrawn already.</returns>
    public async Task<bool> CloseProposalAsync(Guid proposalId, TimeProposalState state, Func<TimeProposal, Task>? tell = null, CancellationToken cancel = default)
    {
        var therapistId = (await work.Db.TimeProposals.SingleAsync(known => known.Id == proposalId, cancel)).TherapistId;
        var isClosed = false;
        await DeedAsync(therapistId, async () =>
        {
            var proposal = await ProposalAsync(proposalId, cancel);
            if (proposal.State != TimeProposalState.Open) return BookingOutcome.Taken;
            (proposal.State, proposal.ClosedAt) = (state, work.Database.Clock.GetCurrentInstant());
            if (tell is not null) await tell(proposal);
            await work.Db.SaveChangesAsync(cancel);
            isClosed = true;
            return BookingOutcome.Taken;
        }, cancel);
        return isClosed;
    }

    private async Task<TimeProposal> ProposalAsync(Guid id, CancellationToken cancel)
    {
        var proposal = await work.Db.TimeProposals.SingleAsync(known => known.Id == id, cancel);
        await work.Db.Entry(proposal).ReloadAsync(cancel);
        return proposal;
    }
}
