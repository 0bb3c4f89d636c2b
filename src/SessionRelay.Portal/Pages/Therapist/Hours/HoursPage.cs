using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Scheduling;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Journeys.Bookings;
using SessionRelay.Portal.Journeys.Hours;

namespace SessionRelay.Portal.Pages.Therapist.Hours;

/// <summary>A page about the signed-in therapist's own hours.</summary>
internal abstract class HoursPage(PartyFinder people, HoursDesk desk) : RacedPage
{
    /// <summary>Null for somebody whose profile nobody has made yet.</summary>
    public HoursBook? Book { get; private set; }

    public static IReadOnlyList<Choice> FormatChoices { get; } =
        [.. new[] { CareFormat.Video, CareFormat.Phone, CareFormat.InPerson }.Select(format => new Choice($"{format}", ClientWords.Format(format)))];

    protected HoursDesk Desk => desk;

    protected CancellationToken Cancel => HttpContext.RequestAborted;

    public static string Words(CareFormat formats) =>
        string.Join(", ", new[] { CareFormat.Video, CareFormat.Phone, CareFormat.InPerson }.Where(format => formats.HasFlag(format)).Select(format => ClientWords.Format(format).ToLowerInvariant()));

    /// <returns>False for somebody without a profile.</returns>
    protected async Task<bool> LoadAsync()
    {
        if (await people.StaffOfUserAsync(PortalRoles.IdOf(User), Cancel) is { } member) Book = await desk.OfAsync(member.Id, Cancel);
        return Book is not null;
    }

    /// <summary>Reads hours as people write them: 9:00 or 09:00; what can't be read is said at its field.</summary>
    protected (int From, int To)? ReadSpan(string? from, string? to, string fromField, string toField)
    {
        var begin = Read(from, fromField);
        var end = Read(to, toField);
        return begin is { } a && end is { } b ? (a, b) : null;

        int? Read(string? text, string field)
        {
            text = text?.Trim();
            if (text?.Length == 4) text = "0" + text;
            if (WallSpan.TryParseTime(text, out var minute)) return minute;
            ModelState.AddModelError(field, "Write the time like 09:00; 24:00 is the end of the day.");
            return null;
        }
    }

    protected static CareFormat Joined(IEnumerable<CareFormat> formats) => formats.Aggregate(CareFormat.None, (all, one) => all | one);
}
