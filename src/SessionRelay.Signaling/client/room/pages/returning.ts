import { h } from "../dom.js";
import { strings } from "../strings.js";
import type { Page } from "./page.js";

/** The moment after a reload or a retry, until the relay has answered. */
export class ReturningPage implements Page {
  readonly heading = h("h1", { tabindex: "-1" }, strings.returning.heading);
  readonly element = h("main", { class: "page ended" }, this.heading, h("p", { class: "soft" }, strings.returning.text));

  update(): void {
    // nothing here changes
  }

  close(): void {
    // nothing is held
  }
}
