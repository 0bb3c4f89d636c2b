import type { ChatLine } from "../api/model.js";
import { ChannelLost } from "../hub/channel.js";
import { date, fields, text } from "../wire/reading.js";

export interface ChatWiring {
  /** Calls the hub once; `ChannelLost` when its connection ended before the answer. */
  call(method: string, argument: object): Promise<unknown>;
  /** Resolves after the next entry, with its replay. */
  ready(): Promise<void>;
  said(line: ChatLine): void;
}

/** The session's chat in the hub's order, each line once however often it is replayed or sent. */
export class Chat {
  #lines: readonly ChatLine[] = [];

  constructor(private readonly wiring: ChatWiring) {}

  get lines(): readonly ChatLine[] {
    return this.#lines;
  }

  add(lines: readonly ChatLine[]): void {
    const known = new Set(this.#lines.map((line) => line.id));
    const fresh = lines.filter((line) => line.id !== "" && !known.has(line.id));
    if (fresh.length > 0) {
      this.#lines = [...this.#lines, ...fresh].sort((a, b) => a.at.getTime() - b.at.getTime());
    }
    for (const line of fresh) {
      this.wiring.said(line);
    }
  }

  async send(said: string, author: { readonly participantId: string; readonly name: string }): Promise<void> {
    const before = new Set(this.#lines.map((line) => line.id));
    for (;;) {
      try {
        const reply = fields(await this.wiring.call("SendChat", { text: said }));
        return this.add([{ ...author, id: text(reply["id"]), text: said, at: date(reply["at"]) }]);
      } catch (error) {
        if (!(error instanceof ChannelLost)) {
          throw error;
        }
        // Whether the hub has kept the line is seen in the replay that comes with the next entry.
        await this.wiring.ready();
        if (this.#lines.some((line) => !before.has(line.id) && line.participantId === author.participantId && line.text === said)) {
          return;
        }
      }
    }
  }

  clear(): void {
    this.#lines = [];
  }
}
