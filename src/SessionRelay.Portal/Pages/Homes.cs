using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages;

/// <summary>Where somebody is led who has just signed in.</summary>
internal sealed class Homes(PageLinks links)
{
    /// <param name="then">Where they wanted to go; a local address, or null.</param>
    public string Of(PortalUser user, string? then) => then ?? user.Roles switch
    {
        var roles when roles.HasFlag(PortalRole.Therapist) => links.To<Therapist.IndexModel>(),
        var roles when roles.HasFlag(PortalRole.Intake) => links.To<Intake.IndexModel>(),
        var roles when roles.HasFlag(PortalRole.Owner) => links.To<Owner.IndexModel>(),
        _ => links.To<Client.IndexModel>(),
    };
}
