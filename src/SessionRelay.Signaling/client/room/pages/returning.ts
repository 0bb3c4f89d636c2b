import { h } from "../dom.js";
import { strings } from "../strings.js";
import type { Page } from "./page.js";

/** The moment after a reload or a retry, until the relay, or the host, has answered. */
export class ReturningPage implements Page {
  readonly heading = h("h1", { tabindex: "-1" }, strings.returning.heading);
  readonly element: HTMLElement;

  constructor(words: string) {
    this.element = h("main", { class: "page ended" }, this.heading, h("p", { class: "soft", role: "status" }, words));
  }

  update(): void {
    // nothing here changes
  }

  close(): void {
    // nothing is held
  }
}
