import type { PhoneCall, PhoneState } from "../api/model.js";

const OPEN: ReadonlySet<PhoneState> = new Set(["dialing", "ringing", "answered", "waiting", "live"]);

/** Whether a call in this state still goes on. */
export function isOpen(state: PhoneState): boolean {
  return OPEN.has(state);
}

/** The last call to each person's phone. */
export class Phones {
  readonly #calls = new Map<string, PhoneCall>();

  get list(): readonly PhoneCall[] {
    return [...this.#calls.values()];
  }

  heard(call: PhoneCall): void {
    this.#calls.set(call.participantId, call);
  }

  /** What an entry tells are the calls that are open; ends that were heard before stay, as people are reading them. */
  entered(open: readonly PhoneCall[]): void {
    for (const [id, call] of this.#calls) if (isOpen(call.state)) this.#calls.delete(id);
    for (const call of open) this.heard(call);
  }

  clear(): void {
    this.#calls.clear();
  }
}
