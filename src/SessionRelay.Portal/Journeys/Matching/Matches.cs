using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Matches;
using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Matching;
using SessionRelay.Portal.Journeys.Care;
using SessionRelay.Portal.Mail;

namespace SessionRelay.Portal.Journeys.Matching;

/// <summary>A proposal that the client may take now.</summary>
internal sealed record Offer(MatchProposal Stored, Proposal Now, TherapistFacts Therapist);

/// <summary>What came of a deed: a refusal in words for the person who tried, or null.</summary>
internal sealed record MatchOutcome(string? Refused)
{
    public static readonly MatchOutcome Done = new((string?)null);
}

/// <summary>Proposing and choosing. Both ask the feed anew at the moment of the deed: who fails a hard rule then is neither proposed nor chosen, whatever a form sends.</summary>
internal sealed class Matches(UnitOfWork work, MatchFeed feed, TherapistChanges changes, Outbox outbox, OutboxBell bell, JourneyMail mail)
{
    /// <summary>More proposals than these make no choice easier.</summary>
    public const int MostOffered = 5;

    private static readonly ProposalState[] Choosable = [ProposalState.Offered, ProposalState.Consultation];

    /// <summary>Shows therapists to the client. The round keeps everybody who was ranked then, why others were left out, and who decided.</summary>
    /// <param name="therapistIds">Whom; 1 to <see cref="MostOffered"/>.</param>
    /// <param name="userId">The member of the staff who decides.</param>
    public async Task<MatchOutcome> ProposeAsync(Client client, IReadOnlyCollection<Guid> therapistIds, Guid userId, CancellationToken cancel)
    {
        if (therapistIds.Count is 0 or > MostOffered) return new MatchOutcome($"Choose 1 to {MostOffered} therapists to propose.");
        var answer = await feed.AskAsync(client, cancel);
        if (therapistIds.Any(id => answer.ProposalOf(id) is null)) return new MatchOutcome("Somebody you chose can't be proposed any more. Look at the list again.");
        var now = work.Database.Clock.GetCurrentInstant();
        await CloseRoundsAsync(client.Id, cancel);
        var round = new MatchRound { ClientId = client.Id, MadeAt = now, MadeById = userId, WhyNobody = new Sealed<string>(LeftOutWords(answer)) };
        foreach (var (proposal, index) in answer.Match.Proposed.Select((proposal, index) => (proposal, index)))
        {
            var id = Guid.Parse(proposal.TherapistId);
            var isOffered = therapistIds.Contains(id);
            round.Proposals.Add(new MatchProposal
            {
                RoundId = round.Id,
                ClientId = client.Id,
                TherapistId = id,
                Rank = index + 1,
                Score = proposal.Score,
                ReasonsForStaff = proposal.Reasons.Select(reason => reason.ForStaff).ToArray(),
                ReasonsForClient = proposal.Reasons.Select(reason => reason.ForClient).OfType<string>().ToArray(),
                State = isOffered ? ProposalState.Offered : ProposalState.Proposed,
                DecidedById = isOffered ? userId : null,
                DecidedAt = isOffered ? now : null,
            });
        }

        work.Db.MatchRounds.Add(round);
        client.Stage = ClientStage.Matching;
        await TellAsync(client, cancel);
        await work.Db.SaveChangesAsync(cancel);
        bell.Ring();
        return MatchOutcome.Done;
    }

    /// <summary>Those shown to the client who pass every hard rule at this moment, best first; none while another level of care is recommended.</summary>
    public async Task<IReadOnlyList<Offer>> OffersAsync(Client client, CancellationToken cancel)
    {
        var stored = await OpenProposalsAsync(client.Id, cancel);
        if (stored.Count == 0) return [];
        var answer = await feed.AskAsync(client, cancel, [.. stored.Select(proposal => proposal.TherapistId)]);
        return [.. stored.Where(proposal => answer.ProposalOf(proposal.TherapistId) is not null)
            .OrderBy(proposal => proposal.Rank)
            .Select(proposal => new Offer(proposal, answer.ProposalOf(proposal.TherapistId)!, answer.People[proposal.TherapistId.ToString()]))];
    }

