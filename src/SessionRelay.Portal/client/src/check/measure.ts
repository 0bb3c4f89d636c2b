import type { RelaySession, RelayStats } from "./relay.js";

/** What ten seconds through the relay have shown. */
export interface Measured {
  /** Bits per second in the best three seconds, both ends of the check together: they share this connection. */
  readonly up: number;
  readonly down: number;
  /** What the browser reckons that could go up; null where it doesn't say. */
  readonly upPossible: number | null;
  readonly roundTripMs: number | null;
  /** Share of audio packets that never came, 0 to 1. */
  readonly loss: number;
}

const EveryMs = 1_000;
const Window = 3; // readings

interface Reading {
  readonly at: number;
  readonly sent: number;
  readonly received: number;
}

/** Reads both ends once a second for `seconds`. */
export async function measure(ends: readonly RelaySession[], seconds: number, told: (second: number) => void): Promise<Measured> {
  const readings: Reading[] = [];
  const trips: number[] = [];
  let possible: number | null = null;
  let first: readonly RelayStats[] = [];
  let last: readonly RelayStats[] = [];
  for (let second = 0; second <= seconds; second++) {
    last = await Promise.all(ends.map((end) => end.stats()));
    if (first.length === 0) first = last;
    readings.push({ at: performance.now(), sent: sum(last, (stats) => stats.bytesSent), received: sum(last, (stats) => stats.bytesReceived) });
    for (const { roundTripMs, availableOutgoingBitrate } of last) {
      if (roundTripMs !== null) trips.push(roundTripMs);
      if (availableOutgoingBitrate !== null) possible = Math.max(possible ?? 0, availableOutgoingBitrate);
    }
    told(second);
    if (second < seconds) await new Promise((resolve) => setTimeout(resolve, EveryMs));
  }
  return {
    up: best(readings, (reading) => reading.sent),
    down: best(readings, (reading) => reading.received),
    upPossible: possible,
    roundTripMs: trips.length === 0 ? null : trips.sort((a, b) => a - b)[Math.floor(trips.length / 2)]!,
    loss: lossOf(first, last),
  };
}

/** Bits per second in the best stretch of some readings. */
export function best(readings: readonly Reading[], of: (reading: Reading) => number): number {
  let most = 0;
  for (let i = 0; i + Window < readings.length; i++) {
    const [from, to] = [readings[i]!, readings[i + Window]!];
    if (to.at > from.at) most = Math.max(most, ((of(to) - of(from)) * 8_000) / (to.at - from.at));
  }
  return most;
}

export function lossOf(first: readonly RelayStats[], last: readonly RelayStats[]): number {
  const packets = sum(last, audio) - sum(first, audio);
  const lost = sum(last, missing) - sum(first, missing);
  return packets + lost <= 0 ? 0 : Math.max(0, lost / (packets + lost));
}

function audio(stats: RelayStats): number {
  return stats.slots.reduce((total, slot) => total + slot.audioPackets, 0);
}

function missing(stats: RelayStats): number {
  return stats.slots.reduce((total, slot) => total + slot.audioLost, 0);
}

function sum(all: readonly RelayStats[], of: (stats: RelayStats) => number): number {
  return all.reduce((total, stats) => total + of(stats), 0);
}
