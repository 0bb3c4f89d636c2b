import type { SessionApi } from "../../src/index.js";
import { inWords } from "../clockwords.js";
import { h, setText, show } from "../dom.js";
import { icon } from "../icons.js";
import type { MediaSwitches } from "../media.js";
import { strings } from "../strings.js";
import type { Page } from "./page.js";
import { SelfView } from "./selfview.js";

/** The waiting room: who lets the person in, when it starts, and that nothing needs to be done. */
export class WaitingPage implements Page {
  readonly element: HTMLElement;
  readonly heading = h("h1", { tabindex: "-1" }, strings.waiting.heading);
  readonly #session: SessionApi;
  readonly #self: SelfView;
  readonly #letIn = h("p", { class: "lead" });
  readonly #when = h("p", { class: "soft" });
  readonly #late = h("p", { class: "note", role: "status", hidden: true });

  constructor(session: SessionApi, switches: MediaSwitches, openDevices: () => void, leave: () => void) {
    this.#session = session;
    this.#self = new SelfView(session.local, switches, openDevices);
    const leaveButton = h("button", { class: "control", type: "button", onclick: leave }, icon("leave"), h("span", {}, strings.waiting.leave));
    this.element = h(
      "main",
      { class: "page waiting" },
      this.heading,
      this.#letIn,
      this.#when,
      this.#late,
      this.#self.element,
      h("p", { class: "soft" }, strings.waiting.noNeed),
      h("div", { class: "actions" }, leaveButton),
    );
  }

  update(): void {
    setText(this.#letIn, strings.waiting.letIn(hostName(this.#session)));
    this.#self.update(false);
    this.tick();
  }

  tick(): void {
    const clock = this.#session.clock;
    const startsIn = clock?.untilStartMs() ?? 0;
    show(this.#when, clock !== null && startsIn > 0);
    if (clock !== null) {
      const time = clock.startsAt.toLocaleTimeString([], { hour: "numeric", minute: "2-digit", timeZoneName: "short" });
      setText(this.#when, strings.waiting.startsAt(time, inWords(startsIn, 0)));
    }
    const late = clock?.hostLate ?? false;
    setText(this.#late, late ? strings.waiting.late(hostName(this.#session)) : "");
    show(this.#late, late);
  }

  close(): void {
    this.#self.close();
  }
}

/** The host's name where this person may know it already. */
export function hostName(session: SessionApi): string {
  return session.participants.find((person) => person.role === "host")?.name ?? strings.yourTherapist;
}
