using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Policies;
using SessionRelay.Portal.Domain.Scheduling;
using SessionRelay.Portal.Journeys.Bookings;

namespace SessionRelay.Portal.Journeys.Care;

/// <summary>A client leaves a therapist: nothing is charged, and what is known of the client stays with the client.</summary>
internal sealed class TherapistChanges(UnitOfWork work, BookingStore bookings, ScheduleReader schedules, EarlierTimes earlier)
{
    /// <summary>Whether the practice's policy still counts these as first sessions.</summary>
    public async Task<bool> IsFreeAsync(Client client, Guid therapistId, CancellationToken cancel)
    {
        var held = await work.Db.Bookings.CountAsync(
            booking => booking.ClientId == client.Id && booking.TherapistId == therapistId && booking.Kind == BookingKind.Therapy && booking.State == BookingState.Held, cancel);
        return ChangeRules.IsTherapistChangeFree(await schedules.PolicyAsync(cancel), held);
    }

    /// <summary>Ends the care of the present therapist, releases what is booked with them, and tells intake.</summary>
    /// <param name="reason">In the client's words; empty when they gave none.</param>
    /// <returns>Null when there is no therapist to leave.</returns>
    public async Task<TherapistChange?> AskAsync(Client client, string reason, CancellationToken cancel)
    {
        if (client.TherapistId is not { } former) return null;
        var now = work.Database.Clock.GetCurrentInstant();
        var change = new TherapistChange
        {
            ClientId = client.Id,
            TherapistId = former,
            AskedAt = now,
            Reason = reason.Length == 0 ? null : new Sealed<string>(reason),
            IsFree = await IsFreeAsync(client, former, cancel),
        };
        work.Db.TherapistChanges.Add(change);
        foreach (var relation in await work.Db.CareRelations.Where(known => known.ClientId == client.Id && known.Until == null).ToListAsync(cancel)) relation.Until = now;
        foreach (var round in await work.Db.MatchRounds.Where(known => known.ClientId == client.Id && known.ClosedAt == null).ToListAsync(cancel)) round.ClosedAt = now;
        foreach (var proposal in await work.Db.TimeProposals.Where(known => known.ClientId == client.Id && known.TherapistId == former && known.State == TimeProposalState.Open).ToListAsync(cancel))
            (proposal.State, proposal.ClosedAt) = (TimeProposalState.Withdrawn, now);
        client.TherapistId = null;
        if (client.Stage is ClientStage.InCare) client.Stage = ClientStage.Matching;
        Notices.TellIntake(work, NoticeKinds.TherapistChange, client, $"Asks for another therapist{(change.IsFree ? ", within the first sessions" : "")}. {(reason.Length == 0 ? "No reason given." : "Reason: " + reason)}");
        Notices.TellMember(work, former, NoticeKinds.TherapistChange, client, "Has asked for another therapist. Sessions to come are released.");
        await work.Db.SaveChangesAsync(cancel);
        change.Released = await ReleaseAsync(client.Id, former, cancel);
        await work.Db.SaveChangesAsync(cancel);
        return change;
    }

    /// <summary>Gives back every time to come with a therapist, without charge; who waits for an earlier one hears of it.</summary>
    /// <returns>How many.</returns>
    public async Task<int> ReleaseAsync(Guid clientId, Guid therapistId, CancellationToken cancel)
    {
        var now = work.Database.Clock.GetCurrentInstant();
        var open = await work.Db.Bookings
            .Where(booking => booking.ClientId == clientId && booking.TherapistId == therapistId && booking.Start > now && (booking.State == BookingState.Booked || booking.State == BookingState.Requested))
            .Select(booking => booking.Id).ToListAsync(cancel);
        if (open.Count == 0) return 0;
        var released = await bookings.CancelAsync(open, "Change of therapist", _ => BookingCharge.None, cancel);
        foreach (var booking in released) await earlier.FreedAsync(therapistId, InstantRange.Of(booking.Start, booking.Minutes), cancel);
        return released.Count;
    }
}
