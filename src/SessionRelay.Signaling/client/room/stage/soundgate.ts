import { h, show } from "../dom.js";
import { icon } from "../icons.js";
import { strings } from "../strings.js";

/** Starts media elements. A browser that refuses sound before the person has pressed something shows the picture alone, and a button that says so. */
export class SoundGate {
  readonly element: HTMLButtonElement;
  readonly #silenced = new Set<HTMLMediaElement>();

  constructor() {
    this.element = h("button", { class: "hear", type: "button", hidden: true, onclick: () => this.#open() }, icon("sound"), h("span", {}, strings.room.pressToHear));
  }

  play(media: HTMLMediaElement): void {
    media.play().catch((problem: unknown) => {
      if (!(problem instanceof DOMException) || problem.name !== "NotAllowedError" || media.muted) return; // a newer stream took over: it plays itself
      media.muted = true;
      this.#silenced.add(media);
      show(this.element, true);
      media.play().catch(() => undefined);
    });
  }

  forget(media: HTMLMediaElement): void {
    this.#silenced.delete(media);
    show(this.element, this.#silenced.size > 0);
  }

  #open(): void {
    for (const media of [...this.#silenced]) {
      this.forget(media);
      media.muted = false;
      this.play(media);
    }
  }
}
