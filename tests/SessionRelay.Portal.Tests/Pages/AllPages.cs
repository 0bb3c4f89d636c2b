using System.Net;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Pages;
using static SessionRelay.Portal.Tests.Pages.PageCase;
using Account = SessionRelay.Portal.Pages.Account;
using Client = SessionRelay.Portal.Pages.Client;
using Intake = SessionRelay.Portal.Pages.Intake;
using Owner = SessionRelay.Portal.Pages.Owner;
using Session = SessionRelay.Portal.Pages.Session;
using Status = SessionRelay.Portal.Pages.Status;
using Therapist = SessionRelay.Portal.Pages.Therapist;

namespace SessionRelay.Portal.Tests.Pages;

/// <summary>Every page, and who may see it. A page that is missing here fails a test: add yours with its roles, and with makers of an own and another's record when its address names one.</summary>
internal static class AllPages
{
    public static readonly IReadOnlyList<PageCase> Cases =
    [
        Of<IndexModel>(Everybody),
        Of<CrisisModel>(Everybody),
        Of<ExpectModel>(Everybody),
        Of<ElsewhereModel>(Everybody),
        Of<SignInModel>(Everybody),
        Of<SignOutModel>(Everybody),
        Of<Status.CodeModel>(Everybody) with { Values = (_, _) => Task.FromResult<object>(new { code = 404 }), Expected = HttpStatusCode.NotFound },
        Of<LinkSentModel>(Everybody),
        Of<EnterModel>(Everybody),
        Of<StaffSignInModel>(Everybody),
        Of<SecondStepModel>(Everybody) with { Expected = HttpStatusCode.Redirect }, // nobody has written a password
        Of<OutboxModel>(Everybody) with { Expected = HttpStatusCode.NotFound }, // no demo
        Of<Account.IndexModel>(SignedIn),
        Of<Account.SecureModel>(PortalRoles.Therapist, PortalRoles.Intake, PortalRoles.Owner),
        Of<Account.CodeAppModel>(PortalRoles.Therapist, PortalRoles.Intake, PortalRoles.Owner),
        Of<Client.IndexModel>(PortalRoles.Client, PortalRoles.Guardian),
        Of<Therapist.IndexModel>(PortalRoles.Therapist) with { Expected = HttpStatusCode.Redirect }, // to today
        Of<Therapist.TodayModel>(PortalRoles.Therapist),
        Of<Therapist.FeedModel>(PortalRoles.Therapist),
        Of<Therapist.OwnNumberModel>(PortalRoles.Therapist),
        Of<Therapist.WhereModel>(PortalRoles.Therapist) with { Values = SessionSeed.HostedPlaceAsync, Others = SessionSeed.PlaceOfAnotherAsync },
        Of<Therapist.AfterModel>(PortalRoles.Therapist) with { Values = SessionSeed.HostedByAsync, Others = SessionSeed.HostedByAnotherAsync },
        Of<Session.JoinModel>(Everybody) with { Expected = HttpStatusCode.NotFound }, // without a link
        Of<Session.AfterModel>(Everybody) with { Expected = HttpStatusCode.NotFound },
        Of<Session.DeviceCheckModel>(Everybody) with { Expected = HttpStatusCode.NotFound },
        Of<Account.DeviceCheckModel>(SignedIn),
        Of<Client.Session.IndexModel>(PortalRoles.Client, PortalRoles.Guardian) with { Expected = HttpStatusCode.Redirect }, // to the bookings
        Of<Client.Session.JoinModel>(PortalRoles.Client, PortalRoles.Guardian) with { Values = SessionSeed.PlaceOfAsync, Others = SessionSeed.PlaceOfAnotherAsync },
        Of<Client.Session.AfterModel>(PortalRoles.Client, PortalRoles.Guardian) with { Values = SessionSeed.PlaceOfAsync, Others = SessionSeed.PlaceOfAnotherAsync },
        Of<Client.Session.NumberModel>(PortalRoles.Client, PortalRoles.Guardian) with { Values = SessionSeed.PlaceOfAsync, Others = SessionSeed.PlaceOfAnotherAsync },
        Of<Intake.IndexModel>(PortalRoles.Intake, PortalRoles.Owner),
        Of<Owner.IndexModel>(PortalRoles.Owner),
        .. OwnerPages.Cases,
        Of<Account.StayModel>(SignedIn),
        .. Care.CareCases.Cases,
        .. Bookings.BookingPages.Cases,
        .. JourneyCases.All,
    ];
}
