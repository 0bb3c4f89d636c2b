import { SessionError } from "./api/error.js";
import type { ChatLine, Clock, Me, Participant, PhoneCall, SessionInfo, SessionState, Slot } from "./api/model.js";
import type { SessionApi, SessionEvents, SessionOptions } from "./api/session.js";
import type { SessionStats } from "./api/stats.js";
import { type Deferred, deferred } from "./deferred.js";
import { Emitter } from "./emitter.js";
import { Chat } from "./entry/chat.js";
import { enterHub, noTicket } from "./entry/entrance.js";
import { Phones } from "./entry/phones.js";
import { serverClock } from "./entry/server-clock.js";
import { type Over, type Place, sessionState } from "./entry/session-state.js";
import { tabStorage, Tokens } from "./entry/tokens.js";
import { ChannelLost, type HubChannel, type HubEvent } from "./hub/channel.js";
import { HubLink } from "./hub/hub-link.js";
import type { LocalMedia } from "./local/local-media.js";
import { MediaSide } from "./media/media-side.js";
import { watchPage } from "./page/page-life.js";
import {
  type EnterReply,
  readCallPhoneReply,
  readExtendReply,
  readChatLine,
  readClock,
  readCodec,
  readEnterReply,
  readFailed,
  readLayer,
  readParticipants,
  readPhone,
  readSlots,
  readSoundWanted,
  readUplink,
} from "./wire/messages.js";
import { count, fields, flag, text } from "./wire/reading.js";

/** How long a first entry may go without an answer before the person is told. */
const FIRST_ENTRY_MS = 10_000;

/** How long `leave` waits for the hub before it goes without a word: the relay sees the connection's end anyway. */
const LEAVE_MS = 1_500;

/** How long past end and grace a client without the hub still tries: an extension may have been given meanwhile. */
const PAST_END_MS = 15 * 60_000;

/** Beyond the other people: one pair for a screen, one for a phone. */
const EXTRA_SLOTS = 2;
const MAX_SLOTS = 16;

/** A booking system's calendar may take 5 s to answer: a second connection before that would only lose the answer. */
const CALENDAR_ANSWERS_MS = 6_500;

/** One person's seat in one session, over whatever kind of channel. See `SessionApi`. */
export class Seat implements SessionApi {
  readonly #options: SessionOptions;
  readonly #events = new Emitter<SessionEvents>();
  readonly #tokens: Tokens;
  readonly #link: HubLink;
  readonly #media: MediaSide;
  readonly #chat: Chat;
  readonly #phones = new Phones();
  #place: Place = "outside";
  #over: Over | null = null;
  #reason: SessionError | null = null;
  #state: SessionState = "idle";
  #me: Me | null = null;
  #session: SessionInfo | null = null;
  #clock: Clock | null = null;
  #participants: readonly Participant[] = [];
  #move = false;
  /** Ends the hearing of the page; null outside. */
  #unwatch: (() => void) | null = null;
  #entering: Deferred<void> | null = null;

