import { h } from "../dom.js";
import { endPage, type EndPage } from "../endwords.js";
import { preferences } from "../preferences.js";
import { strings } from "../strings.js";
import { backFrom } from "../ticket.js";
import type { Page } from "./page.js";

/** What somebody outside the session reads: what happened, why, and what to do next. */
export class EndedPage implements Page {
  readonly element: HTMLElement;
  readonly heading: HTMLElement;

  /** `act` is null where the page can't help by itself: then only the person's link can. */
  constructor(code: string, act: ((does: NonNullable<EndPage["action"]>["does"]) => void) | null) {
    const { title, text, action, code: shown } = endPage(code);
    this.heading = h("h1", { tabindex: "-1" }, title);
    const button =
      action === null || act === null ? null : h("button", { class: "control primary big", type: "button", onclick: () => act(action.does) }, action.label);
    const back = backFrom(preferences.read("back"));
    this.element = h(
      "main",
      { class: "page ended", "data-code": code },
      this.heading,
      h("p", {}, text),
      action !== null && act === null ? h("p", {}, strings.pages.linkAgain) : null,
      button === null ? null : h("div", { class: "actions" }, button),
      back === null ? null : h("div", { class: "actions" }, h("a", { class: button === null ? "control primary big" : "control big", href: back }, strings.pages.back)),
      shown === undefined ? null : h("p", { class: "soft small" }, strings.pages.code(shown)),
    );
  }

  update(): void {
    // nothing here changes
  }

  close(): void {
    // nothing is held
  }
}
