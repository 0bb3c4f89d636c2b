import { SessionError } from "../api/error.js";

/** The hub's codes in words for people, for a hub that gives none: what happened, why, what to do next. */
const WORDS: Readonly<Record<string, string>> = {
  "ticket-invalid":
    "This link doesn't work. It may have been cut off when it was copied. Please open it again from your message, or ask your practice for a new one.",
  "ticket-used": "This link has already been opened on another device. Go on there, or ask to move the session to this device.",
  "ticket-expired": "This link has run out, since its session is over. Please ask your practice for a new one.",
  "too-early": "The session is not open yet. It opens 15 minutes before it starts; please come back then.",
  "not-admitted": "You have not been let in yet. Please wait for the host.",
  "not-allowed": "You are not allowed to do this in this session. The host may do it for you.",
  "session-full": "This session is full, since as many people as it allows are in it. Please tell your host.",
  "session-ended": "This session has ended.",
  "bad-offer": "This browser's connection could not be understood. Please update the browser, or try another one.",
  "rate-limited": "That was too much at once. Please wait a moment and try again.",
  draining: "The server is being restarted. You will be connected again in a moment.",
  "node-full": "The server is busy at the moment. Please try again in a minute.",
  unavailable: "The server could not do that just now. Please try again in a moment.",
  "extend-refused": "The session can't be made longer: the time that follows is taken, or no more is allowed.",
};

/** Codes after which coming back may still work: the loop goes on. */
const PASSING = new Set(["draining", "node-full", "rate-limited", "unavailable"]);

/** SignalR writes `…HubException: code: words`; only what the hub itself refuses has that form. */
const REFUSAL = /HubException: ([a-z][a-z0-9-]{1,40})(?::\s*([^]*))?$/;

/** Reads a hub's refusal out of an error that SignalR raised; null when it is another failure. */
export function readRefusal(error: unknown): SessionError | null {
  const found = error instanceof Error ? REFUSAL.exec(error.message) : null;
  const code = found?.[1];
  return code ? new SessionError(code, found?.[2]?.trim() || (WORDS[code] ?? "The server refused this.")) : null;
}

export function isPassing(error: SessionError): boolean {
  return PASSING.has(error.code);
}