  constructor(options: SessionOptions, open: () => HubChannel) {
    this.#options = options;
    this.#tokens = new Tokens(options.storage ?? tabStorage(), options.ticket);
    const client = options.client ?? { name: "sessionrelay-client", version: "0.1.0" };
    this.#link = new HubLink({
      open,
      enter: (channel) => enterHub(channel, this.#tokens, { client, move: this.#move }),
      entered: (reply) => this.#entered(readEnterReply(reply)),
      heard: (event, message) => this.#heard(event, message),
      changed: (up) => this.#events.emit("signaling", up),
      refused: (error) => this.#refused(error),
    });
    this.#media = new MediaSide(options.tickWorkerUrl ?? "/relay/tick-worker.js", {
      hubUp: () => this.#link.up,
      call: (method, argument) => this.#link.call(method, argument, false),
      stateChanged: () => this.#stateChanged(),
      heldChanged: (held) => this.#events.emit("pictureheld", held),
      slotsChanged: (slots) => this.#events.emit("slots", slots),
      failed: (error) => this.#events.emit("error", error),
      tick: () => this.#giveUpAfterEnd(),
    });
    this.#chat = new Chat({
      call: (method, argument) => this.#link.call(method, argument, false),
      ready: () => this.#link.ready(),
      said: (line) => this.#events.emit("chat", line),
    });
  }

  get state(): SessionState {
    return this.#state;
  }

  get reason(): SessionError | null {
    return this.#reason;
  }

  get me(): Me | null {
    return this.#me;
  }

  get session(): SessionInfo | null {
    return this.#session;
  }

  get participants(): readonly Participant[] {
    return this.#participants;
  }

  get slots(): readonly Slot[] {
    return this.#media.slots;
  }

  get chat(): readonly ChatLine[] {
    return this.#chat.lines;
  }

  get clock(): Clock | null {
    return this.#clock;
  }

  get phones(): readonly PhoneCall[] {
    return this.#phones.list;
  }

  get local(): LocalMedia {
    return this.#media.local;
  }

  get pictureHeld(): boolean {
    return this.#media.held;
  }

  get signaling(): boolean {
    return this.#link.up;
  }

  on<K extends keyof SessionEvents>(event: K, handler: (...args: SessionEvents[K]) => void): () => void {
    return this.#events.on(event, handler);
  }

  enter(options: { readonly move?: boolean } = {}): Promise<void> {
    if (this.#entering) {
      return this.#entering.promise;
    }
    if (this.#place !== "outside") {
      return Promise.resolve();
    }
    const returning = this.#tokens.resume !== null;
    if (!returning && !this.#tokens.ticket) {
      this.#reason = noTicket();
      return Promise.reject(this.#reason);
    }
    this.#move = options.move === true;
    this.#over = null;
    this.#reason = null;
    this.#place = "entering";
    this.#media.prepare();
    this.#unwatch ??= watchPage({ woke: () => this.#woke(), closing: () => this.#closing(), restored: () => this.#restored() });
    const entering = (this.#entering = deferred<void>());
    if (!returning) {
      const late = setTimeout(() => this.#refused(unreachable()), FIRST_ENTRY_MS);
      const answered = (): void => clearTimeout(late);
      entering.promise.then(answered, answered);
    }
    this.#stateChanged();
    this.#link.start();
    return entering.promise;
  }

  async admit(participantId: string): Promise<void> {
    await this.#ask("Admit", { participantId });
  }

  async remove(participantId: string): Promise<void> {
    await this.#askOnce("Remove", { participantId }, () => !this.#participants.some(({ id, state }) => id === participantId && state !== "left"));
  }

  async allowMove(participantId: string, allow: boolean): Promise<void> {
    await this.#askOnce("AllowMove", { participantId, allow }, () => false);
  }

  async sendChat(line: string): Promise<void> {
    const participantId = this.#me?.participantId ?? "";
    const name = this.#participants.find(({ id }) => id === participantId)?.name ?? "";
    await this.#inside(() => this.#chat.send(line, { participantId, name }));
  }

  async extend(minutes: number): Promise<number> {
    const before = this.#clock?.endsAt.getTime() ?? 0;
    const reply = await this.#askOnce("Extend", { minutes }, () => (this.#clock?.endsAt.getTime() ?? 0) > before, CALENDAR_ANSWERS_MS);
    const after = (reply === null ? this.#clock?.endsAt : readExtendReply(reply))?.getTime() ?? 0;
    return Math.round((after - before) / 60_000);
  }

  async callPhone(participantId: string): Promise<string | null> {
    return readCallPhoneReply(await this.#ask("CallPhone", { participantId }));
  }

  async hangUp(participantId: string): Promise<void> {
    await this.#ask("HangUp", { participantId });
  }

  watch(slot: number, view: { maxWidth: number; maxHeight: number; paused: boolean }): void {
    this.#media.watch(slot, view);
  }

  async leave(): Promise<void> {
    if (this.#place !== "outside" && this.#link.up) {
      const left = this.#link.call("Leave", {}, false).catch(() => {});
      await Promise.race([left, new Promise((resolve) => setTimeout(resolve, LEAVE_MS))]);
    }
    this.#finish("left");
  }

  async end(): Promise<void> {
    try {
      await this.#ask("End", {});
    } catch (error) {
      // The word that the session has ended may be here before the answer, and an answer may have been lost.
      if (this.#over !== "ended" && !(error instanceof SessionError && error.code === "session-ended")) {
        throw error;
      }
    }
    this.#finish("ended");
  }

  stats(): Promise<SessionStats> {
    return this.#media.stats();
  }

  #ask(method: string, argument: object): Promise<unknown> {
    return this.#inside(() => this.#link.call(method, argument, true));
  }

  /**
   * For what would be another deed the second time. When the answer is lost, the next entry shows whether it was done;
   * where it does not, the person is told and decides: to somebody who was turned away and knocks again, "no" must not be said by itself.
   */
  #askOnce(method: string, argument: object, isDone: () => boolean, raceAfter?: number): Promise<unknown> {
    return this.#inside(async () => {
      try {
        return await this.#link.call(method, argument, false, raceAfter);
      } catch (error) {
        if (!(error instanceof ChannelLost)) {
          throw error;
        }
        await this.#link.ready();
        if (!isDone()) {
          throw new SessionError("unanswered", "The connection broke before the answer came. Please look whether it is done, and do it again if not.", { cause: error });
        }
        return null; // done, but what was answered is lost
      }
    });
  }

  /** What can be done from a seat alone, and ends with it. */
  async #inside<T>(deed: () => Promise<T>): Promise<T> {
    if (this.#place === "outside") {
      throw notEntered();
    }
    try {
      return await deed();
    } catch (error) {
      throw error instanceof ChannelLost ? notEntered(error) : error;
    }
  }

  #entered(reply: EnterReply): void {
    this.#tokens.entered(reply.resume, reply.admitted);
    this.#me = { participantId: reply.participantId, can: reply.can };
    this.#session = reply.session;
    this.#place = reply.admitted ? "admitted" : "waiting";
    this.#clock = serverClock(reply.clock);
    this.#participants = reply.participants;
    this.#events.emit("clock", this.#clock);
    this.#events.emit("participants", this.#participants);
    this.#chat.add(reply.chat);
    this.#phones.entered(reply.phones);
    for (const call of reply.phones) this.#events.emit("phone", call);
    if (reply.admitted) {
      this.#media.useCodec(reply.codec); // first: the offer that follows asks for it
      const slots = this.#options.slots ?? reply.session.policy.maxPeople - 1 + EXTRA_SLOTS;
      this.#media.begin({ iceServers: reply.iceServers, slots: Math.min(Math.max(slots, 1), MAX_SLOTS) }, reply.can);
    }
    this.#stateChanged();
    this.#entering?.resolve();
    this.#entering = null;
  }

  #heard(event: HubEvent, message: unknown): void {
    switch (event) {
      case "admitted":
        return this.#entered(readEnterReply(message));
      case "participants":
        this.#participants = readParticipants(message);
        return this.#events.emit("participants", this.#participants);
      case "slots":
        return this.#media.show(readSlots(message));
      case "layers": {
        const { peer, rid, active } = readLayer(message);
        this.#media.layer(peer, rid, active);
        return this.#events.emit("layers", { rid, active });
      }
      case "uplink": {
        const { peer, queued, narrow } = readUplink(message);
        return this.#media.uplink(peer, queued, narrow);
      }
      case "sound": {
        const { peer, thin } = readSoundWanted(message);
        return this.#media.sound(peer, thin);
      }
      case "chat":
        return this.#chat.add([readChatLine(message)]);
      case "clock":
        this.#clock = serverClock(readClock(message));
        return this.#events.emit("clock", this.#clock);
      case "phone": {
        const call = readPhone(message);
        this.#phones.heard(call);
        return this.#events.emit("phone", call);
      }
      case "useCodec":
        return this.#media.useCodec(readCodec(message));
      case "moveRequested":
        return this.#events.emit("moverequested", { participantId: text(fields(message)["participantId"]) });
      case "failed":
        return this.#peerFailed(readFailed(message));
      case "replaced":
        return this.#finish("replaced");
      case "removed":
        return this.#finish(flag(fields(message)["declined"]) || this.#place === "waiting" ? "declined" : "removed");
      case "ended":
        return this.#finish("ended");
      default: // `reconnect` is the link's.
    }
  }

  #peerFailed({ peer, code }: { peer: string; code: string }): void {
    this.#media.peerFailed(peer);
    if (code === "fingerprint-mismatch") {
      const words = "The encrypted connection was tampered with on its way and has been closed. Another one is being made.";
      this.#events.emit("error", new SessionError(code, words));
    }
  }

  /** The hub refused an entry, or never answered the first one. */
  #refused(error: SessionError): void {
    void this.#link.stop();
    const entering = this.#entering;
    this.#entering = null;
    this.#reason = error;
    if (entering) {
      this.#outside();
      this.#media.stop();
      this.#stateChanged();
      entering.reject(error);
    } else {
      this.#finish(error.code === "session-ended" ? "ended" : "failed");
    }
  }

  #finish(over: Over): void {
    if (this.#over) {
      return;
    }
    this.#over = over;
    this.#outside();
    void this.#link.stop();
    this.#media.stop();
    this.#participants = [];
    this.#phones.clear();
    if (over !== "declined") {
      // Somebody declined may knock again, with the picture that is checked already.
      this.#media.local.stop();
      this.#chat.clear();
    }
    if (over === "left" || over === "replaced") {
      this.#tokens.givenUp();
    } else if (over !== "declined" && over !== "failed") {
      this.#tokens.forget();
    }
    this.#entering?.reject(new SessionError("session-ended", "The session is over."));
    this.#entering = null;
    this.#stateChanged();
  }

  #outside(): void {
    this.#place = "outside";
    this.#unwatch?.();
    this.#unwatch = null;
  }

  #stateChanged(): void {
    const state = sessionState(this.#place, this.#media.state, this.#over);
    if (state !== this.#state) {
      this.#state = state;
      this.#events.emit("state", state);
    }
  }

  #giveUpAfterEnd(): void {
    const { policy } = this.#session ?? {};
    if (!this.#link.up && this.#clock && this.#clock.remainingMs() + count(policy?.graceMinutes) * 60_000 < -PAST_END_MS) {
      this.#finish("ended");
    }
  }

  #woke(): void {
    this.#media.woke();
    if (this.#place !== "outside" && !this.#link.up) {
      this.#link.race();
    }
  }

  /** Said so that the seat is kept for a reload and not counted as a broken path. */
  #closing(): void {
    if (this.#link.up && this.#place !== "outside") {
      this.#link.call("Leave", { closing: true }, false).catch(() => {});
      this.#media.stop();
    }
  }

  #restored(): void {
    if (this.#place !== "outside" && !this.#over) {
      this.#link.start();
    }
  }
}

function unreachable(): SessionError {
  return new SessionError("unreachable", "The session can't be reached. Please check that this device is online, and try again.");
}

function notEntered(cause?: Error): SessionError {
  return new SessionError("not-entered", "You are not in the session, so this was not done. Please join it first.", { cause });
}
