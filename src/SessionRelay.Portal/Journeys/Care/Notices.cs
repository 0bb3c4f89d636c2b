using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Journeys.Care;

/// <summary>What happened, as <see cref="StaffNotice.Kind"/> names it.</summary>
internal static class NoticeKinds
{
    public const string SafetyFlag = "safety-flag";
    public const string LevelOfCare = "level-of-care";
    public const string TherapistChange = "therapist-change";
    public const string HouseMove = "house-move";
    public const string NewClient = "new-client";
    public const string UnlicensedPlace = "unlicensed-place";
    public const string ProposalLapsed = "proposal-lapsed";
    public const string TimesDeclined = "times-declined";
    public const string ClockChanged = Bookings.ZoneDataWatch.Notice;

    public static string Words(string kind) => kind switch
    {
        SafetyFlag => "Safety flag",
        LevelOfCare => "Level of care",
        TherapistChange => "Change of therapist",
        HouseMove => "Moving house",
        NewClient => "New client",
        UnlicensedPlace => "Outside the licence",
        ProposalLapsed => "Proposal no longer possible",
        TimesDeclined => "Proposed times declined",
        ClockChanged => "A law has changed a clock",
        _ => "Notice",
    };
}

/// <summary>Adds notices for the staff to a piece of work; they are saved with it.</summary>
internal static class Notices
{
    public static void TellIntake(UnitOfWork work, string kind, Client client, string details) => Tell(work, kind, client, details, null, PortalRole.Intake);

    /// <param name="staffId">Whom; nobody is told when null.</param>
    public static void TellMember(UnitOfWork work, Guid? staffId, string kind, Client client, string details)
    {
        if (staffId is not null) Tell(work, kind, client, details, staffId, PortalRole.None);
    }

    private static void Tell(UnitOfWork work, string kind, Client client, string details, Guid? staffId, PortalRole role) => work.Db.StaffNotices.Add(new StaffNotice
    {
        StaffId = staffId,
        ForRole = role,
        Kind = kind,
        ClientId = client.Id,
        Details = new Sealed<string>(details),
        At = work.Database.Clock.GetCurrentInstant(),
    });
}
