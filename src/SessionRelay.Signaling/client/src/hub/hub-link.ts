import { SessionError } from "../api/error.js";
import { backoff, patience } from "./backoff.js";
import { ChannelLost, type HubChannel, type HubEvent } from "./channel.js";
import { isPassing } from "./refusals.js";

/** A call that has no answer after this long makes a second connection race the first. */
const RACE_AFTER_MS = 700;

/**
 * After so many tries in vain the hub was away for longer than a lost packet takes, and a node that has just been started answers its first people slowly:
 * from then on a try has the patience of a slow network at least.
 */
const HURRIED_TRIES = 3;
const UNHURRIED = 2;

/** How long an Enter that was given up may still reach the hub and take the seat: the hub's own time-out for a call, twice over. */
const ABANDONED_MS = 60_000;

export interface HubLinkWiring {
  /** Makes a channel that is not started yet. */
  open(): HubChannel;
  /** Enters over a started channel and gives the reply. Rejects with a `SessionError` when the hub refuses. */
  enter(channel: HubChannel): Promise<unknown>;
  /** The channel over which `reply` came is the one in use from now on. */
  entered(reply: unknown): void;
  heard(event: HubEvent, message: unknown): void;
  changed(up: boolean): void;
  /** The hub refused the entry for good; the link has stopped. */
  refused(error: SessionError): void;
  random?: () => number;
  /** Milliseconds on a clock that is never set. */
  now?: () => number;
}

/**
 * Keeps one entered connection to the hub, for as long as it is wanted: opens it, enters, replaces it when it ends or when it goes quiet
 * over a call. There is at most one attempt at a time, and the channel in use stays in use until another one has entered.
 */
export class HubLink {
  readonly #wiring: HubLinkWiring;
  #current: HubChannel | null = null;
  #attempting = false;
  #stopped = true;
  /** An Enter of our own went out after the channel in use was adopted: a `replaced` on it is then our own doing. */
  #ownEnterSince = false;
  /** Until then a `replaced` may come of an Enter of our own that was given up unanswered: its connection is closed already, so the seat is nobody's. */
  #abandonedUntil = -Infinity;
  #patience = 0;
  #stopAttempt: AbortController | null = null;
  #waiting: { resolve: (channel: HubChannel) => void; reject: (error: Error) => void }[] = [];

  constructor(wiring: HubLinkWiring) {
    this.#wiring = wiring;
  }

  get up(): boolean {
    return this.#current !== null;
  }

  start(): void {
    this.#stopped = false;
    this.race();
  }

