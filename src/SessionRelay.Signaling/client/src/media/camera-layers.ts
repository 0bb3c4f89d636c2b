/** The camera's simulcast encodings, smallest first. */
export const CAMERA_RIDS = ["q", "h", "f"] as const;

/** Bits per second that an encoding may take at its share of 1280 × 720 at 30 frames/s with VP8. */
const MAX_BITRATE = { quarter: 150_000, half: 500_000, full: 1_700_000 } as const;

export interface LayerPlan {
  readonly rid: string;
  readonly active: boolean;
  readonly scaleResolutionDownBy: number;
  readonly maxBitrate: number;
}

/**
 * How a camera picture of this size is spread over the encodings. Chromium sends three encodings only from 960 × 540 pixels up, two from
 * 480 × 270 and one below, and drops the last ones, which hold the largest picture: so a small picture is spread over the first ones.
 */
export function planLayers(width: number, height: number): readonly LayerPlan[] {
  const pixels = width * height;
  if (pixels >= 960 * 540) {
    return [layer("q", 4, MAX_BITRATE.quarter), layer("h", 2, MAX_BITRATE.half), layer("f", 1, MAX_BITRATE.full)];
  }
  if (pixels >= 480 * 270) {
    return [layer("q", 2, MAX_BITRATE.quarter), layer("h", 1, MAX_BITRATE.half), unused("f")];
  }
  return [layer("q", 1, MAX_BITRATE.half), unused("h"), unused("f")];
}

/** The plan of a picture whose size is not known yet: as large as the camera is asked for. */
export const FIRST_PLAN = planLayers(1280, 720);

/** The plan less the encodings that nobody watches. */
export function wanted(plan: readonly LayerPlan[], unwatched: ReadonlySet<string>): readonly LayerPlan[] {
  return plan.map((entry) => (unwatched.has(entry.rid) ? { ...entry, active: false } : entry));
}

/** The plan with every encoding off. */
export function none(plan: readonly LayerPlan[]): readonly LayerPlan[] {
  return plan.map((entry) => ({ ...entry, active: false }));
}

/** A trial's picture by the smallest's: its key frame goes out first, and on a narrow way sound stands behind it. A quarter of the pixels, a third of the bytes. */
const TRIAL_SHRINKS_BY = 2;

/** The plan with no encoding on but the first that is, smaller than usual: to find out whether there is room for a picture. */
export function trial(plan: readonly LayerPlan[]): readonly LayerPlan[] {
  const first = plan.find((entry) => entry.active);
  return plan.map((entry) => (entry === first ? { ...entry, scaleResolutionDownBy: entry.scaleResolutionDownBy * TRIAL_SHRINKS_BY } : { ...entry, active: false }));
}

/** Where the relay or the browser takes no simulcast: one encoding, whole. */
export const SINGLE: readonly LayerPlan[] = [layer("", 1, MAX_BITRATE.full)];

function layer(rid: string, scaleResolutionDownBy: number, maxBitrate: number): LayerPlan {
  return { rid, active: true, scaleResolutionDownBy, maxBitrate };
}

function unused(rid: string): LayerPlan {
  return { rid, active: false, scaleResolutionDownBy: 1, maxBitrate: MAX_BITRATE.quarter };
}
