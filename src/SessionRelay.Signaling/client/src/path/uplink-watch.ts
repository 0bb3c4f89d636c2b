/**
 * Bits per second. Sound and what a browser tells of what it receives take some 85 kbit/s on the wire; Chromium's estimate goes no lower than 84 while a
 * picture is sent. With less than this, what the picture takes, it takes from sound.
 */
export const NARROW_BITRATE = 95_000;

/** A trial that takes the estimate here, and keeps it there for a while, got through: a browser's own short probe passes a shaper that has tokens. */
export const WIDE_BITRATE = 105_000;
export const WIDE_FOR_MS = 500;

/** An estimate that dips for a moment is no narrow way. */
export const NARROW_FOR_MS = 500;

/** For so long after the relay told of a queue no second look is needed. That the queue has gone may never be heard: the hub can be away. */
export const QUEUED_FOR_MS = 3_000;

/** What the relay told of a narrow way holds for the next looks. */
export const TOLD_FOR_MS = 1_000;

/** The browser's estimate begins anew with each path: nothing is judged by it before. */
export const SETTLES_MS = 3_000;

/** How long a trial may take to get the estimate there; one that falls back is over at once. */
export const TRIAL_MS = 1_750;

/** From the hold to the first trial: what waits on the way is gone by then, and who listens has caught up with it. */
export const FIRST_TRIAL_AFTER_MS = 5_000;

/** From one trial to the next; each one that failed adds `TRIAL_LATER_MS`, to `TRIAL_AT_MOST_MS`. */
export const TRIAL_AFTER_MS = 2_000;
export const TRIAL_LATER_MS = 250;
export const TRIAL_AT_MOST_MS = 2_500;

/** A picture that was sent for so long is no failed trial's. */
const PROVEN_MS = 10_000;

/**
 * - `free`: the picture is sent.
 * - `held`: it is not, as the way up takes sound only.
 * - `trial`: the smallest is sent to find out whether there is room for it again. Nobody is told so before it has done.
 */
export type UplinkState = "free" | "held" | "trial";

/**
 * Judges by the browser's own estimate of its way up whether there is room for a picture beside the sound: a browser goes on sending its smallest
 * picture however little there is. Reads no clock and calls nothing.
 */
export class UplinkWatch {
  #state: UplinkState = "free";
  #since = -Infinity;
  #enoughAt: number;
  #settled: number;
  #wait = FIRST_TRIAL_AFTER_MS;
  #between = TRIAL_AFTER_MS;
  #wideSince: number | null = null;

  #queuedAt = -Infinity;
  #narrowAt = -Infinity;

  constructor(now: number) {
    this.#enoughAt = this.#settled = now + SETTLES_MS;
  }

  get state(): UplinkState {
    return this.#state;
  }

  /** The path was broken and is back. */
  settle(now: number): void {
    this.#enoughAt = this.#settled = now + SETTLES_MS;
  }

  /** The relay sees a queue on this way up, by how late sound comes, or none any more. By itself it is no narrow way: another program's upload makes one too. `narrow`: no more than sound gets through it, and more did before. */
  heard(now: number, queued: boolean, narrow: boolean): void {
    this.#queuedAt = queued ? now : -Infinity;
    this.#narrowAt = narrow ? now : -Infinity;
  }

  /** `estimate` in bits per second: null from a browser that does not tell, and while there is no picture to send. True when the state is another one than before. */
  tick(now: number, estimate: number | null): boolean {
    const before = this.#state;
    switch (this.#state) {
      case "free":
        if (estimate !== null && now - this.#narrowAt <= TOLD_FOR_MS && now >= this.#settled) {
          this.#hold(now); // a browser's own estimate takes seconds more
        } else if (estimate === null || estimate >= NARROW_BITRATE) {
          this.#enoughAt = Math.max(this.#enoughAt, now);
        } else if (now >= this.#enoughAt && (now - this.#queuedAt <= QUEUED_FOR_MS || now - this.#enoughAt >= NARROW_FOR_MS)) {
          this.#hold(now);
        }
        break;
      case "held":
        if (estimate === null) {
          this.#free(now);
        } else if (now - this.#since >= this.#wait) {
          this.#wideSince = null;
          this.#turn("trial", now);
        }
        break;
      case "trial":
        if (estimate !== null && estimate >= WIDE_BITRATE) {
          this.#wideSince ??= now;
        }
        if (this.#queuedAt > this.#since && estimate !== null) {
          this.#wait = this.#between = this.#later(); // it is too much: no need to make sound wait behind the rest
          this.#turn("held", now);
        } else if (estimate === null || (this.#wideSince !== null && now - this.#wideSince >= WIDE_FOR_MS && estimate >= WIDE_BITRATE)) {
          this.#free(now);
        } else if (this.#wideSince === null ? now - this.#since >= TRIAL_MS : estimate < WIDE_BITRATE) {
          this.#wait = this.#between = this.#later();
          this.#turn("held", now);
        }
    }
    return this.#state !== before;
  }

  #hold(now: number): void {
    this.#between = now - this.#since < PROVEN_MS ? this.#later() : TRIAL_AFTER_MS;
    this.#wait = FIRST_TRIAL_AFTER_MS;
    this.#turn("held", now);
  }

  #later(): number {
    return Math.min(this.#between + TRIAL_LATER_MS, TRIAL_AT_MOST_MS);
  }

  #free(now: number): void {
    this.#enoughAt = now;
    this.#turn("free", now);
  }

  #turn(state: UplinkState, now: number): void {
    this.#state = state;
    this.#since = now;
  }
}
