import { h } from "./dom.js";

const Kept = 4; // lines that stay in the region, so that a slow reader still meets the latest ones

/** Says things to screen readers, politely: they wait until the reader pauses. */
export class Announcer {
  readonly element = h("div", { class: "unseen", role: "status", "aria-live": "polite" });

  say(text: string): void {
    this.element.append(h("p", {}, text));
    while (this.element.childElementCount > Kept) this.element.firstElementChild?.remove();
  }
}
