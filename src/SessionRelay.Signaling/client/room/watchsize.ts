/** What a slot's element can show, as the relay is told: device pixels, and whether anything is looked at. */
export interface WatchSize {
  readonly maxWidth: number;
  readonly maxHeight: number;
  readonly paused: boolean;
}

const MostDensity = 2; // beyond two device pixels a CSS pixel, video looks the same and costs more
const Step = 16; // sizes are rounded up to whole macroblocks, so that a wobbling layout tells nothing
const Least = 16;

/** The size to ask for, from the element's box in CSS pixels. A hidden page or an element out of sight pauses the picture; sound is never paused. */
export function watchSize(width: number, height: number, density: number, inSight: boolean, pageHidden: boolean): WatchSize {
  const scale = Math.min(density > 0 ? density : 1, MostDensity);
  const paused = pageHidden || !inSight || width < 1 || height < 1;
  return { maxWidth: roundUp(width * scale), maxHeight: roundUp(height * scale), paused };
}

/** Whether the relay should hear of `next` after it was told `last`: any change of pausing, or a size more than a tenth away. */
export function worthTelling(last: WatchSize | undefined, next: WatchSize): boolean {
  if (last === undefined || last.paused !== next.paused) return true;
  if (next.paused) return false;
  return differs(last.maxWidth, next.maxWidth) || differs(last.maxHeight, next.maxHeight);
}

function roundUp(pixels: number): number {
  return Number.isFinite(pixels) && pixels > 0 ? Math.ceil(pixels / Step) * Step : Least;
}

function differs(a: number, b: number): boolean {
  return Math.abs(a - b) > Math.max(a, b) / 10;
}
