using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Policies;
using SessionRelay.Portal.Domain.Scheduling;
using SessionRelay.Portal.Journeys.Care;
using SessionRelay.Portal.Mail;

namespace SessionRelay.Portal.Journeys.Bookings;

/// <summary>One of the proposed times, as it is now.</summary>
internal sealed record ProposedTime(Instant Start, bool IsFree);

/// <summary>A proposal with names, for staff.</summary>
/// <param name="Zone">The therapist's: on their clock the times were chosen.</param>
internal sealed record ListedProposal(TimeProposal Proposal, string Client, string Therapist, DateTimeZone Zone);

/// <summary>Staff proposes one to three times to a client, who takes one or none. Whoever books for the client is mailed.</summary>
internal sealed class TimeProposals(UnitOfWork work, BookingStore store, BookingDesk desk, ProposalLetters letters, OutboxBell bell)
{
    /// <summary>How long staff finds on the calendar what became of a proposal.</summary>
    private static readonly Duration Remembered = Duration.FromDays(7);

    private const int MostListed = 50;

    private Instant Now => work.Database.Clock.GetCurrentInstant();

    /// <summary>Proposes times to the client, in place of what was open with the same therapist.</summary>
    /// <returns>What is wrong, in words; null when the client is asked.</returns>
    public async Task<string?> ProposeAsync(SessionWish wish, IReadOnlyCollection<Instant> times, CancellationToken cancel)
    {
        Instant[] starts = [.. times.Distinct().Order()];
        if (starts.Length is 0 or > TimeProposal.MostTimes) return $"Choose one to {TimeProposal.MostTimes} times.";
        if (await desk.ProblemAsync(wish, cancel) is { } problem) return problem;
        if (!(await TimesAsync(wish, starts, cancel)).All(time => time.IsFree)) return "One of the times is not free any more. Leave it out, or choose another one.";
        var proposal = new TimeProposal
        {
            ClientId = wish.Client.Id,
            TherapistId = wish.TherapistId,
            Kind = wish.Kind,
            Format = wish.Format,
            Minutes = wish.Minutes,
            Others = [.. wish.Others.Select(member => member.Id)],
            Starts = starts,
            Until = starts[^1],
            ProposedAt = Now,
            ProposedById = work.Person?.UserId,
        };
        if (!await letters.AddAsync(wish.Client, proposal, cancel)) return "Nobody can be asked: there is no e-mail address of whoever books for this client.";
        var former = await work.Db.TimeProposals.Where(known => known.ClientId == wish.Client.Id && known.TherapistId == wish.TherapistId && known.State == TimeProposalState.Open).ToListAsync(cancel);
        work.Db.TimeProposals.Add(proposal);
        await work.Db.SaveChangesAsync(cancel);
        bell.Ring();
        foreach (var open in former) await store.CloseProposalAsync(open.Id, TimeProposalState.Withdrawn, cancel: cancel);
        return null;
    }

    /// <summary>Each of its times, and whether it can be taken now.</summary>
    public async Task<IReadOnlyList<ProposedTime>> TimesAsync(TimeProposal proposal, Party party, CancellationToken cancel) =>
        await TimesAsync(WishOf(proposal, party), proposal.Starts, cancel);

    /// <summary>Takes one of the times; the proposal stays open when it is gone.</summary>
    /// <returns>What is wrong, in words; null when it is booked.</returns>
    public async Task<string?> TakeAsync(TimeProposal proposal, Instant start, Party party, CancellationToken cancel)
    {
        var wish = WishOf(proposal, party);
        if (await desk.ProblemAsync(wish, cancel) is { } problem) return problem;
        var outcome = await desk.TakeProposedAsync(proposal.Id, wish, start, cancel);
        return outcome.IsBooked ? null : ClientWords.Of(outcome);
    }

