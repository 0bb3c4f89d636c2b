using System.Security.Cryptography;
using System.Text.Json;
using SessionRelay.Signaling.Sessions;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Api;

/// <summary>What a ticket is to say.</summary>
/// <param name="ParticipantId">Stable for this person in this session: 1 to 64 of <c>A-Z a-z 0-9 . _ - ~</c>.</param>
/// <param name="Name">The display name, 1 to 100 characters.</param>
/// <param name="Can">Null: the role's default.</param>
/// <param name="Callback">Phone number, E.164; kept in the session, never in the ticket.</param>
/// <param name="Notice">What whoever may admit is to know before they let this person in, 1 to 200 characters; kept as <paramref name="Callback"/> is. Null: nothing, also if an earlier ticket brought one.</param>
/// <param name="ByPhone">Takes part by phone: hosts may call <paramref name="Callback"/> although this person never came by browser. Not for a host.</param>
/// <param name="Language">What is spoken to them on the phone, BCP 47 (<c>es</c>, <c>es-MX</c>); null, or one that there are no words in: English.</param>
/// <param name="Pin">Of a host, with <paramref name="Callback"/>: 6 to 12 digits by which they come in by phone (<see cref="SessionAdministration.CallHostAsync"/>); kept as <paramref name="Callback"/> is.</param>
public sealed record TicketRequest(
    string ParticipantId, string Name, ParticipantRole Role, Permissions? Can = null, string? Callback = null, string? Notice = null, bool ByPhone = false, string? Language = null, string? Pin = null)
{
    public override string ToString() => nameof(TicketRequest); // holds a name and a number
}

/// <param name="Ticket">The JWT.</param>
/// <param name="JoinUrl">The room's address with the ticket in its fragment.</param>
public sealed record MintedTicket(string Ticket, string JoinUrl)
{
    public override string ToString() => nameof(MintedTicket); // is a way in
}

/// <summary>A deed of administration was refused; the code is stable.</summary>
/// <param name="code">That of the API's problem type, such as <c>session-exists</c> or <c>unknown-session</c>.</param>
public sealed class SessionRefusedException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}

/// <summary>
/// Makes, moves and ends sessions and mints their tickets: what the HTTP API does, for callers in the same process. Any thread.
/// Throws <see cref="SessionRefusedException"/> when a session refuses and <see cref="ArgumentException"/> for values out of their ranges.
/// </summary>
public sealed class SessionAdministration
{
    private readonly IGrainFactory grains;
    private readonly TicketMinter minter;
    private readonly PublicUrl publicUrl;

    internal SessionAdministration(IGrainFactory grains, TicketMinter minter, PublicUrl publicUrl)
    {
        this.grains = grains;
        this.minter = minter;
        this.publicUrl = publicUrl;
    }

    /// <summary>Creates a session; with an <paramref name="id"/> that was created with the same values before, nothing happens. Gives the id.</summary>
    /// <param name="id">1 to 64 of <c>A-Z a-z 0-9 . _ - ~</c>; null: one is made.</param>
    public async Task<string> CreateAsync(string? id, DateTimeOffset startsAt, DateTimeOffset endsAt, SessionPolicy policy)
    {
        id ??= NewId();
        if (!TicketLimits.IsId(id)) throw new ArgumentException("A session's id is 1 to 64 of A-Z a-z 0-9 . _ - ~", nameof(id));
        if (endsAt <= startsAt || endsAt - startsAt > TimeSpan.FromHours(SessionLimits.LongestHours)) throw new ArgumentException("A session ends after it starts, within 24 hours.", nameof(endsAt));
        await CreateAsync(id, new SessionDraft(startsAt, endsAt, policy, Fingerprint(startsAt, endsAt, policy)));
        return id;
    }

    /// <summary>
    /// Creates the session of a booking, or brings the one that there is to the booking's times: a moved start moves it, a later end lengthens it, and what it was extended by stays.
    /// </summary>
    public async Task EnsureAsync(string id, DateTimeOffset startsAt, DateTimeOffset endsAt, SessionPolicy policy)
    {
        if (await LookAsync(id) is not { } look)
        {
            try
            {
                await CreateAsync(id, startsAt, endsAt, policy);
                return;
            }
            catch (SessionRefusedException refused) when (refused.Code == "session-exists")
            {
                look = await LookAsync(id) ?? throw new SessionRefusedException("unknown-session", "The session went away.");
            }
        }

        if (look.State == SessionState.Ended) return;
        if (look.StartsAt != startsAt || look.EndsAt < endsAt) await ChangeAsync(id, new SessionPatch(startsAt, endsAt, null));
    }

