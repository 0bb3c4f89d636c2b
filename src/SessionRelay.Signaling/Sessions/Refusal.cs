namespace SessionRelay.Signaling.Sessions;

/// <summary>Why something asked was not done: a stable code for programs, words for people.</summary>
[GenerateSerializer, Immutable]
internal sealed record Refusal(string Code, string Words)
{
    public override string ToString() => $"{Code}: {Words}";
}

/// <summary>Carries a <see cref="Refusal"/> from the session's rules to the grain's border; never across it.</summary>
#pragma warning disable CA1064, RCS1194 // thrown and caught within this assembly
internal sealed class RefusedException(string code, string words) : Exception(code)
#pragma warning restore CA1064, RCS1194
{
    public Refusal Refusal { get; } = new(code, words);
}

/// <summary>What a grain's method answers: a value, or why there is none.</summary>
[GenerateSerializer, Immutable]
internal sealed record Answer<T>(T? Value, Refusal? Refusal)
    where T : class;

/// <summary>The refusals of protocol.md, each with its words: what happened, why, what to do next.</summary>
internal static class Refusals
{
    public static RefusedException Unknown() => new("ticket-invalid", "This link does not belong to a session here. Ask for a new link.");

    public static RefusedException TicketUsed() => new("ticket-used", "This link was opened on another device. Go on there, or ask to move here.");

    public static RefusedException TooEarly() => new("too-early", "The session is not open yet. It opens 15 minutes before its start.");

    public static RefusedException Ended() => new("session-ended", "The session is over.");

    public static RefusedException Draining() => new("draining", "The server is being restarted. Try again in a minute.");

    public static RefusedException Full() => new("session-full", "As many people as this session takes are in it. Ask the host.");

    public static RefusedException Removed() => new("not-allowed", "You were removed from this session. Ask for a new link if that was a mistake.");

    public static RefusedException ResumeLapsed() => new("ticket-invalid", "This way back into the session no longer holds. Open the link again or ask for a new one.");

    public static RefusedException NotIn() => new("not-admitted", "Enter the session first.");

    public static RefusedException Waiting() => new("not-admitted", "The host has not admitted you yet. Please wait.");

    public static RefusedException NotAllowed(string what) => new("not-allowed", $"Your link does not allow you to {what}.");

    public static RefusedException NoPhone() => new("phone-off", "This session was made without the phone.");

    public static RefusedException NoPhoneLine() => new("no-phone-line", "This server has no telephone line: it calls nobody. Use a phone of your own.");

    public static RefusedException NoNumber() => new("no-number", "This person has given no number to be called at.");

    public static RefusedException TooManyCalls() =>
        new("too-many-calls", $"This person was called {PhoneRules.CallsEach} times in this session, and more is not allowed. Call them from a phone of your own.");

    public static RefusedException NumberNotAllowed() =>
        new("number-not-allowed", "This number is of a kind or country that may not be called from here. Call it from a phone of your own, or ask whoever runs this server.");

    public static RefusedException NoSuchParticipant() => new("bad-request", "Nobody of this id is there for that now.");

    public static RefusedException BadRequest(string what) => new("bad-request", what);

    public static RefusedException TimeIsTaken(string? reason = null) => new("extend-refused", reason ?? "The time after this session is taken, so it can't be extended.");

    public static RefusedException CalendarIsAway() => new("extend-refused", "The practice's calendar does not answer, so the session can't be extended now. Try again in a moment.");

    public static RefusedException ExtendRefused(int left) => new("extend-refused", left > 0
        ? $"The session can grow by at most {left} more minutes."
        : "The session can't be extended any further.");
}