    /// <summary>None of them suits: who proposed them is told.</summary>
    public Task<bool> DeclineAsync(TimeProposal proposal, Client client, CancellationToken cancel) => store.CloseProposalAsync(proposal.Id, TimeProposalState.Declined, async closed =>
    {
        var isTherapists = closed.ProposedById is { } user && await work.Db.Staff.AnyAsync(member => member.Id == closed.TherapistId && member.UserId == user, cancel);
        const string words = "None of the proposed times suits. Propose others, or agree on one by phone.";
        if (isTherapists) Notices.TellMember(work, closed.TherapistId, NoticeKinds.TimesDeclined, client, words);
        else Notices.TellIntake(work, NoticeKinds.TimesDeclined, client, words);
    }, cancel);

    /// <returns>False when it was answered or withdrawn already, or is about somebody else.</returns>
    public async Task<bool> WithdrawAsync(Guid clientId, Guid proposalId, CancellationToken cancel) =>
        await work.Db.TimeProposals.AnyAsync(known => known.Id == proposalId && known.ClientId == clientId, cancel)
        && await store.CloseProposalAsync(proposalId, TimeProposalState.Withdrawn, cancel: cancel);

    /// <summary>What this person can answer now, soonest to expire first.</summary>
    public async Task<IReadOnlyList<TimeProposal>> OpenOfAsync(Party party, CancellationToken cancel)
    {
        var open = await work.Db.TimeProposals.AsNoTracking().Where(TimeProposal.IsOpenOf(party.Client.Id, Now)).OrderBy(known => known.Until).ToListAsync(cancel);
        return [.. open.Where(party.MayAnswer)];
    }

    /// <summary>All that were made to a client, the newest first.</summary>
    public async Task<IReadOnlyList<ListedProposal>> OfClientAsync(Guid clientId, CancellationToken cancel) =>
        await ListAsync(work.Db.TimeProposals.Where(known => known.ClientId == clientId), cancel);

    /// <summary>Those that wait for an answer, and what became of the last ones: of one therapist, or of all.</summary>
    public async Task<IReadOnlyList<ListedProposal>> RecentAsync(Guid? therapistId, CancellationToken cancel)
    {
        var since = Now - Remembered;
        return await ListAsync(work.Db.TimeProposals.Where(known => (therapistId == null || known.TherapistId == therapistId)
            && ((known.State == TimeProposalState.Open && known.Until > since) || known.ClosedAt > since)), cancel);
    }

    private async Task<IReadOnlyList<ListedProposal>> ListAsync(IQueryable<TimeProposal> proposals, CancellationToken cancel)
    {
        var found = await proposals.AsNoTracking().OrderByDescending(known => known.ProposedAt).Take(MostListed).ToListAsync(cancel);
        Guid[] clientIds = [.. found.Select(known => known.ClientId).Distinct()];
        Guid[] therapistIds = [.. found.Select(known => known.TherapistId).Distinct()];
        var clients = (await work.Db.Clients.AsNoTracking().Where(client => clientIds.Contains(client.Id)).ToListAsync(cancel)).ToDictionary(client => client.Id, client => client.Name.Value);
        var therapists = (await work.Db.Staff.AsNoTracking().Where(member => therapistIds.Contains(member.Id)).ToListAsync(cancel)).ToDictionary(member => member.Id, member => (Name: member.Name.Value, Zone: ZoneData.Current.OrUtc(member.Zone)));
        return [.. found.Select(known => new ListedProposal(known, clients[known.ClientId], therapists[known.TherapistId].Name, therapists[known.TherapistId].Zone))];
    }

    private async Task<IReadOnlyList<ProposedTime>> TimesAsync(SessionWish wish, IReadOnlyList<Instant> starts, CancellationToken cancel)
    {
        var times = new List<ProposedTime>();
        foreach (var start in starts)
            times.Add(new ProposedTime(start, start > Now && (await desk.FreeAsync(wish, InstantRange.Of(start, BookingPolicy.UnitMinutes), null, cancel)).Contains(start)));
        return times;
    }

    private static SessionWish WishOf(TimeProposal proposal, Party party) => new(
        proposal.TherapistId, party.Client, [.. party.Household.Where(member => proposal.Others.Contains(member.Id))], proposal.Minutes, proposal.Format, proposal.Kind, party.Holder, ByStaff: true);
}
