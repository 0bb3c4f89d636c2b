using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.FirstContact;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Policies;

namespace SessionRelay.Portal.Journeys.Intake;

/// <summary>Which requests a queue shows.</summary>
internal enum QueueFilter
{
    /// <summary>Waiting and assigned.</summary>
    Open,
    Waiting,
    Assigned,

    /// <summary>Assigned to who looks.</summary>
    Mine,
    Closed,
}

/// <param name="Waits">Since it came.</param>
/// <param name="IsFlagged">Danger was named, and nobody has looked at it yet.</param>
internal sealed record QueueRow(ContactRequest Request, Duration Waits, bool IsFlagged, bool IsTooLong, string? AssignedTo);

/// <param name="Client">Who said that there is danger.</param>
internal sealed record OpenFlag(SafetyFlag Flag, Client Client);

/// <summary>What waits for intake: flags first, then the longest waiting.</summary>
internal sealed class RequestQueue(UnitOfWork work)
{
    /// <summary>A practice of many therapists has some dozens; a page of more is not read.</summary>
    private const int Most = 200;

    public async Task<IReadOnlyList<QueueRow>> ReadAsync(QueueFilter filter, CancellationToken cancel)
    {
        var now = work.Database.Clock.GetCurrentInstant();
        var me = await StaffIdAsync(cancel);
        var all = work.Db.ContactRequests.AsQueryable();
        var shown = filter switch
        {
            QueueFilter.Waiting => all.Where(request => request.State == RequestState.Waiting),
            QueueFilter.Assigned => all.Where(request => request.State == RequestState.Assigned),
            QueueFilter.Mine => all.Where(request => request.State == RequestState.Assigned && request.AssignedToId == me),
            QueueFilter.Closed => all.Where(request => request.State != RequestState.Waiting && request.State != RequestState.Assigned),
            _ => all.Where(request => request.State == RequestState.Waiting || request.State == RequestState.Assigned),
        };
        var ordered = filter == QueueFilter.Closed ? shown.OrderByDescending(request => request.ReceivedAt) : shown.OrderByDescending(request => request.InDanger).ThenBy(request => request.ReceivedAt);
        var requests = await ordered.Take(Most).ToListAsync(cancel);
        var names = (await work.Db.Staff.ToListAsync(cancel)).ToDictionary(member => member.Id, member => member.Name.Value);
        var flagged = (await work.Db.SafetyFlags.Where(flag => flag.ContactRequestId != null && flag.SeenAt == null).ToListAsync(cancel)).Select(flag => flag.ContactRequestId!.Value).ToHashSet();
        return
        [
            .. requests
                .Select(request => new QueueRow(
                    request, now - request.ReceivedAt, flagged.Contains(request.Id), IsTooLong(request, now), request.AssignedToId is { } id ? names.GetValueOrDefault(id) : null))
                .OrderByDescending(row => row.IsFlagged),
        ];
    }

    /// <summary>What clients said on their pages, or answered in a questionnaire, and nobody has looked at.</summary>
    public async Task<IReadOnlyList<OpenFlag>> FlagsAsync(CancellationToken cancel)
    {
        var flags = await work.Db.SafetyFlags.Where(flag => flag.ClientId != null && flag.ContactRequestId == null && flag.SeenAt == null).OrderBy(flag => flag.RaisedAt).Take(Most).ToListAsync(cancel);
        var ids = flags.Select(flag => flag.ClientId!.Value).Distinct().ToList();
        var clients = (await work.Db.Clients.Where(client => ids.Contains(client.Id)).ToListAsync(cancel)).ToDictionary(client => client.Id);
        return [.. flags.Select(flag => new OpenFlag(flag, clients[flag.ClientId!.Value]))];
    }

    public static bool IsTooLong(ContactRequest request, Instant now) => request.State switch
    {
        RequestState.Waiting => WaitingRules.IsTooLong(now - request.ReceivedAt, isAssigned: false, request.InDanger),
        RequestState.Assigned => WaitingRules.IsTooLong(now - (request.AssignedAt ?? request.ReceivedAt), isAssigned: true, request.InDanger),
        _ => false,
    };

    /// <summary>Who looks, as a member of the staff; null for an owner who is none.</summary>
    private async Task<Guid?> StaffIdAsync(CancellationToken cancel) =>
        work.Person?.UserId is { } user ? (await work.Db.Staff.Where(member => member.UserId == user).Select(member => (Guid?)member.Id).FirstOrDefaultAsync(cancel)) : null;
}
