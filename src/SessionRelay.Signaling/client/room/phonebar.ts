import type { Participant, SessionApi } from "../src/index.js";
import { AwayTimes } from "./awaytimes.js";
import { openCallPhone } from "./dialogs/callphone.js";
import { h, show } from "./dom.js";
import { strings } from "./strings.js";

/** The host's line about people whose connection has stayed away for 20 s: one press, and there is their number. */
export class PhoneBar {
  readonly element: HTMLElement;
  readonly #session: SessionApi;
  readonly #say: (words: string) => void;
  readonly #people = h("ul", { class: "waiting-people" });
  readonly #rows = new Map<string, HTMLElement>();
  readonly #away = new AwayTimes();

  constructor(session: SessionApi, say: (words: string) => void) {
    this.#session = session;
    this.#say = say;
    this.element = h("section", { class: "admit-bar", "aria-label": strings.phone.region, hidden: true }, this.#people);
  }

  /** To be called each second as well, as somebody's staying away is no event. */
  update(): void {
    const may = (this.#session.me?.can.includes("phone") ?? false) && this.#session.session?.policy.phone !== "off";
    // While this page itself is away it knows nothing of the others.
    const here = this.#session.signaling && this.#session.state === "live";
    const away = this.#away.longAway(may && here ? this.#session.participants : [], performance.now());
    for (const [id, row] of this.#rows) {
      if (away.some((person) => person.id === id)) continue;
      row.remove();
      this.#rows.delete(id);
    }
    for (const person of away) if (!this.#rows.has(person.id)) this.#offer(person);
    show(this.element, this.#rows.size > 0);
  }

  #offer(person: Participant): void {
    const words = strings.phone.away(person.name);
    const row = h(
      "li",
      {},
      h("p", {}, words),
      h("button", { class: "control small primary", type: "button", onclick: () => void openCallPhone(this.#session, person) }, strings.phone.call(person.name)),
    );
    this.#rows.set(person.id, row);
    this.#people.append(row);
    this.#say(words);
  }
}
