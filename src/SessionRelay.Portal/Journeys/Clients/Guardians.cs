using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Mail;

namespace SessionRelay.Portal.Journeys.Clients;

internal enum GuardianRemoval
{
    Removed,

    /// <summary>A teen has one at least.</summary>
    IsTheLast,

    /// <summary>They take part in a session to come.</summary>
    IsBooked,
    NotThere,
}

/// <summary>
/// The parents or guardians of a teen: each has a sign-in, signs the consents, is told of bookings and books. What one of them has signed holds for the teen; the others are asked too, and
/// nothing waits for them.
/// </summary>
internal sealed class Guardians(UnitOfWork work, UserManager<PortalUser> users, NewSignIns signIns, JourneyMail words, Outbox outbox, OutboxBell bell)
{
    /// <summary>Adds a guardian with a sign-in of their own, and mails them the way in: both or neither.</summary>
    /// <returns>False when the address is somebody's who is no guardian.</returns>
    public async Task<bool> AddAsync(HouseholdMember guardian, CancellationToken cancel)
    {
        await using var transaction = await work.Db.Database.BeginTransactionAsync(cancel);
        if (!await InviteAsync(guardian, cancel)) return false;
        work.Db.HouseholdMembers.Add(guardian);
        await work.Db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        bell.Ring();
        return true;
    }

    /// <summary>Gives a guardian with an address their sign-in, and adds the mail to what is saved next. Who is another teen's guardian already keeps theirs.</summary>
    /// <returns>False when the address is somebody's who is no guardian.</returns>
    public async Task<bool> InviteAsync(HouseholdMember guardian, CancellationToken cancel)
    {
        if (guardian.Email is not { } email) return true;
        var user = await users.FindByEmailAsync(email.Value);
        if (user is not null && !user.Roles.HasFlag(PortalRole.Guardian)) return false;
        user ??= await signIns.AddAsync(email.Value, PortalRole.Guardian, guardian.ClientId);
        guardian.UserId = user.Id;
        await signIns.WelcomeAsync(user, cancel);
        return true;
    }

    /// <summary>
    /// A guardian has another address: a sign-in there is theirs from now on, and the one of the old address leads to nothing of this teen any more. The person's own passkeys stay with
    /// the old one, as nobody knows who holds that address; they add them anew. The caller saves, in a transaction.
    /// </summary>
    /// <returns>False when the address is somebody's who is no guardian.</returns>
    public async Task<bool> MoveSignInAsync(Client client, HouseholdMember guardian, CancellationToken cancel)
    {
        var before = guardian.UserId;
        if (!await InviteAsync(guardian, cancel)) return false;
        if (before is { } old && old != guardian.UserId) await TakeSignInAsync(client, guardian, old, cancel);
        return true;
    }

    /// <summary>Takes a guardian out of a teen's care: they see nothing of it from then on. Who has signed stays on the record as what they were, without an address. They are told by mail.</summary>
    public async Task<GuardianRemoval> RemoveAsync(Client client, Guid memberId, CancellationToken cancel)
    {
        await using var transaction = await work.Db.Database.BeginTransactionAsync(cancel);
        var guardians = await work.Db.HouseholdMembers.Where(member => member.ClientId == client.Id && member.Role == HouseholdRole.Guardian).ToListAsync(cancel);
        if (guardians.Find(member => member.Id == memberId) is not { } leaving) return GuardianRemoval.NotThere;
        if (!guardians.Exists(member => member.Id != memberId && member.UserId is not null)) return GuardianRemoval.IsTheLast;
        var places = work.Db.BookingParticipants.Where(place => place.MemberId == memberId);
        if (await places.Join(work.Db.Bookings, place => place.BookingId, booking => booking.Id, (_, booking) => booking.State)
            .AnyAsync(state => state == BookingState.Booked || state == BookingState.Requested, cancel)) return GuardianRemoval.IsBooked;
        if (leaving.UserId is { } userId) await TakeSignInAsync(client, leaving, userId, cancel);
        if (leaving.Email is { } address) outbox.Add(words.AccessEnded(address.Value) with { ClientId = client.Id });
        if (await places.AnyAsync(cancel) || await work.Db.ConsentSignatures.AnyAsync(signature => signature.MemberId == memberId, cancel))
        {
            (leaving.Role, leaving.UserId) = (HouseholdRole.FormerGuardian, null);
            (leaving.Email, leaving.EmailHash, leaving.Phone, leaving.PhoneHash) = (null, null, null, null);
        }
        else
        {
            work.Db.HouseholdMembers.Remove(leaving);
        }

        // Two who are taken out at once must not leave a teen with nobody: the second one loses the race for the record.
        work.Db.Entry(client).Property(row => row.Version).IsModified = true;
        await work.Db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        bell.Ring();
        return GuardianRemoval.Removed;
    }

    /// <summary>Their sign-in leads to their other teens, if there are any, and to nothing of this one.</summary>
    private async Task TakeSignInAsync(Client client, HouseholdMember leaving, Guid userId, CancellationToken cancel)
    {
        var user = await work.Db.Users.SingleAsync(known => known.Id == userId, cancel);
        if (user.ClientId == client.Id)
        {
            user.ClientId = (await work.Db.HouseholdMembers
                .FirstOrDefaultAsync(member => member.UserId == userId && member.Role == HouseholdRole.Guardian && member.Id != leaving.Id, cancel))?.ClientId;
        }

        await users.UpdateSecurityStampAsync(user); // who is signed in is asked to sign in again
    }
}
