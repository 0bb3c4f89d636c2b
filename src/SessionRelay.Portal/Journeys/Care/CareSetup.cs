using SessionRelay.Portal.Journeys.Matching;
using SessionRelay.Portal.Journeys.Screening;

namespace SessionRelay.Portal.Journeys.Care;

internal static class CareSetup
{
    /// <summary>Questionnaires, assessment, referrals, matching, change of therapist, moving house.</summary>
    public static IServiceCollection AddCare(this IServiceCollection services)
    {
        services.AddScoped<CarePeople>();
        services.AddScoped<Screenings>();
        services.AddScoped<Referrals>();
        services.AddScoped<Assessments>();
        services.AddScoped<ClientPlaces>();
        services.AddScoped<MatchFeed>();
        services.AddScoped<TherapistChanges>();
        services.AddScoped<Matches>();
        services.AddScoped<HouseMoves>();
        services.AddScoped<NoticeBoard>();
        services.AddHostedService<DueMoves>();
        services.AddScoped<CareWaits>();
        services.AddHostedService<CareReminders>();
        return services;
    }
}
