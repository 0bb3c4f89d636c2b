import { strings } from "./strings.js";

const Second = 1_000;
const Minute = 60 * Second;
const Hour = 60 * Minute;

/** Moments, in milliseconds of the session's own clock. */
export interface ClockMoments {
  readonly startsAt: number;
  readonly endsAt: number;
  readonly now: number;
  /** How long the room stays open after the end. */
  readonly graceMs: number;
}

/** The session clock in a few words: "31 min left". Minutes are rounded up, so that the last one is a whole one. */
export function clockWords({ startsAt, endsAt, now, graceMs }: ClockMoments): string {
  const words = strings.clock;
  if (now < startsAt) return words.startsIn(Math.ceil((startsAt - now) / Minute));
  const left = endsAt - now;
  if (left <= 0) {
    const closing = endsAt + graceMs - now;
    return closing > 0 ? words.overClosing(Math.ceil(closing / Minute)) : words.over;
  }
  if (left <= Minute) return words.lastMinute;
  if (left <= Hour) return words.left(Math.ceil(left / Minute));
  const minutes = Math.ceil(left / Minute);
  return words.hours(Math.floor(minutes / 60), minutes % 60);
}

/** Lost time in words, or null when nothing was lost. */
export function lostWords(lostSeconds: number): string | null {
  const whole = Math.floor(lostSeconds);
  if (!(whole > 0)) return null;
  const minutes = Math.floor(whole / 60);
  return strings.clock.lost(minutes === 0 ? strings.clock.seconds(whole) : strings.clock.minutesSeconds(minutes, whole % 60));
}

/** Minutes before the end at which everybody is told, also by screen reader. */
const Announcements = [10, 5, 1];

/** What to say when the time left passes from one value to the next (milliseconds), or null. */
export function announcement(leftBefore: number, leftNow: number): string | null {
  for (const minutes of Announcements)
    if (leftBefore > minutes * Minute && leftNow <= minutes * Minute && leftNow > (minutes - 1) * Minute) return strings.clock.announce(minutes);
  return null;
}

/** "in 6 minutes", for a moment that is still to come. */
export function inWords(moment: number, now: number): string {
  return strings.clock.inMinutes(Math.max(1, Math.ceil((moment - now) / Minute)));
}
