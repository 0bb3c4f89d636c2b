import { strings } from "./strings.js";

/** What is said when somebody comes to the waiting room; `notice` is "" when there is nothing to know of them. */
export function arrivedWords(name: string, notice: string): string {
  return notice === "" ? strings.admit.waits(name) : `${strings.admit.waits(name)} ${strings.admit.notice(notice)}`;
}

/** What a stage without anybody else says to who admits; `waiting`: how many wait to be let in. */
export function aloneWords(waiting: number): string {
  return waiting > 0 ? strings.room.aloneHostAwaited : strings.room.aloneHost;
}

/** What is said when the notice of somebody who waits has changed, or null when it has not. */
export function noticeChangeWords(name: string, before: string, now: string): string | null {
  if (before === now) return null;
  return now === "" ? strings.admit.noticeGone(name) : `${name}: ${strings.admit.notice(now)}`;
}
