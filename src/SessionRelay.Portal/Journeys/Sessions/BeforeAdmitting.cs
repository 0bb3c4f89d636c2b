using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Consents;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Journeys.Sessions;

/// <summary>What a therapist must know before they let somebody in.</summary>
/// <param name="Unsigned">Not signed in their present edition by all who must.</param>
/// <param name="KeepsOut">Some of them can be signed, and nobody comes in before they are.</param>
/// <param name="Unlicensed">Where people said they are and no licence of the therapist holds.</param>
/// <param name="HasOpenFlag">Somebody flagged danger and nobody has looked at it yet.</param>
/// <param name="Checks">What each said last, by participant.</param>
internal sealed record AdmitWarnings(
    IReadOnlyList<ConsentGap> Unsigned, bool KeepsOut, IReadOnlyList<Region> Unlicensed, bool HasOpenFlag, IReadOnlyDictionary<Guid, JoinCheck> Checks)
{
    public bool IsEmpty => Unsigned.Count == 0 && Unlicensed.Count == 0 && !HasOpenFlag;
}

/// <summary>A document that somebody who must has not signed in its present edition.</summary>
/// <param name="Title">Of the present edition; null while the practice has put none in force.</param>
/// <param name="OfClient">The client has not.</param>
/// <param name="OfGuardian">Of a teen's guardians not as many have as the practice's rules ask for: one, or each.</param>
/// <param name="Guardians">Those who could close it; of a teen without any, nobody.</param>
/// <param name="IsEach">All of them must; else one is enough.</param>
internal sealed record ConsentGap(ConsentKind Kind, string? Title, bool OfClient, bool OfGuardian, IReadOnlyList<HouseholdMember> Guardians, bool IsEach);

/// <summary>Asks the database for them.</summary>
internal sealed class BeforeAdmitting(UnitOfWork work)
{
    public async Task<AdmitWarnings> OfAsync(Booking booking, Client client, CancellationToken cancel)
    {
        var checks = await work.Db.JoinChecks.AsNoTracking().Where(check => check.BookingId == booking.Id).ToListAsync(cancel);
        var last = checks.GroupBy(check => check.ParticipantId).ToDictionary(of => of.Key, of => of.MaxBy(check => check.At)!);
        var gaps = await GapsAsync(client, cancel);
        return new AdmitWarnings(
            gaps,
            gaps.Any(gap => gap.Title is not null),
            [.. last.Values.Where(check => check.IsUnlicensed).Select(check => check.Region).Distinct()],
            client.HasOpenFlag || await work.Db.SafetyFlags.AnyAsync(flag => flag.ClientId == client.Id && flag.SeenAt == null, cancel),
            last);
    }

    /// <summary>What somebody's way into a session waits for. What the practice has not put in force is not among it, for nobody could sign it: of that the therapist is warned.</summary>
    /// <returns>Empty also for who was let into this session already: a new edition doesn't keep out whose connection broke.</returns>
    public async Task<IReadOnlyList<ConsentGap>> UnsignedAsync(JoinTarget target, CancellationToken cancel)
    {
        var gaps = await GapsAsync(target.Client, cancel);
        List<ConsentGap> unsigned = [.. gaps.Where(gap => gap.Title is not null)];
        if (unsigned.Count == 0) return unsigned;
        var (place, opened) = (target.Participant.Id, target.OpensAt);
        return await work.Db.JoinChecks.AsNoTracking().AnyAsync(check => check.ParticipantId == place && check.At >= opened, cancel) ? [] : unsigned;
    }

    /// <summary>Kinds whose present edition the client hasn't signed; of a teen's, also those that no guardian has, or not each, as the practice's rules ask.</summary>
    public async Task<IReadOnlyList<ConsentGap>> GapsAsync(Client client, CancellationToken cancel)
    {
        var present = await work.Db.ConsentDocuments.AsNoTracking().Where(document => document.ReplacedAt == null).ToListAsync(cancel);
        var signed = await work.Db.ConsentSignatures.AsNoTracking().Where(signature => signature.ClientId == client.Id).ToListAsync(cancel);
        var guardians = client.Population == Population.Teen
            ? await work.Db.HouseholdMembers.AsNoTracking().Where(member => member.ClientId == client.Id && member.Role == HouseholdRole.Guardian).OrderBy(member => member.Id).ToListAsync(cancel)
            : null;
        var each = guardians is not null && (await new ScheduleReader(work).PolicyAsync(cancel)).EveryGuardianSigns;
        var gaps = new List<ConsentGap>();
        foreach (var kind in Enum.GetValues<ConsentKind>())
        {
            // Who has signed the present edition in any language has signed it. What the practice has not put in force can't be signed, and is missing all the same.
            var editions = present.Where(document => document.Kind == kind).ToList();
            var by = signed.Where(signature => editions.Exists(document => document.Id == signature.DocumentId)).Select(signature => signature.MemberId).ToList();
            var waited = guardians?.Where(guardian => !by.Contains(guardian.Id)).ToList() ?? [];
            var ofGuardian = guardians is not null && (guardians.Count == 0 || (each ? waited.Count > 0 : waited.Count == guardians.Count));
            var ofClient = !by.Contains(null);
            if (!ofClient && !ofGuardian) continue;
            gaps.Add(new ConsentGap(kind, editions.OrderByDescending(document => document.Language == client.Language).FirstOrDefault()?.Title, ofClient, ofGuardian, ofGuardian ? waited : [], each));
        }

        return gaps;
    }
}
