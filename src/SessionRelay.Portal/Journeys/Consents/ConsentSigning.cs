using System.Security.Claims;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Consents;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Journeys.Clients;

namespace SessionRelay.Portal.Journeys.Consents;

/// <summary>A client's consents as seen by somebody who signs them: the client, or a teen's guardian.</summary>
internal sealed record ConsentFile(Client Client, HouseholdMember? Signer, ConsentStatus Status)
{
    public ConsentTask? Of(ConsentKind kind) => Status.Tasks.FirstOrDefault(task => task.Document.Kind == kind && task.Signer?.Id == Signer?.Id);
}

internal enum SigningOutcome
{
    Signed,

    /// <summary>A newer edition was published while this one was read: that one is asked for.</summary>
    Outdated,
}

/// <summary>Finds a person's consents, and signs one.</summary>
internal sealed class ConsentSigning(UnitOfWork work, MyClients mine, ConsentStatuses statuses) : IMine<ConsentFile>
{
    /// <param name="id">The client's.</param>
    public async Task<ConsentFile?> FindAsync(ClaimsPrincipal person, Guid id, CancellationToken cancel) =>
        (await mine.OfAsync(person, cancel)).FirstOrDefault(known => known.Client.Id == id) is { } found
            ? new ConsentFile(found.Client, found.Member, await statuses.OfAsync(found.Client, cancel))
            : null;

    /// <param name="read">The edition that was on the page.</param>
    /// <param name="typedName">As they typed it.</param>
    /// <param name="address">The network address that it came from.</param>
    public async Task<SigningOutcome> SignAsync(ConsentFile file, ConsentKind kind, Guid read, string typedName, string address, CancellationToken cancel)
    {
        if (file.Of(kind) is not { } task || task.Document.Id != read) return SigningOutcome.Outdated;
        if (task.Signature is not null) return SigningOutcome.Signed; // signed in another tab: the first one stays
        work.Db.ConsentSignatures.Add(new ConsentSignature
        {
            ClientId = file.Client.Id,
            DocumentId = task.Document.Id,
            Kind = kind,
            Edition = task.Document.Edition,
            MemberId = file.Signer?.Id,
            TypedName = typedName,
            SignedAt = work.Database.Clock.GetCurrentInstant(),
            Address = address,
        });
        await work.Db.SaveChangesAsync(cancel);
        return SigningOutcome.Signed;
    }
}
