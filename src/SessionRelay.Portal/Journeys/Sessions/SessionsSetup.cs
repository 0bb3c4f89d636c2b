using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Journeys.Reminders;
using SessionRelay.Signaling.Api;
using SessionRelay.Signaling.Sessions;

namespace SessionRelay.Portal.Journeys.Sessions;

internal static class SessionsSetup
{
    /// <summary>From the reminder to the end of a session. Addresses and times in words come from the pages' side.</summary>
    public static void AddSessionJourney(this IServiceCollection services, Func<IServiceProvider, SessionAddresses> addresses, ITimeWords words)
    {
        services.AddSingleton(addresses);
        services.AddSingleton(words);
        services.AddScoped<JoinLinks>();
        services.AddScoped<SessionDoor>();
        services.AddScoped<BeforeAdmitting>();
        services.AddScoped<CallNumbers>();
        services.AddScoped<HostPhones>();
        services.AddScoped<BackupPlans>();
        services.AddScoped<TodayList>();
        services.AddScoped<MySessions>();
        services.AddSingleton<LookAtSession>(its => its.GetRequiredService<SessionAdministration>().LookAsync);
        services.AddScoped<LostTime>();
        services.AddScoped<Aftermaths>();
        services.AddScoped<DeviceChecks>();
        services.AddScoped<ReminderPlanner>();
        services.AddScoped<ReminderLetters>();
        services.AddScoped<ReminderSender>();
        services.AddScoped<CalendarFeeds>();
        services.AddScoped<IMine<JoinTarget>, MyPlace>();
        services.AddScoped<IMine<HostedSession>, MyHosting>();
        services.AddScoped<IMine<HostedPlace>, MyHostedPlaces>();
        services.AddSingleton<IExtensionGuard, ExtensionGuard>();
        services.AddSingleton<SessionClerk>();
        services.AddHostedService(provider => provider.GetRequiredService<SessionClerk>());
    }
}
