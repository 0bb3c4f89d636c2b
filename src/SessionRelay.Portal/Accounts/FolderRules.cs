using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.ApplicationModels;

namespace SessionRelay.Portal.Accounts;

/// <summary>Who may open the pages of a folder. A page outside these folders is everybody's, unless it says <c>[Authorize]</c> itself.</summary>
internal static class FolderRules
{
    public static readonly IReadOnlyDictionary<string, string[]> All = new Dictionary<string, string[]>
    {
        ["/Client"] = [PortalRoles.Client, PortalRoles.Guardian],
        ["/Therapist"] = [PortalRoles.Therapist],
        ["/Staff"] = [PortalRoles.Therapist, PortalRoles.Intake, PortalRoles.Owner],
        ["/Intake"] = [PortalRoles.Intake, PortalRoles.Owner],
        ["/Owner"] = [PortalRoles.Owner],
    };

    public static void AddPolicies(AuthorizationOptions options)
    {
        foreach (var (folder, roles) in All)
        {
            options.AddPolicy(folder, policy =>
            {
                policy.RequireAuthenticatedUser().RequireRole(roles);
                if (roles.Any(PortalRoles.Staff.Contains)) policy.RequireAssertion(context => Proof.IsStrong(context.User));
            });
        }
    }

    public static void Apply(PageConventionCollection conventions)
    {
        foreach (var folder in All.Keys) conventions.AuthorizeFolder(folder, folder);
        conventions.AuthorizeFolder("/Account");
    }
}
