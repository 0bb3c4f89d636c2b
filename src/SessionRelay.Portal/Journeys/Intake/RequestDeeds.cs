using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Data.FirstContact;
using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Journeys.Intake;

/// <summary>What staff do with a request. Each deed names the version that it was decided on: who comes second hears of who was first.</summary>
internal sealed class RequestDeeds(UnitOfWork work, IntakeStaff staff)
{
    /// <returns>False when nobody of this id can take it on.</returns>
    /// <exception cref="LostRaceException">Somebody else was first.</exception>
    public async Task<bool> AssignAsync(ContactRequest request, int version, Guid? clinician, CancellationToken cancel)
    {
        if ((await staff.CliniciansAsync(cancel)).All(member => member.Id != clinician)) return false;
        Expect(request, version);
        (request.AssignedToId, request.AssignedAt) = (clinician, work.Database.Clock.GetCurrentInstant());
        if (request.State == RequestState.Waiting) request.State = RequestState.Assigned;
        request.RemindedAt = null; // the next step has a patience of its own
        if (request.ClientId is { } id && await work.Db.Clients.SingleOrDefaultAsync(client => client.Id == id, cancel) is { } client) client.IntakeStaffId = clinician;
        await work.Db.SaveChangesAsync(cancel);
        return true;
    }

    /// <summary>Closes it without taking it on.</summary>
    /// <exception cref="LostRaceException">Somebody else was first.</exception>
    public async Task CloseAsync(ContactRequest request, int version, string reason, bool isWithdrawn, CancellationToken cancel)
    {
        Expect(request, version);
        request.State = isWithdrawn ? RequestState.Withdrawn : RequestState.Declined;
        request.Answers = new Sealed<ContactAnswers>(request.Answers.Value with { ClosedFor = reason });
        await work.Db.SaveChangesAsync(cancel);
    }

    /// <summary>Somebody has looked at the danger that was named, and says what they did.</summary>
    public async Task SeenAsync(Guid flagId, string note, CancellationToken cancel)
    {
        var flag = await work.Db.SafetyFlags.SingleAsync(known => known.Id == flagId, cancel);
        if (flag.SeenAt is not null) return; // somebody was quicker: theirs stays
        (flag.SeenAt, flag.SeenById, flag.Note) = (work.Database.Clock.GetCurrentInstant(), work.Person?.UserId, note);
        if (flag.ClientId is { } id && !await work.Db.SafetyFlags.AnyAsync(other => other.ClientId == id && other.Id != flagId && other.SeenAt == null, cancel))
            (await work.Db.Clients.SingleAsync(client => client.Id == id, cancel)).HasOpenFlag = false;
        await work.Db.SaveChangesAsync(cancel);
    }

    private void Expect(ContactRequest request, int version) => work.Db.Entry(request).Property(row => row.Version).OriginalValue = version;
}
