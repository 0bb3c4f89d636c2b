using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Auditing;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Calendars;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Consents;
using SessionRelay.Portal.Data.Drafts;
using SessionRelay.Portal.Data.FirstContact;
using SessionRelay.Portal.Data.Matches;
using SessionRelay.Portal.Data.Practice;
using SessionRelay.Portal.Data.Reminders;
using SessionRelay.Portal.Data.Staff;

namespace SessionRelay.Portal.Data.Storage;

/// <summary>Keys, references and what must be unique.</summary>
internal static class PortalModel
{
    public static void Build(ModelBuilder model)
    {
        Identity(model);
        foreach (var type in model.Model.GetEntityTypes().Where(type => typeof(Entity).IsAssignableFrom(type.ClrType)).ToList())
        {
            var entity = model.Entity(type.ClrType);
            entity.Property(nameof(Entity.Id)).ValueGeneratedNever();
            entity.Property(nameof(Entity.Version)).IsConcurrencyToken();
            References(type.ClrType, entity);
        }

        model.Entity<DoneDeed>().Property(deed => deed.Id).ValueGeneratedNever();
        Unique(model);
        Bookings(model);
        model.Entity<TherapistProfile>().HasOne<StaffMember>().WithOne().HasForeignKey<TherapistProfile>(profile => profile.Id).OnDelete(DeleteBehavior.Restrict);
        model.Entity<MatchRound>().HasMany(round => round.Proposals).WithOne().HasForeignKey(proposal => proposal.RoundId);
        model.Entity<AuditEntry>(entry =>
        {
            entry.ToTable("AuditTrail");
            entry.HasKey(link => link.Number);
            entry.Property(link => link.Number).ValueGeneratedNever();
            entry.HasIndex(link => new { link.ClientId, link.Number });
        });
    }

    private static void Identity(ModelBuilder model)
    {
        model.Entity<PortalUser>(user =>
        {
            user.ToTable("Users");
            user.Property(row => row.Id).ValueGeneratedNever();
            user.Ignore(row => row.UserName).Ignore(row => row.Email).Ignore(row => row.PhoneNumber); // Identity's own model names them, which beats [NotMapped]
            user.HasOne<Client>().WithMany().HasForeignKey(row => row.ClientId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<IdentityUserClaim<Guid>>().ToTable("UserClaims");
        model.Entity<IdentityUserLogin<Guid>>().ToTable("UserLogins");
        model.Entity<PortalUserToken>().ToTable("UserTokens").Ignore(token => token.Value);
        model.Entity<IdentityUserPasskey<Guid>>(passkey =>
        {
            passkey.ToTable("UserPasskeys");
            passkey.HasKey(key => key.CredentialId);
            passkey.Property(key => key.CredentialId).HasMaxLength(1024); // bytes: WebAuthn level 3, section 4
            passkey.OwnsOne(key => key.Data).ToJson();
            passkey.HasOne<PortalUser>().WithMany().HasForeignKey(key => key.UserId).IsRequired();
        });
    }

    /// <summary>A field named after what it points to is a reference. Nothing goes with what it belongs to: deletion is a deed of its own.</summary>
    private static void References(Type type, Microsoft.EntityFrameworkCore.Metadata.Builders.EntityTypeBuilder entity)
    {
        foreach (var (field, target) in new[]
        {
            ("ClientId", typeof(Client)), ("TherapistId", typeof(StaffMember)), ("StaffId", typeof(StaffMember)), ("BookingId", typeof(Booking)),
            ("SeriesId", typeof(BookingSeries)), ("RoomId", typeof(PracticeRoom)), ("InsurerId", typeof(Insurer)), ("MemberId", typeof(HouseholdMember)),
            ("DocumentId", typeof(ConsentDocument)), ("UserId", typeof(PortalUser)), ("WishId", typeof(EarlierTimeWish)), ("ContactRequestId", typeof(ContactRequest)),
        })
        {
            if (type.GetProperty(field) is not null && !(type == typeof(BookingParticipant) && field == "BookingId"))
                entity.HasOne(target).WithMany().HasForeignKey(field).OnDelete(DeleteBehavior.Restrict);
        }
    }

    private static void Unique(ModelBuilder model)
    {
        model.Entity<PracticeText>().HasIndex(text => new { text.Place, text.Language }).IsUnique();
        model.Entity<OutsideCalendar>().HasIndex(calendar => calendar.StaffId).IsUnique();
        model.Entity<Client>().HasIndex(client => client.EmailHash);
        model.Entity<Client>().HasIndex(client => client.Stage);
        model.Entity<HouseholdMember>().HasIndex(member => member.EmailHash);
        model.Entity<ContactRequest>().HasIndex(request => request.State);
        model.Entity<ConsentDocument>().HasIndex(document => new { document.Kind, document.Language, document.Edition }).IsUnique();
        model.Entity<MatchProposal>().HasIndex(proposal => new { proposal.RoundId, proposal.TherapistId }).IsUnique();
        model.Entity<CreditEntry>().HasIndex(entry => new { entry.BookingId, entry.ClientId, entry.Kind }).IsUnique();
        model.Entity<Reminder>().HasIndex(reminder => new { reminder.BookingId, reminder.RecipientId, reminder.Kind, reminder.Start }).IsUnique();
        model.Entity<Reminder>().HasIndex(reminder => new { reminder.State, reminder.DueAt });
        model.Entity<OutgoingMessage>().HasIndex(message => new { message.State, message.DueAt });
        model.Entity<CalendarFeed>().HasIndex(feed => feed.AddressHash).IsUnique();
        model.Entity<SignInLink>().HasIndex(link => link.TokenHash).IsUnique();
        model.Entity<JourneyDraft>().HasIndex(draft => new { draft.Owner, draft.Journey }).IsUnique();
        model.Entity<BookingParticipant>().HasIndex(participant => participant.LinkHash).IsUnique();
    }

    private static void Bookings(ModelBuilder model)
    {
        model.Entity<Booking>().HasMany(booking => booking.Participants).WithOne().HasForeignKey(participant => participant.BookingId).OnDelete(DeleteBehavior.Restrict);
        model.Entity<Booking>().HasIndex(booking => new { booking.TherapistId, booking.Start });
        // What is over and what is near is asked four times a minute. Of those that stand alone: an index with the state in it would be taken for other questions too, and read half the table for each.
        model.Entity<Booking>().HasIndex(booking => booking.Start).HasFilter("\"State\" = 'Booked'");
        model.Entity<BookingUnit>(unit =>
        {
            unit.HasKey(row => new { row.Kind, row.ResourceId, row.Unit });
            unit.HasIndex(row => row.BookingId);
        });
        model.Entity<BookingSpan>(span =>
        {
            span.HasKey(row => new { row.Kind, row.ResourceId, row.Start, row.BookingId });
            span.HasIndex(row => row.BookingId);
        });
        model.Entity<TimeProposal>().HasIndex(proposal => new { proposal.State, proposal.Until });
        model.Entity<BookingHold>().HasIndex(hold => new { hold.TherapistId, hold.Until });
    }
}
