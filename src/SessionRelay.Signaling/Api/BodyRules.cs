using System.Text.RegularExpressions;
using SessionRelay.Signaling.Hosting;
using SessionRelay.Signaling.Sessions;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Api;

/// <summary>Judges bodies field by field; each error names its field and what would be right.</summary>
internal sealed partial class BodyRules(WebhookSettings webhooks)
{
    private const int LongestUrl = 2048; // what every server takes

    private readonly Dictionary<string, string[]> errors = new(StringComparer.Ordinal);

    /// <summary>Null when all was right.</summary>
    public Problem? Problem => errors.Count == 0 ? null : Problem.Invalid(errors);

    public void Times(DateTimeOffset? startsAt, DateTimeOffset? endsAt)
    {
        if (startsAt is null) Add("startsAt", "Give the start, ISO 8601 with its offset.");
        if (endsAt is null) Add("endsAt", "Give the end, ISO 8601 with its offset.");
        if (startsAt is not { } start || endsAt is not { } end) return;
        if (end <= start) Add("endsAt", "The session would end before it starts.");
        else if (end - start > TimeSpan.FromHours(SessionLimits.LongestHours)) Add("endsAt", $"The session would be longer than {SessionLimits.LongestHours} hours.");
    }

    public void Id(string field, string? id)
    {
        if (!TicketLimits.IsId(id)) Add(field, "1 to 64 of A-Z a-z 0-9 . _ - ~");
    }

    /// <summary>The policy with the body's values over those of <paramref name="start"/>.</summary>
    public SessionPolicy Policy(PolicyBody? body, SessionPolicy start)
    {
        if (body is null) return start;
        if (body.ExtendUrl is { } url && (url.Length > LongestUrl || webhooks.SameOrigin(url) is null)) Add("policy.extendUrl", $"An address of at most {LongestUrl} characters, of the same scheme, host and port as a receiver of Webhooks: its secret signs what is asked.");
        Range("policy.maxPeople", body.MaxPeople, 2, 1000);
        Range("policy.graceMinutes", body.GraceMinutes, 0, 240);
        Range("policy.lateHostMinutes", body.LateHostMinutes, 0, 240);
        Range("policy.extendMinutes", body.ExtendMinutes, 0, 240);
        return start with
        {
            WaitingRoom = body.WaitingRoom ?? start.WaitingRoom,
            MaxPeople = body.MaxPeople ?? start.MaxPeople,
            GraceMinutes = body.GraceMinutes ?? start.GraceMinutes,
            LateHostMinutes = body.LateHostMinutes ?? start.LateHostMinutes,
            Phone = body.Phone ?? start.Phone,
            ExtendMinutes = body.ExtendMinutes ?? start.ExtendMinutes,
            ExtendUrl = body.ExtendUrl ?? start.ExtendUrl,
        };
    }

    public TicketRequest Ticket(TicketBody body)
    {
        Id("participantId", body.ParticipantId);
        if (!TicketLimits.IsName(body.Name)) Add("name", "1 to 100 characters, no control characters.");
        if (body.Role is null) Add("role", "host, guest or aide");
        if (body.Callback is not null && !PhoneNumber().IsMatch(body.Callback)) Add("callback", "A number in E.164: + and 7 to 15 digits.");
        if (body.Notice is not null && !TicketLimits.IsNotice(body.Notice)) Add("notice", $"1 to {TicketLimits.NoticeLength} characters, no control characters.");
        if (body.Language is not null && !LanguageTag().IsMatch(body.Language)) Add("language", "A language like en, es or es-MX.");
        var byPhone = body.ByPhone ?? false;
        if (byPhone && body.Callback is null) Add("callback", "Who takes part by phone needs a number to be called at.");
        if (byPhone && body.Role == ParticipantRole.Host) Add("byPhone", "A host comes by browser, or by phone with a pin.");
        if (body.Pin is not null && !TicketLimits.IsPin(body.Pin)) Add("pin", "6 to 12 digits.");
        else if (body.Pin is not null && body.Role is not (null or ParticipantRole.Host)) Add("pin", "Only a host comes in by a PIN; the others press 1 and are admitted.");
        if (body.Pin is not null && body.Callback is null) Add("callback", "Who comes in by a PIN needs a number to be called at.");
        return new TicketRequest(body.ParticipantId ?? "", body.Name ?? "", body.Role ?? default, Can(body.Can), body.Callback, body.Notice, byPhone, body.Language, body.Pin);
    }

    [GeneratedRegex(@"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex LanguageTag();

    [GeneratedRegex(@"^\+[1-9][0-9]{6,14}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex PhoneNumber();

    private Permissions? Can(IReadOnlyList<string>? words)
    {
        if (words is null) return null;
        var can = Permissions.None;
        foreach (var word in words)
        {
            if (PermissionWords.TryParse(word ?? "", out var permission)) can |= permission;
            else Add("can", $"Any of {string.Join(' ', PermissionWords.ToWords(Permissions.All))}.");
        }

        return can;
    }

    private void Range(string field, int? value, int least, int most)
    {
        if (value < least || value > most) Add(field, $"{least} to {most}");
    }

    private void Add(string field, string why) => errors.TryAdd(field, [why]);
}
