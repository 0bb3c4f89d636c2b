import { h, show } from "../dom.js";
import { icon } from "../icons.js";
import { strings } from "../strings.js";

/** Starts media elements. A browser that refuses to play before the person has pressed something gets a button that says so. */
export class SoundGate {
  readonly element: HTMLButtonElement;
  readonly #refused = new Set<HTMLMediaElement>();

  constructor() {
    this.element = h("button", { class: "hear", type: "button", hidden: true, onclick: () => this.#retry() }, icon("sound"), h("span", {}, strings.room.pressToHear));
  }

  play(media: HTMLMediaElement): void {
    media.play().then(
      () => this.#settled(media),
      (problem: unknown) => {
        if (!(problem instanceof DOMException) || problem.name !== "NotAllowedError") return; // a newer stream took over: it plays itself
        this.#refused.add(media);
        show(this.element, true);
      },
    );
  }

  forget(media: HTMLMediaElement): void {
    this.#settled(media);
  }

  #retry(): void {
    for (const media of [...this.#refused]) this.play(media);
  }

  #settled(media: HTMLMediaElement): void {
    this.#refused.delete(media);
    if (this.#refused.size === 0) show(this.element, false);
  }
}
