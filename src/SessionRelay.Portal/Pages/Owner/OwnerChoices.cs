using NodaTime;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Matching;
using SessionRelay.Portal.Domain.Policies;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Owner;

/// <summary>What the owner's forms let choose.</summary>
internal static class OwnerChoices
{
    public static readonly IReadOnlyList<Choice> Roles = Choice.Of(
        (PortalRole.Therapist, "Therapist: has clients of their own"),
        (PortalRole.Intake, "Intake: the queue, assessments, matching"),
        (PortalRole.Owner, "Owner: staff, rules, the audit trail"));

    public static readonly IReadOnlyList<Choice> Populations = [.. Enum.GetValues<Population>().Select(value => new Choice(value.ToString(), Upper(MatchWords.Text(value))))];

    public static readonly IReadOnlyList<Choice> Formats = Choice.Of(
        (CareFormat.Video, "Video"), (CareFormat.Phone, "Phone"), (CareFormat.InPerson, "In person"), (CareFormat.Messages, "Messages between sessions"));

    public static readonly IReadOnlyList<Choice> Concerns = [.. Enum.GetValues<Concern>().Select(value => new Choice(value.ToString(), Upper(MatchWords.Text(value))))];

    public static readonly IReadOnlyList<Choice> Approaches = [.. Enum.GetValues<Approach>().Select(value => new Choice(value.ToString(), Upper(MatchWords.Text(value))))];

    public static readonly IReadOnlyList<Choice> Lengths = [.. BookingPolicy.KnownLengths.Select(minutes => new Choice($"{minutes}", minutes == 15 ? "15 minutes: the free first meeting" : $"{minutes} minutes"))];

    public static readonly IReadOnlyList<Choice> Zones = [.. ZoneWords.Offered.Select(id => new Choice(id, ZoneWords.InList(id)))];

    public static bool IsZone(string? id) => id is { Length: < 64 } && DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) is not null;

    /// <summary>Flags of the boxes that are ticked; boxes that there are not are left out.</summary>
    public static T Together<T>(IEnumerable<T> ticked, Func<T, T, T> or)
        where T : struct, Enum => ticked.Where(Enum.IsDefined).Aggregate(default, or);

    public static string Upper(string words) => char.ToUpperInvariant(words[0]) + words[1..];
}
