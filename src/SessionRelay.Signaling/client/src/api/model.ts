/** What a ticket lets its holder do. */
export type Permission = "audio" | "video" | "screen" | "chat" | "admit" | "phone" | "end" | "extend";

/**
 * Where this client stands.
 *
 * - `idle`: nothing redeemed yet, or the last `enter()` was refused and may be tried again.
 * - `entering`: the ticket or resume token is on its way.
 * - `waiting`: in the waiting room until the host admits.
 * - `connecting`: admitted, the media path is being made.
 * - `live`: packets come and go. A hub that is away for a moment does not change this: media goes on.
 * - `reconnecting`: nothing has come from the relay for a second; the library is on its way back by itself.
 * - `left`, `removed`, `declined`, `replaced` (this person is here on another tab or device), `ended`, `failed`: over.
 *   After `declined` a new `enter()` knocks again.
 */
export type SessionState =
  | "idle"
  | "entering"
  | "waiting"
  | "connecting"
  | "live"
  | "reconnecting"
  | "left"
  | "removed"
  | "declined"
  | "replaced"
  | "ended"
  | "failed";

export type Role = "host" | "guest" | "aide";

/** How well a participant's path does, as the relay sees it. */
export type Quality = "good" | "fair" | "poor" | "lost";

export type ParticipantState = "waiting" | "connecting" | "live" | "reconnecting" | "phone" | "left";

export interface Participant {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly state: ParticipantState;
  /** What the participant sends now; `audio: false` is a muted microphone. */
  readonly audio: boolean;
  readonly video: boolean;
  readonly screen: boolean;
  readonly quality: Quality;
  /** Takes part by phone: may be called although `left`, which they are until then. */
  readonly byPhone: boolean;
  /** What to know before letting them in, by the booking system; "" when there is nothing, or this client may not admit. */
  readonly notice: string;
}

/** This client's own seat. */
export interface Me {
  readonly participantId: string;
  readonly can: readonly Permission[];
}

export type SlotSource = "camera" | "screen" | "phone";

/** Why nothing comes although somebody is in the slot; null when it does. */
export type PauseReason = "bandwidth" | "muted" | "hidden";

/** One receive-only pair of audio and video that has somebody in it. */
export interface Slot {
  /** Number of the pair, from 0: the name for `watch`. */
  readonly slot: number;
  readonly participantId: string;
  readonly source: SlotSource;
  /** The pair's tracks. The same object for as long as the pair's connection lives, whoever is in it; another one after a fresh peer connection. */
  readonly stream: MediaStream;
  readonly audioPaused: PauseReason | null;
  readonly videoPaused: PauseReason | null;
}

/**
 * Where a call to somebody's phone stands. `answered`: somebody or something picked up, and hears who calls. `waiting`: 1 was pressed, and the host is to admit.
 * `live`: heard by everybody. Those after it are ends.
 */
export type PhoneState =
  | "dialing"
  | "ringing"
  | "answered"
  | "waiting"
  | "live"
  | "busy"
  | "declined"
  | "no-answer"
  | "unreachable"
  | "wrong-number"
  | "failed"
  | "hung-up";

/** A call that the relay makes to somebody's phone: told to those who may call, and to the person. */
export interface PhoneCall {
  readonly participantId: string;
  readonly state: PhoneState;
  /** How often the person can still be called in this session. */
  readonly callsLeft: number;
  /** The person is here by browser as well. */
  readonly browser: boolean;
}

export interface ChatLine {
  readonly id: string;
  readonly participantId: string;
  readonly name: string;
  /** Plain text as typed; never HTML. */
  readonly text: string;
  readonly at: Date;
}

/** The session's clock, by the server's time. */
export interface Clock {
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** The server's time when it said so. */
  readonly now: Date;
  /** Whole seconds of the session in which somebody's connection was broken. */
  readonly lostSeconds: number;
  /** The host has not come although the time that the policy allows is over. */
  readonly hostLate: boolean;
  /** A host is in the session now. */
  readonly hostPresent: boolean;
  /** Milliseconds until `endsAt` by the server's time; negative once it has passed. */
  remainingMs(): number;
  /** Milliseconds until `startsAt` by the server's time; negative once it has begun. */
  untilStartMs(): number;
}

export interface SessionPolicy {
  readonly waitingRoom: boolean;
  readonly maxPeople: number;
  readonly graceMinutes: number;
  readonly lateHostMinutes: number;
  readonly phone: "off" | "offer" | "auto";
  /** Minutes by which the session may grow, in all. */
  readonly extendMinutes: number;
}

export interface SessionInfo {
  readonly id: string;
  readonly state: "scheduled" | "open" | "ended";
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly policy: SessionPolicy;
  /** Where to call the practice when the connection stays away, as people write it; empty when none is known. */
  readonly practiceNumber: string;
}
