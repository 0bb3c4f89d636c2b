import type { Measured } from "./measure.js";

const Wanted = 3_000_000; // bits per second each way: portal.md
const Enough = 300_000; // a small picture and sound
const SlowTripMs = 300;
const MuchLoss = 0.03;

export interface Verdict {
  readonly words: string;
  readonly good: boolean;
}

export function megabits(bits: number): string {
  return `${(bits / 1e6).toFixed(1)} Mbit/s`;
}

/** What was sent through, or what the browser reckons could be. */
export function upWords(measured: Measured): Verdict {
  return rateWords(Math.max(measured.up, measured.upPossible ?? 0));
}

export function downWords(measured: Measured): Verdict {
  return rateWords(measured.down);
}

/** The check sends more than a session wants, so what came through is what the connection, or this device, can do. */
function rateWords(bits: number): Verdict {
  if (bits >= Wanted) return { words: `${megabits(bits)}: good`, good: true };
  const left = bits >= Enough ? "The picture will be smaller; sound has enough" : "Sound may break; keep a phone near";
  return { words: `${megabits(bits)}: less than the ${megabits(Wanted)} that a session wants. ${left}.`, good: false };
}

export function tripWords({ roundTripMs }: Measured): Verdict {
  if (roundTripMs === null) return { words: "could not be measured", good: false };
  return { words: `${Math.round(roundTripMs)} ms${roundTripMs < SlowTripMs ? ": good" : ": you may talk over each other at times"}`, good: roundTripMs < SlowTripMs };
}

export function lossWords({ loss }: Measured): Verdict {
  return { words: `${(loss * 100).toFixed(1)} %${loss < MuchLoss ? ": good" : ": sound may break at times"}`, good: loss < MuchLoss };
}

/** What to do, in a sentence or two. */
export function advice(verdicts: readonly Verdict[], devicesAreGood: boolean): string {
  if (verdicts.every((verdict) => verdict.good)) return devicesAreGood ? "All is well. You are ready." : "The connection is good. Look at camera and microphone above.";
  return "Go nearer to your wireless router, or use a cable. Stop downloads and films on this connection, and switch a VPN off if you may. If it stays like this, mobile data may be better. A session still works with less: the picture gets smaller before the sound suffers.";
}

/** Codes of the relay's library, in plain words. */
export function failureWords(code: string): string {
  switch (code) {
    case "rate-limited":
    case "429":
      return "You have begun several checks just now. Wait three minutes, and try again.";
    case "ice-timeout":
    case "media-failed":
    case "unreachable":
      return "No connection to our relay came about. A firewall or a VPN may be in the way: try another network, such as mobile data.";
    default:
      return "The check could not be done just now. Please try again in a moment.";
  }
}
