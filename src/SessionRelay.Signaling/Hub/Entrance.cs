using System.Net;
using Microsoft.Extensions.Logging;
using SessionRelay.Signaling.Sessions;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Hub;

/// <summary>What stands before a session: the ticket's or resume token's signature, the rate of those that fail it, then the session itself. Any thread.</summary>
internal sealed class Entrance(
    TicketReader tickets, ResumeTokens resumeTokens, EnterLimiter limiter, IGrainFactory grains, SessionMetrics metrics, ILogger<Entrance> logger)
{
    private const int AttemptLeast = 16; // characters: 128 bits are 22 in base64url, 32 in hexadecimal
    private const int AttemptMost = 64; // characters

    /// <summary>The session's id and its answer.</summary>
    public async Task<(string SessionId, Answer<EnterReply> Answer)> EnterAsync(EnterRequest? request, string connectionId, IPAddress? address)
    {
        (string SessionId, Answer<EnterReply> Answer) entry = request switch
        {
            { Resume: { Length: > 0 } resume } => await ReturnAsync(resume, connectionId, address),
            { Ticket: { Length: > 0 } ticket } => await RedeemAsync(ticket, request, connectionId, address),
            _ => ("", Guess(address, "ticket-invalid", "Enter with a ticket and an attempt, or with a resume token.")),
        };
        Count(entry.Answer);
        return entry;
    }

    private static Answer<EnterReply> Refuse(string code, string words) => new(null, new Refusal(code, words));

    /// <summary>Whatever no issuer has signed may be guessing. What a session refuses is not: it was signed for somebody.</summary>
    private Answer<EnterReply> Guess(IPAddress? address, string code, string words) => limiter.TryFail(address)
        ? Refuse(code, words)
        : Refuse("rate-limited", "Too many failed attempts from this address. Wait a minute.");

    private async Task<(string, Answer<EnterReply> Answer)> ReturnAsync(string resume, string connectionId, IPAddress? address)
    {
        if (resumeTokens.Read(resume) is not { } token)
        {
            var lapsed = Refusals.ResumeLapsed().Refusal;
            return ("", Guess(address, lapsed.Code, lapsed.Words));
        }

        return (token.SessionId, await grains.GetGrain<ISessionGrain>(token.SessionId).Return(token, connectionId));
    }

    private async Task<(string, Answer<EnterReply> Answer)> RedeemAsync(string ticket, EnterRequest request, string connectionId, IPAddress? address)
    {
        if (request.Attempt is not { Length: >= AttemptLeast and <= AttemptMost } attempt)
        {
            return ("", Guess(address, "bad-request", "attempt is 128 random bits in 16 to 64 characters."));
        }

        var (claims, refusal) = await tickets.ReadAsync(ticket);
        if (claims is null) return ("", refusal == "ticket-invalid" ? Guess(address, refusal, WordsOf(refusal)) : Refuse(refusal!, WordsOf(refusal!)));
        return (claims.SessionId, await grains.GetGrain<ISessionGrain>(claims.SessionId).Enter(new TicketEntry(claims, attempt, request.Move, connectionId)));
    }

    private static string WordsOf(string code) => code switch
    {
        "ticket-expired" => "This link has expired. Ask for a new one.",
        "too-early" => "This link does not hold yet. Try again closer to the session's start.",
        _ => "This link is not valid here. Check that it is complete, or ask for a new one.",
    };

    private Answer<EnterReply> Count(Answer<EnterReply> answer)
    {
        metrics.TicketRedeemed(answer.Refusal?.Code ?? "ok");
        if (answer.Refusal is { } refusal) logger.EnterRefused(refusal.Code);
        return answer;
    }
}
