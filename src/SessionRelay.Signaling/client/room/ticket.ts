/** What the page may show from a ticket before it is redeemed. Only the relay verifies a ticket; this reads what it says. */
export interface TicketInfo {
  readonly name: string | null;
  readonly role: "host" | "guest" | "aide" | null;
  /** Milliseconds since 1970, where the ticket has limits of its own. */
  readonly notBefore: number | null;
  readonly expires: number | null;
  /** Whether it lets a picture be sent: not where a session is by phone. */
  readonly camera: boolean;
}

const LongestTicket = 8_192; // characters; a ticket has some 400, and a URL fragment may be anything
const LongestName = 200;
const LongestBack = 512;

/** The ticket in a URL's fragment (`#ticket=…`), or null. */
export function ticketFromFragment(fragment: string): string | null {
  const text = fragment.startsWith("#") ? fragment.slice(1) : fragment;
  if (text.length > LongestTicket) return null;
  const ticket = new URLSearchParams(text).get("ticket");
  return ticket === null || ticket === "" ? null : ticket;
}

/** Where the booking system's own page for afterwards is (`#ticket=…&back=/…`): a path of this origin, or null. */
export function backFromFragment(fragment: string): string | null {
  const text = fragment.startsWith("#") ? fragment.slice(1) : fragment;
  if (text.length > LongestTicket) return null;
  return backFrom(new URLSearchParams(text).get("back"));
}

/** Takes a path of this origin and nothing else: no other site, no script. */
export function backFrom(text: string | null): string | null {
  return text !== null && /^\/[A-Za-z0-9]/.test(text) && text.length <= LongestBack ? text : null;
}

/** Reads a ticket's payload. Whatever is not understood is null; it never throws. */
export function readTicket(ticket: string): TicketInfo {
  const claims = payload(ticket);
  return { name: nameFrom(claims["name"]), role: roleFrom(claims["role"]), notBefore: moment(claims["nbf"]), expires: moment(claims["exp"]), camera: cameraFrom(claims["can"]) };
}

/** Reads back what was kept as JSON; whatever is not understood is null. */
export function ticketInfoFrom(json: string | null): TicketInfo {
  const kept = parse(json ?? "");
  return { name: nameFrom(kept["name"]), role: roleFrom(kept["role"]), notBefore: number(kept["notBefore"]), expires: number(kept["expires"]), camera: kept["camera"] !== false };
}

function payload(ticket: string): Record<string, unknown> {
  try {
    const part = ticket.slice(0, LongestTicket).split(".")[1] ?? "";
    const bytes = Uint8Array.from(atob(part.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
    return parse(new TextDecoder().decode(bytes));
  } catch {
    return {}; // not base64
  }
}

function parse(json: string): Record<string, unknown> {
  try {
    const read: unknown = JSON.parse(json);
    return typeof read === "object" && read !== null ? (read as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function nameFrom(name: unknown): string | null {
  return typeof name === "string" && name.trim() !== "" ? name.trim().slice(0, LongestName) : null;
}

function roleFrom(role: unknown): TicketInfo["role"] {
  return role === "host" || role === "guest" || role === "aide" ? role : null;
}

function cameraFrom(can: unknown): boolean {
  return !Array.isArray(can) || can.includes("video");
}

function number(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

function moment(seconds: unknown): number | null {
  return typeof seconds === "number" && seconds > 0 && seconds < 1e11 ? seconds * 1_000 : null;
}
