using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using NodaTime;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Drafts;
using SessionRelay.Portal.Data.Reminders;
using SessionRelay.Portal.Data.Sealing;

namespace SessionRelay.Portal.Data.Storage;

/// <summary>Stands in.</summary>
internal sealed class PortalContext(DbContextOptions<PortalContext> options)
    : IdentityUserContext<PortalUser, Guid, IdentityUserClaim<Guid>, IdentityUserLogin<Guid>, IdentityUserToken<Guid>, IdentityUserPasskey<Guid>>(options)
{
    public DbSet<SignInLink> SignInLinks => Set<SignInLink>();

    public DbSet<JourneyDraft> JourneyDrafts => Set<JourneyDraft>();

    public DbSet<OutgoingMessage> OutgoingMessages => Set<OutgoingMessage>();

    protected override Version SchemaVersion => IdentitySchemaVersions.Version3;

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<Instant>().HaveConversion<InstantConverter>();
        configurationBuilder.Properties<Sealed<string>>().HaveConversion<SealedConverter>();
    }

    private sealed class InstantConverter() : ValueConverter<Instant, long>(moment => moment.ToUnixTimeTicks(), ticks => Instant.FromUnixTimeTicks(ticks));

    private sealed class SealedConverter() : ValueConverter<Sealed<string>, string>(field => field.Value, text => new Sealed<string>(text));
}