    /// <summary>How a session looks now; null when there is none of this id.</summary>
    public async Task<SessionLook?> LookAsync(string id)
    {
        try
        {
            return SessionLook.Of(await ViewAsync(id));
        }
        catch (SessionRefusedException refused) when (refused.Code == "unknown-session")
        {
            return null;
        }
    }

    /// <summary>Mints a ticket for a session of this node.</summary>
    public async Task<MintedTicket> MintAsync(string sessionId, TicketRequest request)
    {
        if (!TicketLimits.IsId(request.ParticipantId)) throw new ArgumentException("A participant's id is 1 to 64 of A-Z a-z 0-9 . _ - ~", nameof(request));
        if (!TicketLimits.IsName(request.Name)) throw new ArgumentException("A name has 1 to 100 characters.", nameof(request));
        if (request.Notice is not null && !TicketLimits.IsNotice(request.Notice)) throw new ArgumentException($"A notice has 1 to {TicketLimits.NoticeLength} characters.", nameof(request));
        if (request.ByPhone && (request.Callback is null || request.Role == ParticipantRole.Host)) throw new ArgumentException("A guest or an aide who takes part by phone, with the number.", nameof(request));
        if (request.Pin is not null && (request.Callback is null || request.Role != ParticipantRole.Host || !TicketLimits.IsPin(request.Pin))) throw new ArgumentException("A host's PIN has 6 to 12 digits and comes with the number.", nameof(request));
        var can = request.Can ?? PermissionWords.DefaultOf(request.Role);
        var invitation = Value(await Session(sessionId).Invite(new Invitee(request.ParticipantId, request.Name, request.Role, can, new Reach(request.Callback, request.ByPhone, request.Language, request.Pin), request.Notice)));
        var ticket = minter.Mint(sessionId, request.ParticipantId, request.Name, request.Role, can, invitation.IssuedAt);
        return new MintedTicket(ticket, $"{publicUrl.Value}/room#ticket={ticket}");
    }

    /// <summary>
    /// Calls a host's phone: whoever picks up enters the PIN that came with the host's last ticket, and is in; who is expected by phone is called then. While a call to them is open
    /// nothing happens.
    /// </summary>
    public Task CallHostAsync(string sessionId, string participantId) => CallAsync(sessionId, participantId);

    /// <summary>Ends a session for everyone; again: nothing happens.</summary>
    public async Task EndAsync(string sessionId) => Value(await Session(sessionId).Close());

    internal static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    internal static string Fingerprint(DateTimeOffset startsAt, DateTimeOffset endsAt, SessionPolicy policy) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new { startsAt, endsAt, policy }, WireJson.Options)));

    internal async Task<SessionView> CreateAsync(string id, SessionDraft draft) => Value(await Session(id).Create(draft));

    internal async Task<SessionView> ViewAsync(string id) => Value(await Session(id).View());

    internal async Task<SessionView> ChangeAsync(string id, SessionPatch patch) => Value(await Session(id).Change(patch));

    internal async Task<SessionView> CloseAsync(string id) => Value(await Session(id).Close());

    internal async Task<CallPhoneReply> CallAsync(string id, string participantId) =>
        OfParticipant(await Session(id).CallHost(participantId), "The session does not know this participant as a host who has a pin.");

    internal async Task RevokeAsync(string id, string participantId) => OfParticipant(await Session(id).Revoke(participantId), "The session does not know this participant.");

    private static T OfParticipant<T>(Answer<T> answer, string whyUnknown)
        where T : class => answer.Refusal is { Code: "bad-request" } ? throw new SessionRefusedException("unknown-participant", whyUnknown) : Value(answer);

    private static T Value<T>(Answer<T> answer)
        where T : class => answer switch
        {
            { Value: { } value } => value,
            { Refusal.Code: "ticket-invalid" } => throw new SessionRefusedException("unknown-session", "There is no session of this id."),
            { Refusal: { } refusal } => throw new SessionRefusedException(refusal.Code, refusal.Words),
            _ => throw new InvalidOperationException("A session answered nothing."),
        };

    private ISessionGrain Session(string id) => TicketLimits.IsId(id)
        ? grains.GetGrain<ISessionGrain>(id)
        : throw new SessionRefusedException("unknown-session", "There is no session of this id.");
}
