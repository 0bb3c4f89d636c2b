using System.Net;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Pages.FirstContact;
using static SessionRelay.Portal.Tests.Pages.PageCase;
using Client = SessionRelay.Portal.Pages.Client;
using Intake = SessionRelay.Portal.Pages.Intake;

namespace SessionRelay.Portal.Tests.Pages;

/// <summary>The pages of first contact, intake and consents in the table of <see cref="AllPages"/>.</summary>
internal static class JourneyCases
{
    public static IEnumerable<PageCase> All =>
    [
        Of<IndexModel>(Everybody),
        Question<ReasonModel>(),
        Question<ForWhomModel>(),
        Question<WhereModel>(),
        Question<HowModel>(),
        Question<TimesModel>(),
        Question<PayingModel>(),
        Question<LanguageModel>(),
        Question<GuardianModel>(),
        Question<ReachModel>(),
        Question<CheckModel>(),
        Of<SentModel>(Everybody),
        Of<Intake.RequestModel>(PortalRoles.Intake, PortalRoles.Owner) with { Values = async (app, _) => new { id = await app.RequestAsync() }, Others = Nobodys },
        Of<Intake.ArrangeModel>(PortalRoles.Intake, PortalRoles.Owner) with { Values = async (app, _) => new { id = await app.RequestAsync(hasRecord: true) }, Others = Nobodys },
        Of<Intake.FlagModel>(PortalRoles.Intake, PortalRoles.Owner) with { Values = async (app, _) => new { id = await app.FlagAsync() }, Others = Nobodys },
        Of<Client.Consents.IndexModel>(PortalRoles.Client, PortalRoles.Guardian),
        Of<Client.Consents.SignModel>(PortalRoles.Client, PortalRoles.Guardian) with
        {
            Values = async (app, person) =>
            {
                await app.NeedConsentAsync();
                return new { id = await app.ClientAsync(person), kind = "telehealth" };
            },
            Others = async (app, _) => new { id = await app.ClientAsync(), kind = "telehealth" },
        },
    ];

    /// <summary>Who comes to a question by its address alone is led to the first one.</summary>
    private static PageCase Question<TPage>()
        where TPage : Microsoft.AspNetCore.Mvc.RazorPages.PageModel => Of<TPage>(Everybody) with { Expected = HttpStatusCode.Redirect };

    private static Task<object> Nobodys(PortalApp app, PortalUserRef person) => Task.FromResult<object>(new { id = Guid.CreateVersion7() });
}
