using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.FirstContact;
using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Journeys.Intake;

/// <summary>What staff do with a request. Each deed names what it was decided on, by the form's stamp: who comes second hears of who was first.</summary>
internal sealed class RequestDeeds(UnitOfWork work, IntakeStaff staff, LostRaces races)
{
    /// <returns>False when nobody of this id can take it on.</returns>
    /// <exception cref="LostRaceException">Somebody else was first.</exception>
    public async Task<bool> AssignAsync(ContactRequest request, string? stamp, Guid? clinician, CancellationToken cancel)
    {
        if ((await staff.CliniciansAsync(cancel)).All(member => member.Id != clinician)) return false;
        races.Expect([request], stamp);
        (request.AssignedToId, request.AssignedAt) = (clinician, work.Database.Clock.GetCurrentInstant());
        if (request.State == RequestState.Waiting) request.State = RequestState.Assigned;
        request.RemindedAt = null; // the next step has a patience of its own
        if (request.ClientId is { } id && await work.Db.Clients.SingleOrDefaultAsync(client => client.Id == id, cancel) is { } client) client.IntakeStaffId = clinician;
        await work.Db.SaveChangesAsync(cancel);
        return true;
    }

    /// <summary>Closes it without taking it on.</summary>
    /// <exception cref="LostRaceException">Somebody else was first.</exception>
    public async Task CloseAsync(ContactRequest request, string? stamp, string reason, bool isWithdrawn, CancellationToken cancel)
    {
        races.Expect([request], stamp);
        request.State = isWithdrawn ? RequestState.Withdrawn : RequestState.Declined;
        request.Answers = new Sealed<ContactAnswers>(request.Answers.Value with { ClosedFor = reason });
        await work.Db.SaveChangesAsync(cancel);
    }

    /// <summary>Somebody has looked at the danger that was named, and says what they did. It was looked at before: theirs is added to what others wrote.</summary>
    /// <exception cref="LostRaceException">Somebody else was first.</exception>
    public async Task SeenAsync(SafetyFlag flag, string? stamp, string note, CancellationToken cancel)
    {
        races.Expect([flag], stamp);
        var before = flag.SeenAt is null ? null : flag.Note?.Value;
        (flag.SeenAt, flag.SeenById, flag.Note) = (work.Database.Clock.GetCurrentInstant(), work.Person?.UserId, before is null ? note : $"{before}\n\n{note}");
        if (flag.ClientId is { } id && !await work.Db.SafetyFlags.AnyAsync(other => other.ClientId == id && other.Id != flag.Id && other.SeenAt == null, cancel))
            (await work.Db.Clients.SingleAsync(client => client.Id == id, cancel)).HasOpenFlag = false;
        await work.Db.SaveChangesAsync(cancel);
    }
}
