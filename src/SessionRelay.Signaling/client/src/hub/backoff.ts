/** Waits before the first, second, … try to reach the hub, in milliseconds; the last one holds for every further try. */
const WAITS = [0, 250, 500, 1000, 2000] as const;

/** Part of a wait that chance adds or takes away, so that a restarted node is not met by everybody at once. */
const SPREAD = 0.3;

/** How long to wait before try number `attempt` (from 0), in milliseconds. `random` gives 0 to 1. There is no last try. */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const wait = WAITS[Math.min(Math.max(attempt, 0), WAITS.length - 1)] ?? 0;
  return wait * (1 - SPREAD + 2 * SPREAD * random());
}

/**
 * How long try number `attempt` may take for each of its two steps (reach the hub; enter), in milliseconds:
 * a lost packet is not waited for, a slow network is not cut off for ever.
 */
export function patience(attempt: number): number {
  return Math.min(700 * 2 ** Math.max(attempt, 0), 10_000);
}
