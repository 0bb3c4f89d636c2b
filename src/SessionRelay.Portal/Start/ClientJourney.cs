using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.FirstContact;
using SessionRelay.Portal.Journeys;
using SessionRelay.Portal.Journeys.Clients;
using SessionRelay.Portal.Journeys.Consents;
using SessionRelay.Portal.Journeys.FirstContact;
using SessionRelay.Portal.Journeys.Intake;
using SessionRelay.Portal.Pages;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Start;

/// <summary>First contact, intake, a client's home and consents.</summary>
internal static class ClientJourney
{
    public static void AddClientJourney(this IServiceCollection services)
    {
        services.AddRateLimiter(ContactLimits.Add);
        services.AddSingleton(provider =>
        {
            var links = provider.GetRequiredService<PageLinks>();
            return new JourneyAddresses(() => links.Absolute<ExpectModel>(), () => links.Absolute<SignInModel>(), () => links.Absolute<Pages.Intake.IndexModel>(), () => links.Absolute<Pages.Intake.Care.IndexModel>(),
                () => links.Absolute<Pages.Client.Matching.IndexModel>(), token => links.Absolute<EnterModel>(new { token }));
        });
        services.AddSingleton<JourneyMail>();
        services.AddScoped<LostRaces>();
        services.AddScoped<InsurerList>();
        services.AddScoped<ContactRequests>();
        services.AddScoped<IntakeStaff>();
        services.AddScoped<RequestQueue>();
        services.AddScoped<RequestDeeds>();
        services.AddScoped<OpenFlags>();
        services.AddScoped<ClientRecords>();
        services.AddScoped<FirstTalks>();
        services.AddScoped<IMine<ContactRequest>, IntakeRecords>();
        services.AddScoped<IMine<SafetyFlag>, IntakeRecords>();
        services.AddScoped<MyClients>();
        services.AddScoped<ClientSteps>();
        services.AddScoped<ConsentLibrary>();
        services.AddScoped<ConsentDrafts>();
        services.AddScoped<ConsentStatuses>();
        services.AddScoped<ConsentSigning>();
        services.AddScoped<IMine<ConsentFile>>(provider => provider.GetRequiredService<ConsentSigning>());
        services.AddSingleton<WaitingWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<WaitingWatch>());
        services.AddSingleton<DangerCalls>();
        services.AddHostedService(provider => provider.GetRequiredService<DangerCalls>());
    }
}
