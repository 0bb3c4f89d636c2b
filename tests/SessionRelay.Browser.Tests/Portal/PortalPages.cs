using SessionRelay.Portal.Pages;
using SessionRelay.Portal.Web;
using Account = SessionRelay.Portal.Pages.Account;
using Client = SessionRelay.Portal.Pages.Client;
using Intake = SessionRelay.Portal.Pages.Intake;
using Owner = SessionRelay.Portal.Pages.Owner;
using Therapist = SessionRelay.Portal.Pages.Therapist;

namespace SessionRelay.Browser.Tests.Portal;

/// <summary>A page as one person sees it.</summary>
/// <param name="Name">Of its pictures.</param>
/// <param name="Role">Whose eyes: <see cref="PortalDoor.Visitor"/> or a role of the demo.</param>
/// <param name="Place">Path and query.</param>
/// <param name="Prepare">What the person does before the picture; null for nothing.</param>
internal sealed record PortalView(string Name, string Role, string Place, Func<PortalPerson, Task>? Prepare = null);

/// <summary>Every page that is pictured and checked: add yours, also in the states that look different.</summary>
internal static class PortalPages
{
    public static readonly IReadOnlyList<PortalView> All =
    [
        Of<IndexModel>("front"),
        Of<CrisisModel>("crisis"),
        Of<ExpectModel>("what-to-expect"),
        Of<ElsewhereModel>("help-elsewhere"),
        Of<SignInModel>("sign-in"),
        Of<SignInModel>("sign-in-errors") with { Prepare = person => person.PressAsync("Send me a link") },
        Of<LinkSentModel>("link-sent"),
        Of<EnterModel>("link-used"),
        Of<StaffSignInModel>("staff-sign-in"),
        Of<StaffSignInModel>("staff-sign-in-errors") with { Prepare = person => person.PressAsync("Continue") },
        Of<SignOutModel>("signed-out"),
        Of<OutboxModel>("demo-outbox"),
        new("not-found", PortalDoor.Visitor, "/nowhere"),
        Of<Owner.IndexModel>("not-for-you", "client"),
        Of<Account.IndexModel>("account-client", "client"),
        Of<Account.IndexModel>("account-staff", "owner"),
        Of<Account.SecureModel>("choose-how-you-sign-in", "therapist"),
        Of<Account.CodeAppModel>("password-and-code", "therapist"),
        Of<Account.StayModel>("stay-signed-in", "client"),
        Of<Client.IndexModel>("client-home", "client"),
        Of<Therapist.IndexModel>("therapist-home", "therapist"),
        Of<Intake.IndexModel>("intake-home", "intake"),
        Of<Owner.IndexModel>("owner-home", "owner"),
        .. OwnerViews.All,
        Of<Client.Care.IndexModel>("client-care", "client"),
        Of<Client.Moving.WhereModel>("client-moving", "client"),
        Of<Therapist.Care.IndexModel>("therapist-clients", "therapist"),
        Of<Intake.Care.IndexModel>("intake-care", "intake"),
    ];

    internal static PortalView Of<TPage>(string name, string role = PortalDoor.Visitor) => new(name, role, PageLinks.PathOf(typeof(TPage)));
}
