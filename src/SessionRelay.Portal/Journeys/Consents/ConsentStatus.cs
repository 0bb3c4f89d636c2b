using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Consents;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Journeys.Consents;

/// <param name="Signer">A guardian; null for the client.</param>
/// <param name="Signature">Under this edition; null while it is missing.</param>
internal sealed record ConsentTask(ConsentDocument Document, HouseholdMember? Signer, ConsentSignature? Signature);

/// <summary>What a client and, for a teen, the guardian have signed of the editions that hold now. A new edition is missing until it is signed.</summary>
/// <param name="Unpublished">Kinds of which the practice has no document yet: they can't be signed, and are missing all the same.</param>
internal sealed record ConsentStatus(IReadOnlyList<ConsentTask> Tasks, IReadOnlyList<ConsentKind> Unpublished)
{
    /// <summary>What can be signed and is not.</summary>
    public IReadOnlyList<ConsentTask> Missing { get; } = [.. Tasks.Where(task => task.Signature is null)];

    /// <summary>For the warning before admitting.</summary>
    public bool IsComplete => Missing.Count == 0 && Unpublished.Count == 0;

    /// <summary>What one person still has to sign.</summary>
    public IReadOnlyList<ConsentTask> MissingOf(HouseholdMember? signer) => [.. Missing.Where(task => task.Signer?.Id == signer?.Id)];
}

/// <summary>Asks what is signed and what is missing. Nobody goes into a session before what can be signed is signed (<see cref="Sessions.SessionDoor"/>).</summary>
internal sealed class ConsentStatuses(UnitOfWork work, ConsentLibrary library)
{
    public async Task<ConsentStatus> OfAsync(Client client, CancellationToken cancel)
    {
        var documents = await library.CurrentAsync(client.Language, cancel);
        var signatures = await work.Db.ConsentSignatures.Where(signature => signature.ClientId == client.Id).OrderBy(signature => signature.SignedAt).ToListAsync(cancel);
        List<HouseholdMember?> signers = [null];
        if (client.Population == Population.Teen)
        {
            var guardians = await work.Db.HouseholdMembers.Where(member => member.ClientId == client.Id && member.Role == HouseholdRole.Guardian).ToListAsync(cancel);
            signers.AddRange(guardians.OrderBy(guardian => guardian.Id));
        }

        return new ConsentStatus(
        [
            .. from document in documents
               from signer in signers
               select new ConsentTask(document, signer, signatures.Find(signature => signature.DocumentId == document.Id && signature.MemberId == signer?.Id)),
        ],
        [.. Enum.GetValues<ConsentKind>().Except(documents.Select(document => document.Kind))]);
    }

    /// <exception cref="InvalidOperationException">There is no such client.</exception>
    public async Task<ConsentStatus> OfAsync(Guid clientId, CancellationToken cancel) => await OfAsync(await work.Db.Clients.SingleAsync(client => client.Id == clientId, cancel), cancel);
}
