import type { SessionError } from "./error.js";
import type { LocalMediaApi } from "./local-media.js";
import type { ChatLine, Clock, Me, Participant, PhoneCall, SessionInfo, SessionState, Slot } from "./model.js";
import type { SessionStats } from "./stats.js";

export interface SessionOptions {
  /** The hub's address; default `/relay/hub` of the page's own origin. */
  readonly hubUrl?: string;
  /** The session ticket. Left out: the page returns with what `storage` holds. */
  readonly ticket?: string;
  /** Where ticket, attempt and resume token outlive a reload; default `sessionStorage`. */
  readonly storage?: Storage;
  /** Pairs of picture and sound that this page can show at once, 1 to 16; default what the session's policy calls for. */
  readonly slots?: number;
  /** Who speaks, for the relay's log. */
  readonly client?: { readonly name: string; readonly version: string };
  /** The script whose ticks no hidden tab slows; default `/relay/tick-worker.js`. */
  readonly tickWorkerUrl?: string;
}

export interface SessionEvents {
  state: [SessionState];
  participants: [readonly Participant[]];
  slots: [readonly Slot[]];
  /** One line, said by anybody, this person too. A replay after a return raises only lines that were not there yet. */
  chat: [ChatLine];
  clock: [Clock];
  /** See `phones`. */
  phone: [PhoneCall];
  /** Someone holds a used ticket on a second device and asks to move there: answer with `allowMove`. */
  moverequested: [{ readonly participantId: string }];
  /** The hub is there (true) or away (false); media goes on without it, chat and controls wait. */
  signaling: [boolean];
  /** See `pictureHeld`. */
  pictureheld: [boolean];
  /** One of this client's encodings is switched on or off, since somebody or nobody watches it. */
  layers: [{ readonly rid: string; readonly active: boolean }];
  /** Something failed that no call of this page's can report. */
  error: [SessionError];
}

/** One person's seat in one session. Everything runs on the page's own thread. */
export interface SessionApi {
  readonly state: SessionState;
  /** Why the state is `failed`, or why the last `enter()` was refused. */
  readonly reason: SessionError | null;
  readonly me: Me | null;
  readonly session: SessionInfo | null;
  readonly participants: readonly Participant[];
  /** Pairs that have somebody, in the order of their numbers. */
  readonly slots: readonly Slot[];
  readonly chat: readonly ChatLine[];
  readonly clock: Clock | null;
  /** The last call to each person's phone, as far as this person is told of it. An end stays until the next call. */
  readonly phones: readonly PhoneCall[];
  readonly local: LocalMediaApi;
  /** Whether the hub is there. */
  readonly signaling: boolean;
  /**
   * The camera is on, and its picture is not sent: the way up takes sound only. The others are told that it is paused for bandwidth, and it comes back by
   * itself. Only in browsers that tell what their way up takes, which Firefox does not.
   */
  readonly pictureHeld: boolean;

  /** Returns what ends the subscription. */
  on<K extends keyof SessionEvents>(event: K, handler: (...args: SessionEvents[K]) => void): () => void;

  /**
   * Redeems the ticket or returns with the resume token. Resolves once this client is waiting or admitted.
   * Rejects with a `SessionError`: the hub's refusal, `no-ticket`, or `unreachable` after 10 s without an answer on a first entry
   * (a return goes on trying for as long as the session lives).
   *
   * After `ticket-used` (the ticket was redeemed on another device) `enter({ move: true })` asks the host to move this person here.
   */
  enter(options?: { readonly move?: boolean }): Promise<void>;
  admit(participantId: string): Promise<void>;
  /** Removes from the session; someone who waits is declined. */
  remove(participantId: string): Promise<void>;
  allowMove(participantId: string, allow: boolean): Promise<void>;
  /** At most 2,000 characters. Resolves when the relay has kept it. */
  sendChat(text: string): Promise<void>;
  /**
   * Asks for so many minutes more, and resolves with how many there are: the calendar may give fewer. Refused as `extend-refused`, with a reason in words for whoever asked.
   */
  extend(minutes: number): Promise<number>;
  /**
   * Calls somebody who was let in before, by phone. Needs the permission `phone`. Resolves with null when the relay dials: what becomes of it is in `phones`, and
   * `admit` lets in whoever has pressed 1. Without a phone line of its own, the relay gives the number, as people write it (`+44 20 7946 0018`), for the host to dial.
   * Refused as `no-number` when the person gave none, as `phone-off` where the session was made without the phone, as `too-many-calls` after three, and as
   * `number-not-allowed` for numbers that the operator lets nobody call.
   */
  callPhone(participantId: string): Promise<string | null>;
  /** Ends the call to somebody's phone, wherever it stands. */
  hangUp(participantId: string): Promise<void>;
  /** What the slot's element can show, in device pixels; 0 and `paused` when it shows nothing. Repeats of the same are not sent. */
  watch(slot: number, view: { maxWidth: number; maxHeight: number; paused: boolean }): void;
  /** Lets go of devices and connection, and of the right to return without a new admission. */
  leave(): Promise<void>;
  /** Ends the session for everyone. */
  end(): Promise<void>;
  stats(): Promise<SessionStats>;
}
