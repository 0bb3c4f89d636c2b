using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Hosting;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Journeys;
using SessionRelay.Portal.Journeys.Owners;
using SessionRelay.Portal.Mail;
using SessionRelay.Portal.Pages;
using SessionRelay.Portal.Pages.Bookings;
using SessionRelay.Portal.Pages.CareRecords;
using SessionRelay.Portal.Pages.Client;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Pages.Status;
using SessionRelay.Portal.Practice;
using SessionRelay.Portal.Web;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Portal.Start;

/// <summary>Puts the portal's pages into the node.</summary>
internal static class PortalPages
{
    /// <summary>What a form may send, in bytes: the longest text of any page many times over.</summary>
    private const int MostOfAForm = 256 * 1024;

    /// <summary>Fields of a form.</summary>
    private const int MostFields = 512;

    public static void AddPortalPages(this WebApplicationBuilder builder, bool isDemo)
    {
        var services = builder.Services;
        services.AddMail(MailSettings.Read(builder.Configuration, builder.Configuration["Data:Path"] ?? new DataOptions().Path, isDemo));
        services.AddHttpContextAccessor();
        services.AddMemoryCache();
        services.AddAccounts();
        services.AddBooking();
        services.Configure<RouteOptions>(routes => routes.LowercaseUrls = true);
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "form";
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest; // the demo runs on plain HTTP
            options.Cookie.SameSite = SameSiteMode.Strict;
        });
        services.AddRazorPages(options =>
        {
            options.Conventions.Add(DashedAddresses.Convention);
            FolderRules.Apply(options.Conventions);
            options.Conventions.ConfigureFilter(new NoStoreFilter());
            options.Conventions.ConfigureFilter(new StaleFormFilter());
            options.Conventions.ConfigureFilter(new RequestSizeLimitAttribute(MostOfAForm));
            options.Conventions.ConfigureFilter(new RequestFormLimitsAttribute
            {
                BufferBodyLengthLimit = MostOfAForm,
                MultipartBodyLengthLimit = MostOfAForm,
                ValueLengthLimit = MostOfAForm,
                KeyLengthLimit = 256,
                ValueCountLimit = MostFields,
            });
        }).AddMvcOptions(options =>
        {
            options.ModelBinderProviders.Insert(0, new NodaBinderProvider());
            options.SuppressImplicitRequiredAttributeForNonNullableReferenceTypes = true; // a page says itself what must be answered, in its own words
            PlainWords.Say(options.ModelBindingMessageProvider);
        });

        services.AddSingleton<Homes>();
        services.AddSingleton<PortalFiles>();
        services.AddSingleton<PageLinks>();
        services.AddSingleton<DraftOwners>();
        services.AddSingleton<ViewerZone>();
        services.AddPracticeFacts();
        services.AddScoped<IJourneyDrafts, JourneyDrafts>();
        services.AddOwners();
        services.AddSessions();
        services.AddSingleton<IOnce, DatabaseOnce>();
        services.AddCarePages();
        services.AddClientJourney();
    }

    public static void UsePortalPages(this WebApplication app)
    {
        app.UseStatusPages(CodeModel.Address);
        // ASP.NET Core would put both in front of everything, as it does not see them in the branch: before anybody is named who reads, and on the crisis page too.
        foreach (var middleware in new[] { "Authentication", "Authorization" }) ((IApplicationBuilder)app).Properties[$"__{middleware}MiddlewareSet"] = true;
        app.UseWhen(context => !NodePaths.IsOn(context) && !WithoutAccountAttribute.IsOn(context), who =>
        {
            who.UsePortalData();
            who.UseAuthentication();
            who.UseAuthorization();
            who.UseActingPerson();
            who.UseChosenTeens();
            who.UseRateLimiter();
        });
        app.Services.GetRequiredService<PortalFiles>().Map(app);
        app.MapGet(PracticeStyle.Address, PracticeStyle.Get);
        app.MapRazorPages();
        Pages.Therapist.FeedEndpoint.Map(app);
    }
}
