using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Assessments;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.FirstContact;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Policies;

namespace SessionRelay.Portal.Journeys.Care;

/// <summary>A step after the request that waits longer than <see cref="WaitingRules"/> allow, or a referral whose day to ask has come.</summary>
/// <param name="RecordId">The client, the referral or the move.</param>
/// <param name="Since">Since when it waits; of a referral the day to ask. A step that waits anew has another one.</param>
internal sealed record CareWait(CareStep Step, Guid ClientId, Guid RecordId, Instant Since)
{
    /// <summary>Tells one waiting from every other, also of the same record.</summary>
    public string Mark => $"{Step} {RecordId:N} {Since.ToUnixTimeSeconds()}";
}

/// <summary>Finds what waits after the first contact: nothing waits unseen.</summary>
internal sealed class CareWaits(UnitOfWork work)
{
    /// <summary>More than these are not told of at once; the rest comes with the next look.</summary>
    private const int Most = 200;

    private static readonly ClientStage[] WithoutTherapist = [ClientStage.Intake, ClientStage.Assessed, ClientStage.Matching];

    public async Task<IReadOnlyList<CareWait>> FindAsync(CancellationToken cancel)
    {
        var now = work.Database.Clock.GetCurrentInstant();
        return [.. await ReferralsAsync(now, cancel), .. await MovesAsync(now, cancel), .. await ClientsAsync(now, cancel)];
    }

    private async Task<IEnumerable<CareWait>> ReferralsAsync(Instant now, CancellationToken cancel) =>
        (await work.Db.Referrals.AsNoTracking()
            .Where(referral => (referral.State == ReferralState.Open || referral.State == ReferralState.NotTakenUp) && referral.FollowUpAt <= now)
            .OrderBy(referral => referral.FollowUpAt).Take(Most).ToListAsync(cancel))
        .Select(referral => new CareWait(CareStep.FollowUp, referral.ClientId, referral.Id, referral.FollowUpAt!.Value));

    private async Task<IEnumerable<CareWait>> MovesAsync(Instant now, CancellationToken cancel)
    {
        var latest = now - WaitingRules.Of(CareStep.Move);
        return (await work.Db.HouseMoves.AsNoTracking().Where(move => move.SettledAt == null && move.ToldAt <= latest).OrderBy(move => move.ToldAt).Take(Most).ToListAsync(cancel))
            .Select(move => new CareWait(CareStep.Move, move.ClientId, move.Id, move.ToldAt));
    }

    /// <summary>Clients without a therapist, by where they are on the way; who has something booked to come waits for that day and not for us.</summary>
    private async Task<IEnumerable<CareWait>> ClientsAsync(Instant now, CancellationToken cancel)
    {
        var clients = await work.Db.Clients.AsNoTracking().Where(client => client.TherapistId == null && WithoutTherapist.Contains(client.Stage)).OrderBy(client => client.CreatedAt).Take(Most).ToListAsync(cancel);
        if (clients.Count == 0) return [];
        var ids = clients.ConvertAll(client => client.Id);
        var bookings = (await work.Db.Bookings.AsNoTracking().Where(booking => ids.Contains(booking.ClientId) && booking.State != BookingState.Cancelled).ToListAsync(cancel)).ToLookup(booking => booking.ClientId);
        var assessed = (await work.Db.Assessments.AsNoTracking().Where(known => ids.Contains(known.ClientId)).ToListAsync(cancel)).ToLookup(known => known.ClientId, known => known.At);
        var proposed = (await work.Db.MatchRounds.AsNoTracking().Where(known => ids.Contains(known.ClientId)).ToListAsync(cancel)).ToLookup(known => known.ClientId, known => known.MadeAt);
        // A request that is not done yet has a reminder of its own.
        var asked = (await work.Db.ContactRequests.AsNoTracking().Where(request => request.ClientId != null && ids.Contains(request.ClientId.Value) && (request.State == RequestState.Waiting || request.State == RequestState.Assigned))
            .Select(request => request.ClientId!.Value).ToListAsync(cancel)).ToHashSet();
        return
        [
            .. clients.Where(client => !asked.Contains(client.Id) && !bookings[client.Id].Any(booking => booking.End > now)).Select(client =>
            {
                var (step, moments) = client.Stage switch
                {
                    ClientStage.Assessed => (CareStep.Matching, assessed[client.Id]),
                    ClientStage.Matching => (CareStep.Choice, proposed[client.Id]),
                    _ => (CareStep.Assessment, Enumerable.Empty<Instant>()),
                };
                return new CareWait(step, client.Id, client.Id, moments.Concat(bookings[client.Id].Select(booking => booking.End)).Append(client.CreatedAt).Max());
            }).Where(wait => now - wait.Since >= WaitingRules.Of(wait.Step)),
        ];
    }
}
