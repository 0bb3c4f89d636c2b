import { preferences } from "./preferences.js";

/** M and V, for people who like keys. They rest while somebody types or a dialog is open, and can be switched off under Devices (WCAG 2.1.4). */
export class Shortcuts {
  readonly #presses: Readonly<Record<string, () => void>>;

  constructor(presses: Readonly<Record<string, () => void>>) {
    this.#presses = presses;
    document.addEventListener("keydown", this.#pressed);
  }

  get on(): boolean {
    return preferences.read("shortcuts") !== "off";
  }

  set on(value: boolean) {
    preferences.write("shortcuts", value ? "on" : "off");
  }

  close(): void {
    document.removeEventListener("keydown", this.#pressed);
  }

  #pressed = (event: KeyboardEvent): void => {
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || !this.on) return;
    if (event.target instanceof Element && event.target.closest("input, textarea, select, dialog, [contenteditable]") !== null) return;
    const key = event.key.toLowerCase();
    if (!Object.hasOwn(this.#presses, key)) return;
    event.preventDefault();
    this.#presses[key]!();
  };
}
