using SessionRelay.Portal.Pages;
using static SessionRelay.Portal.Tests.Pages.PageCase;
using Account = SessionRelay.Portal.Pages.Account;
using Status = SessionRelay.Portal.Pages.Status;

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
        Of<Status.CodeModel>(Everybody) with { Values = (_, _) => Task.FromResult<object>(new { code = 404 }), Expected = System.Net.HttpStatusCode.NotFound },
        Of<Account.IndexModel>(SignedIn),
        Of<Account.StayModel>(SignedIn),
    ];
}
