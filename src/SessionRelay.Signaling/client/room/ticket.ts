/** What the page may show from a ticket before it is redeemed. Only the relay verifies a ticket; this reads what it says. */
export interface TicketInfo {
  readonly name: string | null;
  readonly role: "host" | "guest" | "aide" | null;
  /** Milliseconds since 1970, where the ticket has limits of its own. */
  readonly notBefore: number | null;
  readonly expires: number | null;
}

const LongestTicket = 8_192; // characters; a ticket has some 400, and a URL fragment may be anything
const LongestName = 200;

/** The ticket in a URL's fragment (`#ticket=…`), or null. */
export function ticketFromFragment(fragment: string): string | null {
  const text = fragment.startsWith("#") ? fragment.slice(1) : fragment;
  if (text.length > LongestTicket) return null;
  const ticket = new URLSearchParams(text).get("ticket");
  return ticket === null || ticket === "" ? null : ticket;
}

/** Reads a ticket's payload. Whatever is not understood is null; it never throws. */
export function readTicket(ticket: string): TicketInfo {
  const claims = payload(ticket);
  const role = claims["role"];
  return {
    name: typeof claims["name"] === "string" && claims["name"].trim() !== "" ? claims["name"].trim().slice(0, LongestName) : null,
    role: role === "host" || role === "guest" || role === "aide" ? role : null,
    notBefore: moment(claims["nbf"]),
    expires: moment(claims["exp"]),
  };
}

function payload(ticket: string): Record<string, unknown> {
  try {
    const part = ticket.slice(0, LongestTicket).split(".")[1] ?? "";
    const bytes = Uint8Array.from(atob(part.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof claims === "object" && claims !== null ? (claims as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function moment(seconds: unknown): number | null {
  return typeof seconds === "number" && Number.isFinite(seconds) && seconds > 0 && seconds < 1e11 ? seconds * 1_000 : null;
}