    /// <summary>Care begins with the one the client chose; what was booked with a therapist before is released.</summary>
    public async Task<MatchOutcome> ChooseAsync(Client client, Guid proposalId, Guid userId, CancellationToken cancel)
    {
        var offer = (await OffersAsync(client, cancel)).FirstOrDefault(known => known.Stored.Id == proposalId);
        if (offer is null)
        {
            await TellLapsedAsync(client, proposalId, cancel);
            return new MatchOutcome("This therapist can't take you on any more. We have told the practice; please choose somebody else, or wait to hear from us.");
        }

        var now = work.Database.Clock.GetCurrentInstant();
        var former = client.TherapistId;
        foreach (var relation in await work.Db.CareRelations.Where(known => known.ClientId == client.Id && known.Until == null).ToListAsync(cancel)) relation.Until = now;
        foreach (var change in await work.Db.TherapistChanges.Where(known => known.ClientId == client.Id && known.State == ChangeState.Asked).ToListAsync(cancel)) change.State = ChangeState.Done;
        work.Db.CareRelations.Add(new CareRelation { ClientId = client.Id, TherapistId = offer.Therapist.Id, From = now });
        (client.TherapistId, client.Stage) = (offer.Therapist.Id, ClientStage.InCare);
        (offer.Stored.State, offer.Stored.DecidedById, offer.Stored.DecidedAt) = (ProposalState.Chosen, userId, now);
        await CloseRoundsAsync(client.Id, cancel);
        Notices.TellMember(work, offer.Therapist.Id, NoticeKinds.NewClient, client, "Has chosen you. What intake has written down is on their page.");
        Notices.TellIntake(work, NoticeKinds.NewClient, client, $"Has chosen {offer.Therapist.Name}.");
        try
        {
            await work.Db.SaveChangesAsync(cancel);
        }
        catch (LostRaceException)
        {
            work.Db.ChangeTracker.Clear();
            return new MatchOutcome("Something about your care has changed a moment ago, perhaps by another press of a button. Please look again.");
        }

        if (former is { } before) await changes.ReleaseAsync(client.Id, before, cancel);
        return MatchOutcome.Done;
    }

    /// <summary>A first consultation stands.</summary>
    public async Task MetAsync(MatchProposal proposal, Guid userId, CancellationToken cancel)
    {
        (proposal.State, proposal.DecidedById, proposal.DecidedAt) = (ProposalState.Consultation, userId, work.Database.Clock.GetCurrentInstant());
        await work.Db.SaveChangesAsync(cancel);
    }

    /// <summary>Which rule left out whom, a line each; for staff.</summary>
    public static string LeftOutWords(MatchAnswer answer) =>
        string.Join('\n', answer.Match.LeftOut.Select(other => $"{answer.People[other.TherapistId].Name}. {other.Says}").Prepend(answer.Match.WhyNobody).OfType<string>());

    /// <summary>The rule's short name, for a table.</summary>
    public static string Name(HardRule rule) => rule switch
    {
        HardRule.Licence => "Licence",
        HardRule.Population => "Works with",
        HardRule.AcceptsNewClients => "New clients",
        HardRule.Format => "Format",
        HardRule.Language => "Language",
        HardRule.NotFormerTherapist => "Therapist before",
        _ => throw new ArgumentOutOfRangeException(nameof(rule)),
    };

    /// <summary>The client, and a teen's guardians, hear that there is something to choose: stored with the proposals, so once for each round.</summary>
    private async Task TellAsync(Client client, CancellationToken cancel)
    {
        var letter = mail.ChoiceIsReady();
        var guardians = await work.Db.HouseholdMembers.Where(member => member.ClientId == client.Id && member.Role == HouseholdRole.Guardian).ToListAsync(cancel);
        foreach (var address in guardians.Select(member => member.Email).Prepend(client.Email).OfType<Sealed<string>>())
            outbox.Add(new Letter("proposed", address.Value, letter.Subject, letter.Text) { ClientId = client.Id });
    }

    private async Task<List<MatchProposal>> OpenProposalsAsync(Guid clientId, CancellationToken cancel)
    {
        var rounds = await work.Db.MatchRounds.Where(round => round.ClientId == clientId && round.ClosedAt == null).Select(round => round.Id).ToListAsync(cancel);
        return await work.Db.MatchProposals.Where(proposal => rounds.Contains(proposal.RoundId) && Choosable.Contains(proposal.State)).ToListAsync(cancel);
    }

    private async Task CloseRoundsAsync(Guid clientId, CancellationToken cancel)
    {
        foreach (var round in await work.Db.MatchRounds.Where(known => known.ClientId == clientId && known.ClosedAt == null).ToListAsync(cancel)) round.ClosedAt = work.Database.Clock.GetCurrentInstant();
    }

    private async Task TellLapsedAsync(Client client, Guid proposalId, CancellationToken cancel)
    {
        if (await work.Db.MatchProposals.SingleOrDefaultAsync(known => known.Id == proposalId && known.ClientId == client.Id, cancel) is not { } proposal || !Choosable.Contains(proposal.State)) return;
        (proposal.State, proposal.DecidedAt, proposal.DecisionReason) = (ProposalState.Declined, work.Database.Clock.GetCurrentInstant(), "A hard rule failed at the moment of the choice.");
        Notices.TellIntake(work, NoticeKinds.ProposalLapsed, client, "Wanted a therapist who was proposed and fails a rule now. Please look at the matching again.");
        await work.Db.SaveChangesAsync(cancel);
    }
}
