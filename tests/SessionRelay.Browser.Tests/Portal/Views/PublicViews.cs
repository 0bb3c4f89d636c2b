using SessionRelay.Portal.Pages;
using SessionRelay.Portal.Pages.Status;
using static SessionRelay.Browser.Tests.Portal.PortalPages;
using Owner = SessionRelay.Portal.Pages.Owner;

namespace SessionRelay.Browser.Tests.Portal.Views;

/// <summary>What anybody sees, and the doors.</summary>
internal static class PublicViews
{
    public static readonly IReadOnlyList<PortalView> All =
    [
        Of<IndexModel>("front"),
        Of<IndexModel>("front-client", "client"),
        Of<CrisisModel>("crisis"),
        Of<ExpectModel>("what-to-expect"),
        Of<ElsewhereModel>("help-elsewhere"),
        Of<SignInModel>("sign-in"),
        Of<SignInModel>("sign-in-errors", prepare: person => person.SendAsync("Send me a link")),
        Of<LinkSentModel>("link-sent"),
        Of<EnterModel>("link-used"),
        Of<StaffSignInModel>("staff-sign-in"),
        Of<StaffSignInModel>("staff-sign-in-errors", prepare: person => person.SendAsync("Continue")),
        Of<SignOutModel>("signed-out"),
        Of<OutboxModel>("demo-outbox"),
        new("not-found", typeof(CodeModel), PortalDoor.Visitor, "/nowhere"),
        Of<Owner.IndexModel>("not-for-you", "client") with { Page = typeof(CodeModel) },
    ];
}
