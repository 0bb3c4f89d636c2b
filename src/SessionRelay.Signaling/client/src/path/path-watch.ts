/** The relay sends something at least every 250 ms: nothing for this long is a broken path, whatever people do. */
export const SILENT_AFTER_MS = 1_000;

/** The same after a sign that the network changed (back online, page shown, device awake), when waiting the full second is idle. */
export const IMPATIENT_AFTER_MS = 500;
const IMPATIENT_FOR_MS = 2_000;

/** When a fresh peer connection is tried beside the restart, from the last packet on. */
export const FRESH_AFTER_MS = 3_000;

/** How long a fresh peer connection has to carry media before another one is tried. A slow network needs two seconds for a handshake with a loss. */
export const FRESH_AGAIN_MS = 5_000;

/** Ticks come every 250 ms; a gap as long as this was a sleeping device. */
export const ASLEEP_AFTER_MS = 3_000;

export type PathStep =
  /** The path went quiet: restart ICE. */
  | "silent"
  /** Try a fresh peer connection. */
  | "fresh"
  /** Packets come again. */
  | "recovered";

/**
 * Judges one peer connection's path by the bytes that it has received, four times a second. Reads no clock and calls nothing:
 * time and counters come in, steps to take come out.
 */
export class PathWatch {
  #bytes = 0;
  #lastProgress: number;
  #lastTick: number;
  #lastFresh: number | null = null;
  #impatientUntil = -Infinity;
  #silent = false;

  constructor(now: number) {
    this.#lastProgress = now;
    this.#lastTick = now;
  }

  get silent(): boolean {
    return this.#silent;
  }

  /** Milliseconds since the last packet. */
  quiet(now: number): number {
    return now - this.#lastProgress;
  }

  /** Something happened after which the path may be another one. */
  nudge(now: number): void {
    this.#impatientUntil = now + IMPATIENT_FOR_MS;
  }

  /** `bytes`: sum over the connection's candidate pairs; it starts again from 0 after an ICE restart. */
  tick(now: number, bytes: number): PathStep[] {
    const steps: PathStep[] = [];
    if (now - this.#lastTick > ASLEEP_AFTER_MS) {
      // The packets of that time were not missed, they were not looked for: the count starts anew.
      this.#lastProgress = now;
      this.nudge(now);
    }
    this.#lastTick = now;
    const progress = bytes > this.#bytes;
    this.#bytes = bytes;
    if (progress) {
      this.#lastProgress = now;
      this.#lastFresh = null;
      if (this.#silent) {
        this.#silent = false;
        steps.push("recovered");
      }
      return steps;
    }
    const quiet = now - this.#lastProgress;
    if (!this.#silent && quiet >= (now < this.#impatientUntil ? IMPATIENT_AFTER_MS : SILENT_AFTER_MS)) {
      this.#silent = true;
      steps.push("silent");
    }
    if (this.#silent && quiet >= FRESH_AFTER_MS && now - (this.#lastFresh ?? -Infinity) >= FRESH_AGAIN_MS) {
      this.#lastFresh = now;
      steps.push("fresh");
    }
    return steps;
  }
}
