using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Journeys.Care;

/// <summary>A notice with whom it is about.</summary>
internal sealed record ShownNotice(StaffNotice Notice, string ClientName);

/// <summary>What staff should know and has not ticked off.</summary>
internal sealed class NoticeBoard(UnitOfWork work)
{
    /// <summary>More than these are not shown at once; who may be in danger comes first, then what waits longest.</summary>
    private const int MostShown = 200;

    public Task<IReadOnlyList<ShownNotice>> ForIntakeAsync(CancellationToken cancel) =>
        ShowAsync(work.Db.StaffNotices.Where(notice => notice.StaffId == null && notice.ForRole == PortalRole.Intake), cancel);

    public Task<IReadOnlyList<ShownNotice>> ForMemberAsync(Guid staffId, CancellationToken cancel) =>
        ShowAsync(work.Db.StaffNotices.Where(notice => notice.StaffId == staffId), cancel);

    /// <returns>False when it isn't theirs or isn't there.</returns>
    /// <param name="staffId">Null for those of intake.</param>
    public async Task<bool> TickOffAsync(Guid noticeId, Guid? staffId, Guid userId, CancellationToken cancel)
    {
        var notice = await work.Db.StaffNotices.SingleOrDefaultAsync(known => known.Id == noticeId && known.StaffId == staffId, cancel);
        if (notice is null || (staffId is null && notice.ForRole != PortalRole.Intake)) return false;
        if (notice.DoneAt is not null) return true;
        (notice.DoneAt, notice.DoneById) = (work.Database.Clock.GetCurrentInstant(), userId);
        await work.Db.SaveChangesAsync(cancel);
        return true;
    }

    private async Task<IReadOnlyList<ShownNotice>> ShowAsync(IQueryable<StaffNotice> notices, CancellationToken cancel)
    {
        var found = await notices.AsNoTracking().Where(notice => notice.DoneAt == null && notice.ClientId != null)
            .OrderByDescending(notice => notice.Kind == NoticeKinds.SafetyFlag).ThenBy(notice => notice.At).Take(MostShown).ToListAsync(cancel);
        var ids = found.ConvertAll(notice => notice.ClientId!.Value);
        var clients = await work.Db.Clients.AsNoTracking().Where(client => ids.Contains(client.Id)).ToDictionaryAsync(client => client.Id, cancel);
        return [.. found.Where(notice => clients.ContainsKey(notice.ClientId!.Value)).Select(notice => new ShownNotice(notice, clients[notice.ClientId!.Value].Name.Value))];
    }
}
