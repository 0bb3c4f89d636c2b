using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Journeys.Clients;

/// <summary>
/// Whose care a signed-in person's request is about: a client's own, or that of a teen for whom a guardian acts. A guardian of several says which by the page's
/// address, or opens a record of one of them.
/// </summary>
internal sealed class WhoseCare(UnitOfWork work)
{
    private List<Guid>? teens;

    /// <summary>The record that this request is about; null as long as nobody has said: the person's own, or their first teen's.</summary>
    public Guid? Chosen { get; set; }

    /// <summary>Teens for whom the request's person is guardian, in the order in which they came here. Asked of the database once.</summary>
    public async Task<IReadOnlyList<Guid>> TeensOfAsync(Guid userId, CancellationToken cancel) => teens ??=
        await work.Db.HouseholdMembers.Where(member => member.UserId == userId && member.Role == HouseholdRole.Guardian).OrderBy(member => member.Id).Select(member => member.ClientId).ToListAsync(cancel);

    /// <returns>The record, and as whom of the household this person acts (null: it is their own). Null when the chosen one is not theirs, or there is none.</returns>
    public async Task<(Guid ClientId, HouseholdMember? Member)?> OfAsync(Guid userId, CancellationToken cancel)
    {
        var members = await work.Db.HouseholdMembers.Where(member => member.UserId == userId && member.Role != HouseholdRole.FormerGuardian).OrderBy(member => member.Id).ToListAsync(cancel);
        if (members.Find(member => Chosen is null || member.ClientId == Chosen) is { } acting) return (acting.ClientId, acting);
        var own = await work.Db.Users.Where(user => user.Id == userId).Select(user => user.ClientId).SingleOrDefaultAsync(cancel);
        return own is { } id && (Chosen is null || id == Chosen) ? (id, null) : null;
    }
}
