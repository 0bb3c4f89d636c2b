using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Assessments;
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

/// <summary>
/// The portal's database. Get one from a <see cref="UnitOfWork"/>: client data is read and written by somebody and for something, or not at all.
/// One thread at a time, as short as one request.
/// </summary>
internal abstract class PortalContext(DbContextOptions options)
    : IdentityUserContext<PortalUser, Guid, IdentityUserClaim<Guid>, IdentityUserLogin<Guid>, PortalUserToken, IdentityUserPasskey<Guid>>(options), IDataProtectionKeyContext
{
    /// <summary>Whom it works for; null only at design time and while migrating.</summary>
    public UnitOfWork? Work { get; init; }

    public DbSet<PracticeProfile> Practice => Set<PracticeProfile>();

    public DbSet<PracticeText> PracticeTexts => Set<PracticeText>();

    public DbSet<CrisisNumber> CrisisNumbers => Set<CrisisNumber>();

    public DbSet<PracticeHoliday> PracticeHolidays => Set<PracticeHoliday>();

    public DbSet<PracticeRoom> PracticeRooms => Set<PracticeRoom>();

    public DbSet<Insurer> Insurers => Set<Insurer>();

    public DbSet<StaffMember> Staff => Set<StaffMember>();

    public DbSet<TherapistProfile> Therapists => Set<TherapistProfile>();

    public DbSet<StaffLicence> Licences => Set<StaffLicence>();

    public DbSet<StaffCredential> Credentials => Set<StaffCredential>();

    public DbSet<TherapistNetwork> TherapistNetworks => Set<TherapistNetwork>();

    public DbSet<WeeklyHoursRow> WeeklyHours => Set<WeeklyHoursRow>();

    public DbSet<HoursException> HoursExceptions => Set<HoursException>();

    public DbSet<OutsideCalendar> OutsideCalendars => Set<OutsideCalendar>();

    public DbSet<OutsideBusyTime> OutsideBusyTimes => Set<OutsideBusyTime>();

    public DbSet<Client> Clients => Set<Client>();

    public DbSet<HouseholdMember> HouseholdMembers => Set<HouseholdMember>();

    public DbSet<EmergencyContact> EmergencyContacts => Set<EmergencyContact>();

    public DbSet<ClientInsurance> ClientInsurances => Set<ClientInsurance>();

    public DbSet<CareRelation> CareRelations => Set<CareRelation>();

    public DbSet<TherapistChange> TherapistChanges => Set<TherapistChange>();

    public DbSet<HouseMove> HouseMoves => Set<HouseMove>();

    public DbSet<SafetyFlag> SafetyFlags => Set<SafetyFlag>();

    public DbSet<StaffNotice> StaffNotices => Set<StaffNotice>();

    public DbSet<ContactRequest> ContactRequests => Set<ContactRequest>();

    public DbSet<ConsentDocument> ConsentDocuments => Set<ConsentDocument>();

    public DbSet<ConsentSignature> ConsentSignatures => Set<ConsentSignature>();

    public DbSet<ScreeningForm> ScreeningForms => Set<ScreeningForm>();

    public DbSet<Assessment> Assessments => Set<Assessment>();

    public DbSet<Referral> Referrals => Set<Referral>();

    public DbSet<MatchRound> MatchRounds => Set<MatchRound>();

    public DbSet<MatchProposal> MatchProposals => Set<MatchProposal>();

    public DbSet<Booking> Bookings => Set<Booking>();

    public DbSet<BookingParticipant> BookingParticipants => Set<BookingParticipant>();

    public DbSet<BookingSeries> BookingSeries => Set<BookingSeries>();

    public DbSet<BookingUnit> BookingUnits => Set<BookingUnit>();

    public DbSet<BookingSpan> BookingSpans => Set<BookingSpan>();

    public DbSet<BookingHold> BookingHolds => Set<BookingHold>();

    public DbSet<EarlierTimeWish> EarlierTimeWishes => Set<EarlierTimeWish>();

    public DbSet<EarlierTimeOffer> EarlierTimeOffers => Set<EarlierTimeOffer>();

    public DbSet<TimeProposal> TimeProposals => Set<TimeProposal>();

    public DbSet<JoinCheck> JoinChecks => Set<JoinCheck>();

    public DbSet<CreditEntry> CreditEntries => Set<CreditEntry>();

    public DbSet<Reminder> Reminders => Set<Reminder>();

    public DbSet<OutgoingMessage> OutgoingMessages => Set<OutgoingMessage>();

    public DbSet<CalendarFeed> CalendarFeeds => Set<CalendarFeed>();

    public DbSet<SignInLink> SignInLinks => Set<SignInLink>();

    public DbSet<JourneyDraft> JourneyDrafts => Set<JourneyDraft>();

    public DbSet<DoneDeed> DoneDeeds => Set<DoneDeed>();

    public DbSet<AuditEntry> AuditTrail => Set<AuditEntry>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <summary>With passkeys.</summary>
    protected override Version SchemaVersion => IdentitySchemaVersions.Version3;

    /// <summary>A container may dispose the context before its unit of work: what was read is made durable all the same.</summary>
    public override async ValueTask DisposeAsync()
    {
        if (Work is { } work) await work.FlushAsync();
        await base.DisposeAsync();
    }

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        try
        {
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }
        catch (DbUpdateConcurrencyException lost) when (lost.Entries.FirstOrDefault(entry => entry.Entity is Entity) is { } entry)
        {
            throw await LostRaceException.OfAsync(entry, lost, cancellationToken);
        }
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => ColumnTypes.Configure(configurationBuilder);

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        PortalModel.Build(builder);
    }
}

/// <summary>On SQLite.</summary>
internal sealed class SqlitePortalContext(DbContextOptions<SqlitePortalContext> options) : PortalContext(options);

/// <summary>On PostgreSQL.</summary>
internal sealed class PostgresPortalContext(DbContextOptions<PostgresPortalContext> options) : PortalContext(options);
