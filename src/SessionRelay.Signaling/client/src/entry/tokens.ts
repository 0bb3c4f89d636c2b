import { fields, text } from "../wire/reading.js";

const TICKET = "sessionrelay.ticket";
const ATTEMPT = "sessionrelay.attempt";
const RESUME = "sessionrelay.resume";
const SEAT = "sessionrelay.seat";

/** 128 bits: what the protocol asks of an attempt. */
const ATTEMPT_BYTES = 16;

/**
 * What this tab needs to enter and to return, kept over a reload in `sessionStorage`: the ticket until it is redeemed, the attempt that redeems it,
 * and the resume token afterwards. A browser that refuses the storage loses the return after a reload, nothing else.
 */
export class Tokens {
  readonly #storage: Storage | null;
  readonly #memory = new Map<string, string>();

  constructor(storage: Storage | null, ticket: string | undefined) {
    this.#storage = storage;
    if (ticket) {
      if (this.#get(SEAT) !== seatOf(ticket)) {
        this.forget();
      }
      this.#set(TICKET, ticket);
      this.#set(SEAT, seatOf(ticket));
    }
  }

  get resume(): string | null {
    return this.#get(RESUME);
  }

  get ticket(): string | null {
    return this.#get(TICKET);
  }

  /** The same for every try of this tab, so that a lost reply or a reload is no second redemption. */
  get attempt(): string {
    const kept = this.#get(ATTEMPT);
    if (kept) {
      return kept;
    }
    const bytes = crypto.getRandomValues(new Uint8Array(ATTEMPT_BYTES));
    const attempt = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    this.#set(ATTEMPT, attempt);
    return attempt;
  }

  /** The newest resume token. Once admitted the ticket has done its work. */
  entered(resume: string, admitted: boolean): void {
    if (resume) {
      this.#set(RESUME, resume);
    }
    if (admitted) {
      this.#remove(TICKET);
    }
  }

  /** The resume token was refused: what is left is the ticket, if there is one. */
  resumeRefused(): void {
    this.#remove(RESUME);
  }

  /** The seat was given up or taken over: nothing returns to it by itself, but the same link pressed again in this tab is the same entry, not a second one. */
  givenUp(): void {
    this.#remove(RESUME);
    this.#remove(TICKET);
  }

  forget(): void {
    for (const key of [TICKET, ATTEMPT, RESUME, SEAT]) {
      this.#remove(key);
    }
  }

  static holdsResume(storage: Storage): boolean {
    return read(storage, RESUME) !== null;
  }

  static holdsTicket(storage: Storage): boolean {
    return read(storage, TICKET) !== null;
  }

  #get(key: string): string | null {
    return this.#memory.get(key) ?? read(this.#storage, key);
  }

  #set(key: string, value: string): void {
    this.#memory.set(key, value);
    try {
      this.#storage?.setItem(key, value);
    } catch {
      // Full or forbidden: memory holds it for as long as the page lives.
    }
  }

  #remove(key: string): void {
    this.#memory.delete(key);
    try {
      this.#storage?.removeItem(key);
    } catch {
      // Forbidden: then nothing was kept either.
    }
  }
}

function read(storage: Storage | null, key: string): string | null {
  try {
    return storage?.getItem(key) ?? null;
  } catch {
    return null;
  }
}

/** Session and person of a ticket, so that a new link of the same person goes on in the seat that this tab holds; the ticket itself when it can't be read. */
function seatOf(ticket: string): string {
  try {
    const payload = (ticket.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
    const claims = fields(JSON.parse(atob(payload)));
    const sid = text(claims["sid"]);
    return sid ? `${sid} ${text(claims["sub"])}` : ticket;
  } catch {
    return ticket;
  }
}
