using System.Security.Claims;
using SessionRelay.Portal.Data.Accounts;

namespace SessionRelay.Portal.Accounts;

/// <summary>Who a person is to the practice, as claims and policies say it. A person may have several; a visitor has none.</summary>
internal static class PortalRoles
{
    public const string Client = "client";

    /// <summary>Acts for a teen: sees what the teen's client pages show, and signs for them.</summary>
    public const string Guardian = "guardian";

    public const string Therapist = "therapist";
    public const string Intake = "intake";
    public const string Owner = "owner";

    public const PortalRole StaffRoles = PortalRole.Therapist | PortalRole.Intake | PortalRole.Owner;

    public static readonly IReadOnlyList<string> All = [Client, Guardian, Therapist, Intake, Owner];

    /// <summary>Those who sign in by passkey, or password and code, never by a mailed link.</summary>
    public static readonly IReadOnlyList<string> Staff = [Therapist, Intake, Owner];

    private static readonly (PortalRole Role, string Name)[] Names =
    [
        (PortalRole.Client, Client), (PortalRole.Guardian, Guardian), (PortalRole.Therapist, Therapist), (PortalRole.Intake, Intake), (PortalRole.Owner, Owner),
    ];

    public static IEnumerable<string> Of(PortalRole roles) => Names.Where(pair => roles.HasFlag(pair.Role)).Select(pair => pair.Name);

    public static PortalRole Parse(string name) => Names.Single(pair => pair.Name == name).Role;

    public static bool IsStaff(PortalUser user) => (user.Roles & StaffRoles) != 0;

    public static bool IsStaff(ClaimsPrincipal person) => Staff.Any(person.IsInRole);

    /// <returns>The user's id.</returns>
    /// <exception cref="InvalidOperationException">Nobody is signed in.</exception>
    public static Guid IdOf(ClaimsPrincipal person) =>
        Guid.TryParse(person.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : throw new InvalidOperationException("Nobody is signed in.");
}
