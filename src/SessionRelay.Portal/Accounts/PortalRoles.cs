namespace SessionRelay.Portal.Accounts;

/// <summary>Who a person is to the practice. A person may have several; a visitor has none.</summary>
internal static class PortalRoles
{
    public const string Client = "client";

    /// <summary>Acts for a teen: sees what the teen's client pages show, and signs for them.</summary>
    public const string Guardian = "guardian";

    public const string Therapist = "therapist";
    public const string Intake = "intake";
    public const string Owner = "owner";

    public static readonly IReadOnlyList<string> All = [Client, Guardian, Therapist, Intake, Owner];

    /// <summary>Those who sign in by passkey, or password and code, never by a mailed link.</summary>
    public static readonly IReadOnlyList<string> Staff = [Therapist, Intake, Owner];
}
