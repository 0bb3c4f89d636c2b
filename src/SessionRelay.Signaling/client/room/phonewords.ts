import type { PhoneCall, PhoneState } from "../src/index.js";
import { strings } from "./strings.js";

/** What can be pressed beside what is told of somebody's phone. */
export type PhoneDeed = "call" | "admit" | "hangUp" | "keep" | "hangUpThis";

/** What a host is told of somebody's phone, and what they can do next, the likeliest first. */
export interface PhoneLine {
  readonly words: string;
  readonly deeds: readonly PhoneDeed[];
}

/** As this page sees somebody. */
export interface Called {
  readonly name: string;
  /** Their state in the session. */
  readonly state: string;
  /** Their connection has been gone for so long that the phone is offered. */
  readonly longAway: boolean;
  /** The host has chosen to keep the phone although the browser is back. */
  readonly kept: boolean;
  /** They take part by phone, and have no page to come back with. */
  readonly byPhone: boolean;
}

const ends: Readonly<Partial<Record<PhoneState, (name: string) => string>>> = {
  busy: strings.phone.busy,
  declined: strings.phone.declined,
  "no-answer": strings.phone.noAnswer,
  unreachable: strings.phone.unreachable,
  "wrong-number": strings.phone.wrongNumber,
  failed: strings.phone.failed,
  "hung-up": strings.phone.hungUp,
};

/** Null when there is nothing to say: nobody is called, and nobody needs to be. */
export function phoneLine(person: Called, call: PhoneCall | undefined): PhoneLine | null {
  const { name } = person;
  const words = strings.phone;
  switch (call?.state) {
    case "dialing":
      return { words: words.dialing(name), deeds: ["hangUp"] };
    case "ringing":
      return { words: words.ringing(name), deeds: ["hangUp"] };
    case "answered":
      return { words: words.answered(name), deeds: ["hangUp"] };
    case "waiting":
      return { words: words.waiting(name), deeds: ["admit", "hangUp"] };
    case "live":
      return call.browser && !person.kept ? { words: words.browserBack(name), deeds: ["keep", "hangUpThis"] } : { words: words.live(name), deeds: ["hangUp"] };
  }
  const expected = person.byPhone && person.state === "left";
  if (person.state !== "reconnecting" && !expected) return null; // back, or gone for good
  const end = call && ends[call.state];
  if (call && end) {
    // A number that does not exist now will not exist in a minute.
    const again = call.callsLeft > 0 && call.state !== "wrong-number";
    const more = call.state === "wrong-number" ? "" : call.callsLeft > 0 ? ` ${words.left(call.callsLeft)}` : ` ${words.noneLeft}`;
    return { words: end(name) + more, deeds: again ? ["call"] : [] };
  }
  if (expected) return { words: words.expected(name), deeds: ["call"] };
  return person.longAway ? { words: words.away(name), deeds: ["call"] } : null;
}

/** What is to be known before somebody is let in who waits on the phone, beside the button that does it; "" when there is nothing, or nobody to let in. */
export function phoneNotice(notice: string, call: PhoneCall | undefined): string {
  return call?.state === "waiting" ? notice : "";
}

/** What the called person's own page says; "" when there is nothing. */
export function ownPhoneWords(state: PhoneState | undefined): string {
  const words = strings.phone.own;
  switch (state) {
    case "dialing":
    case "ringing":
    case "answered":
      return words.calling;
    case "waiting":
      return words.waiting;
    case "live":
      return words.live;
    default:
      return "";
  }
}

/** The words on a deed's button. */
export function deedWords(deed: PhoneDeed, name: string): string {
  const words = strings.phone;
  switch (deed) {
    case "call":
      return words.call(name);
    case "admit":
      return words.admit(name);
    case "hangUp":
      return words.hangUp(name);
    case "keep":
      return words.keep;
    case "hangUpThis":
      return words.hangUpThis;
  }
}
