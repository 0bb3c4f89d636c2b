using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Consents;
using SessionRelay.Portal.Data.Practice;
using SessionRelay.Portal.Data.Staff;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Journeys.Owners;

/// <summary>What the owner's pages need.</summary>
internal static class OwnersSetup
{
    public static IServiceCollection AddOwners(this IServiceCollection services)
    {
        services.AddHostedService<RenewalLetters>();
        services.AddScoped<Renewals>();
        services.AddScoped<StaffDeeds>();
        services.AddScoped<AuditLook>();
        services.AddScoped<PracticeDesk>();
        services.AddScoped<FiguresDesk>();
        services.AddOwned<StaffMember>().AddOwned<TherapistProfile>().AddOwned<StaffLicence>().AddOwned<StaffCredential>();
        services.AddOwned<Insurer>().AddOwned<PracticeRoom>().AddOwned<PracticeHoliday>().AddOwned<CrisisNumber>().AddOwned<ConsentDocument>();
        return services;
    }

    private static IServiceCollection AddOwned<T>(this IServiceCollection services)
        where T : Entity => services.AddScoped<IMine<Owned<T>>, OwnedRecords<T>>();
}
