using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Assessments;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Journeys.Care;

/// <summary>What a clinician records; each record counts instead of the one before, in mid-treatment too.</summary>
internal sealed class Assessments(UnitOfWork work, Referrals referrals)
{
    public Task<Assessment?> LatestAsync(Guid clientId, CancellationToken cancel) =>
        work.Db.Assessments.AsNoTracking().Where(known => known.ClientId == clientId).OrderByDescending(known => known.At).ThenByDescending(known => known.Id).FirstOrDefaultAsync(cancel);

    public Task<List<Assessment>> AllAsync(Guid clientId, CancellationToken cancel) =>
        work.Db.Assessments.AsNoTracking().Where(known => known.ClientId == clientId).OrderByDescending(known => known.At).ToListAsync(cancel);

    /// <summary>Sessions to come, first one first.</summary>
    public Task<List<Booking>> OpenBookingsAsync(Guid clientId, CancellationToken cancel)
    {
        var now = work.Database.Clock.GetCurrentInstant();
        return work.Db.Bookings.AsNoTracking()
            .Where(booking => booking.ClientId == clientId && booking.Start > now && (booking.State == BookingState.Booked || booking.State == BookingState.Requested))
            .OrderBy(booking => booking.Start)
            .ToListAsync(cancel);
    }

    /// <summary>
    /// Records an assessment with all its effects in one save: a level other than teletherapy opens its referral and closes what was proposed; open bookings stay,
    /// and staff hears how many there are.
    /// </summary>
    public async Task RecordAsync(Client client, Guid clinicianId, AssessmentFindings findings, LevelOfCare level, bool medication, bool testing, CancellationToken cancel)
    {
        var now = work.Database.Clock.GetCurrentInstant();
        var assessment = new Assessment
        {
            ClientId = client.Id,
            ClinicianId = clinicianId,
            At = now,
            Level = level,
            NeedsMedicationManagement = medication,
            NeedsPsychologicalTesting = testing,
            Findings = findings,
        };
        work.Db.Assessments.Add(assessment);
        var effects = CareEffects.Of(level);
        await referrals.KeepOnlyAsync(client, effects.Referral, cancel);
        if (effects.Referral is { } kind) await referrals.OpenAsync(client, assessment.Id, kind, effects.FollowUpWithin!.Value, cancel);
        if (medication) await referrals.OpenAsync(client, assessment.Id, ReferralKind.MedicationManagement, Referrals.BesideFollowUp, cancel);
        if (testing) await referrals.OpenAsync(client, assessment.Id, ReferralKind.PsychologicalTesting, Referrals.BesideFollowUp, cancel);
        if (effects.ShowsCrisisHelp)
        {
            work.Db.SafetyFlags.Add(new SafetyFlag { ClientId = client.Id, Source = FlagSource.Clinician, RaisedAt = now });
            client.HasOpenFlag = true;
        }

        if (effects.BlocksMatching) await BlockAsync(client, level, now, cancel);
        else if (client.TherapistId is not null) client.Stage = ClientStage.InCare;
        else if (client.Stage is not ClientStage.Matching) client.Stage = ClientStage.Assessed;
        await work.Db.SaveChangesAsync(cancel);
    }

    private async Task BlockAsync(Client client, LevelOfCare level, Instant now, CancellationToken cancel)
    {
        client.Stage = ClientStage.Referred;
        foreach (var round in await work.Db.MatchRounds.Where(known => known.ClientId == client.Id && known.ClosedAt == null).ToListAsync(cancel)) round.ClosedAt = now;
        var open = await OpenBookingsAsync(client.Id, cancel);
        var details = $"{FindingWords.Of(level)} is recommended. A referral is open: add contacts and follow up. "
            + (open.Count == 0 ? "No session is booked." : $"Sessions to come: {open.Count}. Decide with the client what becomes of them.");
        Notices.TellIntake(work, NoticeKinds.LevelOfCare, client, details);
        Notices.TellMember(work, client.TherapistId, NoticeKinds.LevelOfCare, client, details);
    }
}
