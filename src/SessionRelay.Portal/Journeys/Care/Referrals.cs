using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Assessments;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Journeys.Care;

/// <summary>Where clients are sent: opened with the practice's own contacts, worked by intake until somebody has taken the client in.</summary>
internal sealed class Referrals(UnitOfWork work)
{
    /// <summary>When to ask after a referral that goes beside the therapy.</summary>
    public static readonly Duration BesideFollowUp = Duration.FromDays(14);

    /// <summary>Those a level of care opens; the others go beside any level.</summary>
    private static readonly ReferralKind[] OfLevels = [ReferralKind.InPerson, ReferralKind.IntensiveOutpatient, ReferralKind.Inpatient, ReferralKind.Emergency];

    /// <summary>The place of the practice's text with its usual contacts: <c>referral-inperson</c>.</summary>
    public static string TextOf(ReferralKind kind) => "referral-" + kind.ToString().ToLowerInvariant();

    public static bool IsOpen(Referral referral) => referral.State is ReferralState.Open or ReferralState.NotTakenUp;

    public Task<List<Referral>> OfAsync(Guid clientId, CancellationToken cancel) =>
        work.Db.Referrals.AsNoTracking().Where(known => known.ClientId == clientId).OrderByDescending(known => known.OpenedAt).ToListAsync(cancel);

    /// <summary>Those to work, the one that waits longest for its follow-up first.</summary>
    public Task<List<Referral>> ToWorkAsync(CancellationToken cancel) =>
        work.Db.Referrals.AsNoTracking().Where(known => known.State == ReferralState.Open || known.State == ReferralState.NotTakenUp)
            .OrderBy(known => known.FollowUpAt == null).ThenBy(known => known.FollowUpAt).Take(200).ToListAsync(cancel);

    /// <summary>Opens one unless one of its kind is open; the caller saves.</summary>
    public async Task OpenAsync(Client client, Guid? assessmentId, ReferralKind kind, Duration followUp, CancellationToken cancel)
    {
        if (await work.Db.Referrals.AnyAsync(known => known.ClientId == client.Id && known.Kind == kind && (known.State == ReferralState.Open || known.State == ReferralState.NotTakenUp), cancel)) return;
        var place = TextOf(kind);
        var usual = await work.Db.PracticeTexts.AsNoTracking().FirstOrDefaultAsync(text => text.Place == place, cancel);
        var now = work.Database.Clock.GetCurrentInstant();
        work.Db.Referrals.Add(new Referral
        {
            ClientId = client.Id,
            AssessmentId = assessmentId,
            Kind = kind,
            OpenedAt = now,
            FollowUpAt = now + followUp,
            Contacts = usual is null ? null : new Sealed<string>(usual.Text),
        });
    }

    /// <summary>Closes open referrals of other levels of care, as the recommendation has changed; the caller saves.</summary>
    public async Task KeepOnlyAsync(Client client, ReferralKind? kept, CancellationToken cancel)
    {
        foreach (var referral in await work.Db.Referrals.Where(known => known.ClientId == client.Id && OfLevels.Contains(known.Kind)).ToListAsync(cancel))
        {
            if (!IsOpen(referral) || referral.Kind == kept) continue;
            (referral.State, referral.Outcome) = (ReferralState.Closed, "The recommended level of care has changed.");
        }
    }

    /// <summary>How it stands now; the caller saves.</summary>
    /// <param name="referral">That is changed.</param>
    /// <param name="contacts">Whom to turn to, for the client; may be empty.</param>
    /// <param name="state">How it stands.</param>
    /// <param name="followUp">Null only when nothing is left to ask.</param>
    /// <param name="outcome">For staff; may be empty.</param>
    public static void Work(Referral referral, string contacts, ReferralState state, Instant? followUp, string outcome)
    {
        referral.Contacts = contacts.Length == 0 ? null : new Sealed<string>(contacts);
        referral.State = state;
        referral.FollowUpAt = followUp;
        referral.Outcome = outcome.Length == 0 ? null : new Sealed<string>(outcome);
    }
}