  /** Opens a further connection and enters over it, unless that is under way already. The present one stays in use until then. */
  race(): void {
    if (!this.#attempting && !this.#stopped) {
      this.#attempting = true;
      void this.#attempt().finally(() => {
        this.#attempting = false;
        if (this.#current === null) {
          this.race();
        }
      });
    }
  }

  /**
   * Calls the hub, waiting for a connection where there is none. With `repeat` a call whose connection ended is made again over the next one: for deeds
   * that are the same deed when done twice, since the first may have been done; without, it rejects with `ChannelLost`.
   * @param raceAfter Milliseconds in which an answer is usual.
   */
  async call(method: string, argument: object, repeat: boolean, raceAfter = RACE_AFTER_MS): Promise<unknown> {
    for (;;) {
      const channel = await this.#ready();
      const race = setTimeout(() => {
        if (this.#current === channel) {
          this.race();
        }
      }, raceAfter);
      try {
        return await channel.invoke(method, argument);
      } catch (error) {
        if (!(error instanceof ChannelLost && repeat) || this.#stopped) {
          throw error;
        }
        if (this.#current === channel) {
          this.#lost(channel);
        }
      } finally {
        clearTimeout(race);
      }
    }
  }

  /** Resolves once a connection is there, with what its entry brought; rejects when the link is stopped. */
  async ready(): Promise<void> {
    await this.#ready();
  }

  /** Ends it for good, or until the next `start`. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#stopAttempt?.abort();
    const current = this.#current;
    this.#current = null;
    this.#ownEnterSince = false;
    for (const waiter of this.#waiting.splice(0)) {
      waiter.reject(new ChannelLost("The session is over"));
    }
    if (current) {
      this.#wiring.changed(false);
      await quietly(current.stop());
    }
  }

  #ready(): Promise<HubChannel> {
    if (this.#stopped) {
      return Promise.reject(new ChannelLost("Not entered"));
    }
    return this.#current ? Promise.resolve(this.#current) : new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  async #attempt(): Promise<void> {
    const stop = (this.#stopAttempt = new AbortController());
    for (let attempt = 0; !stop.signal.aborted; attempt++) {
      await delay(backoff(attempt, this.#wiring.random), stop.signal);
      if (stop.signal.aborted) {
        return;
      }
      const channel = this.#wiring.open();
      const early: [HubEvent, unknown][] = [];
      let over = false;
      channel.heard = (event, message) => early.push([event, message]);
      channel.closed = () => {
        over = true;
      };
      const reply = await this.#enter(channel, patience(attempt > HURRIED_TRIES ? Math.max(this.#patience, UNHURRIED) : this.#patience), stop.signal);
      if (reply !== null && !over) {
        this.#adopt(channel, reply.value, early);
        return;
      }
    }
  }

  /** Null when it came to nothing this time. */
  async #enter(channel: HubChannel, limit: number, stop: AbortSignal): Promise<{ value: unknown } | null> {
    let asked = false;
    try {
      await within(channel.start(), limit, stop);
      this.#ownEnterSince = this.#current !== null;
      asked = true;
      return { value: await within(this.#wiring.enter(channel), limit, stop) };
    } catch (error) {
      void quietly(channel.stop());
      if (error instanceof TooSlow) {
        this.#patience++;
      }
      if (asked && !(error instanceof SessionError)) {
        this.#abandonedUntil = this.#now() + ABANDONED_MS;
      }
      if (error instanceof SessionError && !isPassing(error) && !stop.aborted) {
        await this.stop();
        this.#wiring.refused(error);
      }
      return null;
    }
  }

  #adopt(channel: HubChannel, reply: unknown, early: [HubEvent, unknown][]): void {
    const before = this.#current;
    this.#current = channel;
    this.#ownEnterSince = false;
    this.#patience = Math.max(0, this.#patience - 1);
    channel.closed = () => this.#lost(channel);
    channel.heard = (event, message) => this.#heard(channel, event, message);
    if (before) {
      before.closed = () => {};
      before.heard = () => {};
      void quietly(before.stop());
    }
    this.#wiring.entered(reply);
    this.#wiring.changed(true);
    for (const [event, message] of early) {
      this.#heard(channel, event, message);
    }
    for (const waiter of this.#waiting.splice(0)) {
      waiter.resolve(channel);
    }
  }

  #heard(channel: HubChannel, event: HubEvent, message: unknown): void {
    if (this.#current !== channel) {
      return;
    }
    if (event === "reconnect" || (event === "replaced" && this.#isOwnDoing())) {
      this.race();
      return;
    }
    this.#wiring.heard(event, message);
  }

  /** An Enter that was given up explains one `replaced`, not more: the next one is another tab's. */
  #isOwnDoing(): boolean {
    const abandoned = this.#now() < this.#abandonedUntil;
    this.#abandonedUntil = -Infinity;
    return this.#ownEnterSince || abandoned;
  }

  #now(): number {
    return this.#wiring.now?.() ?? performance.now();
  }

  #lost(channel: HubChannel): void {
    if (this.#current !== channel) {
      return;
    }
    this.#current = null;
    channel.heard = () => {};
    channel.closed = () => {};
    void quietly(channel.stop());
    this.#wiring.changed(false);
    this.race();
  }
}

class TooSlow extends Error {
  override readonly name = "TooSlow";
}

function delay(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", over);
      resolve();
    };
    const timer = setTimeout(over, ms);
    signal.addEventListener("abort", over);
  });
}

/** The work's outcome, unless it takes too long or is stopped before. The ears are taken off again, since tries may go on for hours. */
function within<T>(work: Promise<T>, ms: number, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stopped);
    };
    const fail = (error: Error): void => {
      done();
      reject(error);
    };
    const stopped = (): void => fail(new ChannelLost("Stopped"));
    const timer = setTimeout(() => fail(new TooSlow("No answer in time")), ms);
    signal.addEventListener("abort", stopped);
    work.then((value) => {
      done();
      resolve(value);
    }, fail);
    if (signal.aborted) {
      stopped();
    }
  });
}

async function quietly(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch {
    // A connection that is given up may fail as it likes.
  }
}
