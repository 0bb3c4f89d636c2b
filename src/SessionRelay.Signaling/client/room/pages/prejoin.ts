import type { SessionApi } from "../../src/index.js";
import { h, setText } from "../dom.js";
import type { MediaSwitches } from "../media.js";
import { strings } from "../strings.js";
import type { TicketInfo } from "../ticket.js";
import type { Page } from "./page.js";
import { SelfView } from "./selfview.js";

/** Before anything is redeemed: who joins, the own picture and sound, and one button. */
export class PrejoinPage implements Page {
  readonly element: HTMLElement;
  readonly heading = h("h1", { tabindex: "-1" }, strings.prejoin.heading);
  readonly #session: SessionApi;
  readonly #self: SelfView;
  readonly #join: HTMLButtonElement;
  #asking = true;

  constructor(session: SessionApi, ticket: TicketInfo, switches: MediaSwitches, openDevices: () => void, join: () => void) {
    const words = strings.prejoin;
    this.#session = session;
    this.#self = new SelfView(session.local, switches, openDevices);
    this.#join = h("button", { class: "control primary big", type: "button", onclick: join }, words.join);
    const who = ticket.name === null ? null : h("p", { class: "who" }, words.as(ticket.name));
    const until = limits(ticket);
    this.element = h(
      "main",
      { class: "page prejoin" },
      h(
        "div",
        { class: "prejoin-words" },
        this.heading,
        who,
        h("p", { class: "soft" }, ticket.role !== "host" ? words.guestNext : ticket.camera ? words.hostNext : words.hostCalls),
        until === null ? null : h("p", { class: "soft" }, until),
      ),
      this.#self.element,
      h(
        "div",
        { class: "prejoin-go" },
        h("div", { class: "actions" }, this.#join),
        h("h2", { class: "advice-heading" }, words.adviceHeading),
        h("ul", { class: "advice" }, ...words.advice.map((line) => h("li", {}, line))),
        h("p", { class: "soft small" }, words.private),
      ),
    );
    void switches.start().finally(() => {
      this.#asking = false;
      this.update();
    });
  }

  update(): void {
    const entering = this.#session.state === "entering";
    this.#join.disabled = entering;
    setText(this.#join, entering ? strings.prejoin.joining : strings.prejoin.join);
    this.#self.update(this.#asking && this.#session.local.cameraStream === null && this.#session.local.microphoneStream === null);
  }

  close(): void {
    this.#self.close();
  }
}

function limits({ notBefore, expires }: TicketInfo): string | null {
  if (notBefore !== null && notBefore > Date.now()) return strings.prejoin.notBefore(when(notBefore));
  return expires === null ? null : strings.prejoin.until(when(expires));
}

function when(moment: number): string {
  return new Date(moment).toLocaleString([], { weekday: "long", day: "numeric", month: "long", hour: "numeric", minute: "2-digit", timeZoneName: "short" });
}
