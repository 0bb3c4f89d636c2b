/** How long losses are counted over: a second of sound is 50 packets, too few to tell 3 % from chance. */
export const COUNTED_MS = 5_000;

/** Below this many packets nothing is judged. */
const ENOUGH_PACKETS = 100;

/** Share of sound lost on its way up from which people hear it in spite of Opus's own means, and below which the way is good again. */
export const LOSSY_FROM = 0.03;
export const LOSSY_UNTIL = 0.005;

/** Once lossy, the way must have been good for this long. */
export const LOSSY_AT_LEAST_MS = 10_000;

/** After a broken path is back, the relay's next reports still count what was lost meanwhile. */
export const SETTLES_MS = 2_500;

/** What has become of the sound sent so far: both only rise. `lost` is what the relay reported last, so it lags behind `sent` by a second at most. */
export interface SoundSent {
  readonly sent: number;
  readonly lost: number;
}

/** Judges by the relay's receiver reports whether the way up loses so much sound that each packet had better go twice. Reads no clock and calls nothing. */
export class LossWatch {
  #counts: (SoundSent & { readonly at: number })[] = [];
  #settled: number;
  #lossyAt = -Infinity;
  #lossy = false;

  constructor(now: number) {
    this.#settled = now + SETTLES_MS;
  }

  get lossy(): boolean {
    return this.#lossy;
  }

  /** The path was broken and is back. */
  settle(now: number): void {
    this.#counts = [];
    this.#settled = now + SETTLES_MS;
  }

  /** `room`: there is room to send more; a way that loses since it is full would only lose more. True when `lossy` is another one than before. */
  tick(now: number, sound: SoundSent | null, room: boolean): boolean {
    const before = this.#lossy;
    if (!room) {
      this.#lossy = false;
      this.settle(now);
    } else if (sound && now >= this.#settled) {
      this.#count(now, sound);
    }
    return this.#lossy !== before;
  }

  #count(now: number, { sent, lost }: SoundSent): void {
    this.#counts.push({ at: now, sent, lost });
    while (this.#counts.length > 1 && now - (this.#counts[1]?.at ?? now) >= COUNTED_MS) {
      this.#counts.shift();
    }
    const first = this.#counts[0];
    if (!first || sent - first.sent < ENOUGH_PACKETS) {
      return;
    }
    const share = (lost - first.lost) / (sent - first.sent);
    if (share >= (this.#lossy ? LOSSY_UNTIL : LOSSY_FROM)) {
      this.#lossy = true;
      this.#lossyAt = now;
    } else if (now - this.#lossyAt >= LOSSY_AT_LEAST_MS) {
      this.#lossy = false;
    }
  }
}
