import { h } from "./dom.js";
import { icon } from "./icons.js";
import { strings } from "./strings.js";

const Most = 2; // more would cover faces; the oldest goes

/** Short notes at the top of a view: a camera that was refused, an action that failed. Each can be closed; the same words never stand twice. */
export class Notices {
  readonly element = h("div", { class: "notices", role: "status" });
  readonly #shown = new Map<string, HTMLElement>();

  show(text: string): void {
    this.#shown.get(text)?.remove();
    const close = h("button", { class: "icon-only", type: "button", "aria-label": strings.room.dismiss, onclick: () => this.clear(text) }, icon("close"));
    const note = h("div", { class: "notice" }, h("p", {}, text), close);
    this.#shown.delete(text);
    this.#shown.set(text, note);
    this.element.append(note);
    for (const oldest of this.#shown.keys()) {
      if (this.#shown.size <= Most) break;
      this.clear(oldest);
    }
  }

  clear(text: string): void {
    this.#shown.get(text)?.remove();
    this.#shown.delete(text);
  }

  clearAll(): void {
    for (const text of [...this.#shown.keys()]) this.clear(text);
  }
}
