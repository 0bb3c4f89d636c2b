import type { Clock } from "../api/model.js";
import type { ClockMessage } from "../wire/messages.js";

/** The session's clock on a device whose own clock may be wrong: the difference to the server's is taken when its message comes. */
export function serverClock(message: ClockMessage, now: () => number = Date.now): Clock {
  const offset = Number.isNaN(message.now.getTime()) ? 0 : message.now.getTime() - now();
  const until = (moment: Date): number => moment.getTime() - (now() + offset);
  return { ...message, remainingMs: () => until(message.endsAt), untilStartMs: () => until(message.startsAt) };
}
