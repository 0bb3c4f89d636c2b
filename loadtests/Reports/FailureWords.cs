namespace SessionRelay.LoadTests.Reports;

/// <summary>What a failed join's code means to an operator: what happened and what to do.</summary>
internal static class FailureWords
{
    public static string Of(string code, long count) => $"{count:N0} {(count == 1 ? "join" : "joins")} failed with {code}: " + code switch
    {
        "session-full" => "the session admits fewer people than were asked for (its policy's maxPeople; here --max-people).",
        "node-full" => "the node refuses further people: it is at the limit that it was given or measured.",
        "ice-timeout" => "no UDP packet came back. Is the node's UDP port open from here, and does it announce an address that leads to it (Relay:PublicAddress)? From another machine use --sockets each.",
        "dtls-timeout" => "packets come through, but the handshake did not end: the node has no CPU left, or loses packets.",
        "hub-unreachable" => "no WebSocket to /relay/hub. A proxy in front must pass WebSockets on.",
        "hub-lost" => "the hub's connection broke while joining.",
        "timeout" => "the node did not answer a call in time.",
        "not-admitted" => "the waiting room's host did not admit in time.",
        "host-missing" => "the host of their session could not join, so nobody could admit them.",
        "ticket-invalid" => "the node does not know its own ticket: several nodes with different keys behind one address?",
        "session-ended" => "the session was over: are the clocks of the two machines apart?",
        "rate-limited" => "the node's rate limit; spread the joins with --ramp.",
        "draining" => "the node is being drained.",
        _ => "see the node's log at that time.",
    };
}
