using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Assessments;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Matches;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Screening;
using SessionRelay.Portal.Journeys.Consents;

namespace SessionRelay.Portal.Journeys.Clients;

/// <summary>What a client has to do, or to wait for. In the order in which it is done.</summary>
internal enum StepKind
{
    /// <summary>Help beside or instead of sessions here is recommended: whom to turn to comes first.</summary>
    Referral,
    Consents,
    Questionnaires,
    ChooseTherapist,

    /// <summary>Staff has proposed times.</summary>
    AnswerTimes,
    NextSession,
    BookSession,

    /// <summary>Nothing is to be done: the practice is at it.</summary>
    Wait,
}

/// <param name="Count">How many documents or questionnaires.</param>
/// <param name="Booking">The next session.</param>
internal sealed record ClientStep(StepKind Kind, int Count = 1, Booking? Booking = null);

/// <summary>Finds the next steps on a client's way.</summary>
internal sealed class ClientSteps(UnitOfWork work, ConsentStatuses consents)
{
    /// <summary>Filled in once before the assessment; later ones are asked for by the clinician.</summary>
    private static readonly string[] BeforeAssessment = [Instrument.Phq9.Name, Instrument.Gad7.Name];

    public async Task<IReadOnlyList<ClientStep>> OfAsync(MyClient mine, CancellationToken cancel)
    {
        var client = mine.Client;
        var steps = new List<ClientStep>();
        if (await ReferralsAsync(client.Id, cancel) is > 0 and var referrals) steps.Add(new ClientStep(StepKind.Referral, referrals));
        if ((await consents.OfAsync(client, cancel)).MissingOf(mine.Member).Count is > 0 and var missing) steps.Add(new ClientStep(StepKind.Consents, missing));
        if (mine.Member is null && client.Stage is ClientStage.Asked or ClientStage.Intake && await OpenFormsAsync(client.Id, cancel) is > 0 and var forms)
            steps.Add(new ClientStep(StepKind.Questionnaires, forms));
        if (client.TherapistId is null && await HasOfferAsync(client.Id, cancel)) steps.Add(new ClientStep(StepKind.ChooseTherapist));
        if (await ProposedAsync(client.Id, cancel) is > 0 and var proposed) steps.Add(new ClientStep(StepKind.AnswerTimes, proposed));
        if (await NextAsync(client.Id, cancel) is { } next) steps.Add(new ClientStep(StepKind.NextSession, Booking: next));
        else if (client.TherapistId is not null) steps.Add(new ClientStep(StepKind.BookSession));
        else if (steps.All(step => step.Kind is not (StepKind.ChooseTherapist or StepKind.AnswerTimes) && (step.Kind != StepKind.Referral || client.Stage != ClientStage.Referred))) steps.Add(new ClientStep(StepKind.Wait));
        return steps;
    }

    private async Task<int> OpenFormsAsync(Guid clientId, CancellationToken cancel)
    {
        var done = await work.Db.ScreeningForms.Where(form => form.ClientId == clientId && form.FinishedAt != null).Select(form => form.Instrument).Distinct().ToListAsync(cancel);
        return BeforeAssessment.Except(done).Count();
    }

    private Task<int> ReferralsAsync(Guid clientId, CancellationToken cancel) =>
        work.Db.Referrals.CountAsync(referral => referral.ClientId == clientId && (referral.State == ReferralState.Open || referral.State == ReferralState.NotTakenUp), cancel);

    private Task<int> ProposedAsync(Guid clientId, CancellationToken cancel) =>
        work.Db.TimeProposals.CountAsync(TimeProposal.IsOpenOf(clientId, work.Database.Clock.GetCurrentInstant()), cancel);

    private Task<bool> HasOfferAsync(Guid clientId, CancellationToken cancel) =>
        work.Db.MatchRounds.AnyAsync(round => round.ClientId == clientId && round.ClosedAt == null && round.Proposals.Any(proposal => proposal.State == ProposalState.Offered), cancel);

    /// <summary>The session that goes on or comes next.</summary>
    private async Task<Booking?> NextAsync(Guid clientId, CancellationToken cancel)
    {
        var now = work.Database.Clock.GetCurrentInstant();
        var day = now - Duration.FromDays(1);
        var coming = await work.Db.Bookings.Where(booking => booking.ClientId == clientId && booking.State == BookingState.Booked && booking.Start > day).OrderBy(booking => booking.Start).Take(20).ToListAsync(cancel);
        return coming.Find(booking => booking.End > now);
    }
}
