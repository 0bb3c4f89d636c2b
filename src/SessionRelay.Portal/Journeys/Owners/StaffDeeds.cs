using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Staff;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Mail;

namespace SessionRelay.Portal.Journeys.Owners;

/// <summary>Who works for the practice, and what they may do in it.</summary>
internal sealed class StaffDeeds(UnitOfWork work, UserManager<PortalUser> users, SignInLinks links, Outbox outbox, MailWords words, MailSettings mail)
{
    public const string AddressTaken = "This address has a sign-in here already.";

    /// <summary>Adds a member with a sign-in that waits for its invitation to be taken up; a therapist gets a profile.</summary>
    /// <returns>The member, or what is wrong with the address.</returns>
    public async Task<(StaffMember? Member, string? Problem)> AddAsync(string name, string? title, string zone, PortalRole roles, string address, CancellationToken cancel)
    {
        if (await users.FindByEmailAsync(address) is not null) return (null, AddressTaken);
        var user = new PortalUser { Email = address, EmailConfirmed = true, Roles = roles };
        await using var transaction = await work.Db.Database.BeginTransactionAsync(cancel);
        if (!(await users.CreateAsync(user)).Succeeded) return (null, AddressTaken);
        var member = new StaffMember { Name = name, Title = title, Zone = zone, Roles = roles, UserId = user.Id };
        work.Db.Add(member);
        if (roles.HasFlag(PortalRole.Therapist)) work.Db.Add(new TherapistProfile { Id = member.Id, AcceptsNewClients = false });
        await work.Db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return (member, null);
    }

    /// <summary>Makes a link with which they choose how to sign in; the ones before are worth nothing any more.</summary>
    /// <param name="member">With a sign-in.</param>
    /// <param name="link">Makes a page's address of a token.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>The link when no mail can be sent, for the owner to hand over; null when it was mailed.</returns>
    public async Task<string?> InviteAsync(StaffMember member, Func<string, string> link, CancellationToken cancel)
    {
        var user = (await users.FindByIdAsync(member.UserId!.Value.ToString()))!;
        await DropInvitationsAsync(user.Id, cancel);
        var address = link(await links.MintAsync(LinkPurpose.StaffInvitation, user.Id, cancel));
        if (!mail.IsOn) return address;
        var (subject, text) = words.Invitation(address);
        await outbox.AddAsync(new Letter("invitation", user.Email!, subject, text), cancel);
        return null;
    }

    /// <summary>Lets the sign-in have what the member's record says: none of it for one who has left. Who is signed in is out within a minute.</summary>
    public async Task ApplyRolesAsync(StaffMember member, CancellationToken cancel)
    {
        if (member.Roles.HasFlag(PortalRole.Therapist) && !await work.Db.Therapists.AnyAsync(profile => profile.Id == member.Id, cancel))
            work.Db.Add(new TherapistProfile { Id = member.Id, AcceptsNewClients = false });
        if (member.UserId is not { } id || await users.FindByIdAsync(id.ToString()) is not { } user)
        {
            await work.Db.SaveChangesAsync(cancel);
            return;
        }

        var roles = member.IsActive ? member.Roles : PortalRole.None;
        if (!member.IsActive) await DropInvitationsAsync(id, cancel);
        if (user.Roles == roles)
        {
            await work.Db.SaveChangesAsync(cancel);
            return;
        }

        user.Roles = roles;
        await users.UpdateSecurityStampAsync(user);
    }

    /// <summary>Whether without this one nobody would own the practice.</summary>
    public async Task<bool> IsLastOwnerAsync(StaffMember member, CancellationToken cancel)
    {
        var others = await work.Db.Staff.AsNoTracking().Where(other => other.IsActive && other.Id != member.Id && other.UserId != null).Select(other => other.Roles).ToListAsync(cancel);
        return !others.Exists(roles => roles.HasFlag(PortalRole.Owner));
    }

    /// <summary>Sessions to come of a therapist.</summary>
    public Task<int> BookingsToComeAsync(Guid member, CancellationToken cancel)
    {
        var now = work.Database.Clock.GetCurrentInstant();
        return work.Db.Bookings.CountAsync(booking => booking.TherapistId == member && booking.State == BookingState.Booked && booking.Start > now, cancel);
    }

    private Task<int> DropInvitationsAsync(Guid user, CancellationToken cancel) =>
        work.Db.SignInLinks.Where(link => link.UserId == user && link.Purpose == LinkPurpose.StaffInvitation).ExecuteDeleteAsync(cancel);
}
