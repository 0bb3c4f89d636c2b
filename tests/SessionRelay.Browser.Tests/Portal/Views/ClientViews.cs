using SessionRelay.Portal.Pages;
using static SessionRelay.Browser.Tests.Portal.PortalPages;
using Client = SessionRelay.Portal.Pages.Client;

namespace SessionRelay.Browser.Tests.Portal.Views;

/// <summary>A client's home at each point of the way, consents and questionnaires.</summary>
internal static class ClientViews
{
    public static readonly IReadOnlyList<PortalView> All =
    [
        Of<Client.IndexModel>("client-home", "client"),
        Of<Client.IndexModel>("client-home-consents", DemoHomes.ConsentsMissing),
        Of<Client.IndexModel>("client-home-guardian", DemoHomes.Guardian),
        Of<Client.IndexModel>("client-home-wait", DemoHomes.Assessed),
        Of<Client.IndexModel>("client-home-choose", DemoHomes.Offered),
        Of<Client.IndexModel>("client-home-book", DemoHomes.Matched),
        Of<Client.Consents.IndexModel>("consents", DemoHomes.ConsentsMissing),
        Of<Client.Consents.IndexModel>("consents-guardian", DemoHomes.Guardian),
        Of<Client.Consents.IndexModel>("consents-signed", "client"),
        From<Client.Consents.IndexModel, Client.Consents.SignModel>("consent-sign", DemoHomes.ConsentsMissing, person => person.FollowAsync("Read and sign")),
        From<Client.Consents.IndexModel, Client.Consents.SignModel>("consent-sign-errors", DemoHomes.Guardian, async person =>
        {
            await person.FollowAsync("Read and sign");
            await person.SendAsync("Sign");
        }),
        From<Client.Consents.IndexModel, Client.Consents.SignModel>("consent-signed", "client", person => person.FollowAsync("Read it again")),
        Of<Client.Screening.IndexModel>("questionnaires", DemoHomes.FormsOpen),
        Of<Client.Screening.IndexModel>("questionnaires-done", "client"),
        From<Client.Screening.IndexModel, Client.Screening.QuestionModel>("questionnaire", DemoHomes.FormsOpen, person => person.FollowAsync("Go on with")),
        From<Client.Screening.IndexModel, Client.Screening.QuestionModel>("questionnaire-errors", DemoHomes.FormsOpen, async person =>
        {
            await person.FollowAsync("Begin with");
            await person.SendAsync("Continue");
        }),
        Of<Client.Screening.SupportModel>("questionnaire-support", DemoHomes.FormsOpen),
    ];
}
