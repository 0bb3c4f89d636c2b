import type { SessionOptions } from "./api/session.js";
import { tabStorage, Tokens } from "./entry/tokens.js";
import { SignalRChannel } from "./hub/signalr-channel.js";
import { Seat } from "./seat.js";

/** A session over the relay's hub: what a page makes one of. Nothing is redeemed before `enter()`. See `SessionApi`. */
export class Session extends Seat {
  constructor(options: SessionOptions = {}) {
    super(options, () => new SignalRChannel(options.hubUrl ?? "/relay/hub"));
  }

  /** Whether this tab holds what is needed to return without a ticket: after a reload, `enter()` at once. */
  static canResume(storage: Storage | null = tabStorage()): boolean {
    return storage !== null && Tokens.holdsResume(storage);
  }

  /** Whether this tab holds a ticket that was not redeemed before the page was reloaded. */
  static hasTicket(storage: Storage | null = tabStorage()): boolean {
    return storage !== null && Tokens.holdsTicket(storage);
  }
}
