using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.FirstContact;
using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Journeys.Clients;
using SessionRelay.Portal.Mail;

namespace SessionRelay.Portal.Journeys.Intake;

internal enum RecordOutcome
{
    Made,

    /// <summary>The address belongs to a client already: the request joins that record.</summary>
    Joined,

    /// <summary>There was a record already; nothing was done.</summary>
    WasThere,

    /// <summary>The address is somebody's of the staff, or a guardian's: a client needs one of their own.</summary>
    AddressTaken,

    /// <summary>The same of the guardian's address.</summary>
    GuardianAddressTaken,
}

/// <summary>Makes a client's record and sign-ins of a request, and mails each person a link: all of it, or nothing.</summary>
internal sealed class ClientRecords(UnitOfWork work, UserManager<PortalUser> users, Guardians guardians, NewSignIns signIns, LostRaces races, OutboxBell bell)
{
    /// <exception cref="LostRaceException">Somebody else changed the request.</exception>
    public async Task<RecordOutcome> MakeAsync(ContactRequest request, string? stamp, CancellationToken cancel)
    {
        if (request.ClientId is not null) return RecordOutcome.WasThere;
        await using var transaction = await work.Db.Database.BeginTransactionAsync(cancel);
        races.Expect([request], stamp);
        var known = request.Email is { } email ? await users.FindByEmailAsync(email.Value) : null;
        if (known is not null && (known.ClientId is null || !known.Roles.HasFlag(PortalRole.Client))) return RecordOutcome.AddressTaken;
        if (known is { ClientId: { } id })
        {
            request.ClientId = id;
            await AboutAsync(request, id, cancel);
            await work.Db.SaveChangesAsync(cancel);
            await transaction.CommitAsync(cancel);
            return RecordOutcome.Joined;
        }

        var client = NewClient(request);
        work.Db.Clients.Add(client);
        request.ClientId = client.Id;
        await AboutAsync(request, client.Id, cancel);
        await InsuranceAsync(request, client.Id, cancel);
        await work.Db.SaveChangesAsync(cancel);
        if (request.Guardian?.Value is { } guardian && !await AddGuardianAsync(client, guardian, cancel)) return RecordOutcome.GuardianAddressTaken;
        if (client.Email is { } address) await signIns.WelcomeAsync(await signIns.AddAsync(address.Value, PortalRole.Client, client.Id), cancel);
        await work.Db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        bell.Ring();
        return RecordOutcome.Made;
    }

    private Client NewClient(ContactRequest request) => new()
    {
        Name = request.Name.Value,
        Email = request.Email is { } email ? new Sealed<string>(email.Value) : null,
        EmailHash = request.EmailHash,
        Phone = request.Phone is { } phone ? new Sealed<string>(phone.Value) : null,
        PhoneHash = request.PhoneHash,
        Population = request.Population,
        Region = request.Region,
        Zone = request.Zone,
        Language = request.Language,
        PreferredFormat = new[] { CareFormat.Video, CareFormat.Phone, CareFormat.InPerson }.FirstOrDefault(format => request.Answers.Value.Formats.HasFlag(format), CareFormat.Video),
        Suitable = request.Answers.Value.Suitable,
        IntakeStaffId = request.AssignedToId,
        HasOpenFlag = request.InDanger,
        CreatedAt = work.Database.Clock.GetCurrentInstant(),
    };

    /// <summary>Flags of the request are the client's from now on.</summary>
    private async Task AboutAsync(ContactRequest request, Guid clientId, CancellationToken cancel)
    {
        foreach (var flag in await work.Db.SafetyFlags.Where(flag => flag.ContactRequestId == request.Id).ToListAsync(cancel)) flag.ClientId = clientId;
    }

    private async Task InsuranceAsync(ContactRequest request, Guid clientId, CancellationToken cancel)
    {
        if (request.Answers.Value is not { Insurer: { } name } answers || name == ContactAnswers.NotSure) return;
        var insurers = await work.Db.Insurers.AsNoTracking().ToListAsync(cancel);
        var known = insurers.Find(insurer => string.Equals(insurer.Name, name, StringComparison.OrdinalIgnoreCase));
        work.Db.ClientInsurances.Add(new ClientInsurance { ClientId = clientId, InsurerId = known?.Id, OtherInsurer = known is null ? new Sealed<string>(name) : null, Plan = answers.Plan });
    }

    private async Task<bool> AddGuardianAsync(Client client, GuardianContact guardian, CancellationToken cancel)
    {
        var member = new HouseholdMember
        {
            ClientId = client.Id,
            Role = HouseholdRole.Guardian,
            Name = guardian.Name,
            Relationship = guardian.Relationship is { } relationship ? new Sealed<string>(relationship) : null,
            Region = client.Region,
            Zone = client.Zone,
        };
        if (guardian.Phone is { } phone) (member.Phone, member.PhoneHash) = (phone, work.Vault.PhoneHash(phone));
        if (guardian.Email is { } email)
        {
            (member.Email, member.EmailHash) = (email, work.Vault.EmailHash(email));
            if (member.EmailHash == client.EmailHash) return false; // two people, two signatures
            if (!await guardians.InviteAsync(member, cancel)) return false;
        }

        work.Db.HouseholdMembers.Add(member);
        return true;
    }
}
