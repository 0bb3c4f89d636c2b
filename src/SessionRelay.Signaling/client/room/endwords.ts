import { strings } from "./strings.js";

/** What somebody outside the session reads: what happened, why, what to do next, and the one button that helps, if any. */
export interface EndPage {
  readonly title: string;
  readonly text: string;
  /** `enter` tries to enter again, `move` asks the host to let this device take over. */
  readonly action: null | { readonly label: string; readonly does: "enter" | "move" };
  /** A code that support staff can look up; absent where nothing went wrong. */
  readonly code?: string;
}

const again = { label: strings.pages.again, does: "enter" } as const;

const pages: Readonly<Record<string, EndPage>> = {
  left: { ...strings.pages.left, action: { label: strings.pages.comeBack, does: "enter" } },
  ended: { ...strings.pages.ended, action: null },
  removed: { ...strings.pages.removed, action: null },
  declined: { ...strings.pages.declined, action: { label: strings.pages.askAgain, does: "enter" } },
  replaced: { ...strings.pages.replaced, action: { label: strings.pages.here, does: "enter" } },
  "no-ticket": { ...strings.pages.noTicket, action: null },
  "ticket-invalid": { ...strings.pages.ticketInvalid, action: null, code: "ticket-invalid" },
  "ticket-used": { ...strings.pages.ticketUsed, action: { label: strings.pages.move, does: "move" }, code: "ticket-used" },
  "ticket-expired": { ...strings.pages.ticketExpired, action: null, code: "ticket-expired" },
  "too-early": { ...strings.pages.tooEarly, action: again },
  "session-full": { ...strings.pages.sessionFull, action: again, code: "session-full" },
  "session-ended": { ...strings.pages.sessionEnded, action: null },
  "rate-limited": { ...strings.pages.busy, action: again, code: "rate-limited" },
  "node-full": { ...strings.pages.busy, action: again, code: "node-full" },
  draining: { ...strings.pages.busy, action: again, code: "draining" },
  unavailable: { ...strings.pages.busy, action: again, code: "unavailable" },
  "not-allowed": { ...strings.pages.notAllowed, action: null, code: "not-allowed" },
  unreachable: { ...strings.pages.unreachable, action: again, code: "unreachable" },
  "fingerprint-mismatch": { ...strings.pages.media, action: again, code: "fingerprint-mismatch" },
  "dtls-failed": { ...strings.pages.media, action: again, code: "dtls-failed" },
  "ice-timeout": { ...strings.pages.media, action: again, code: "ice-timeout" },
  "media-failed": { ...strings.pages.media, action: again, code: "media-failed" },
  "bad-offer": { ...strings.pages.browser, action: null, code: "bad-offer" },
  "not-supported": { ...strings.pages.browser, action: null, code: "not-supported" },
  "unsupported-browser": { ...strings.pages.browser, action: null, code: "unsupported-browser" },
};

/** The page for a stable code. An unknown code gets a page too, with the code for support. */
export function endPage(code: string): EndPage {
  if (Object.hasOwn(pages, code)) return pages[code]!;
  return { ...strings.pages.unknown, action: again, code };
}

/** A problem with a device or an action in plain words; `fallback` is used for codes nobody knows. */
export function problemWords(code: string, fallback = ""): string {
  if (Object.hasOwn(strings.problems, code)) return strings.problems[code]!;
  return fallback === "" ? strings.problems["generic"]! : fallback;
}
