import type { SessionApi } from "../src/index.js";
import { signButton, type SignButton } from "./button.js";
import { announcement, clockWords, lostWords } from "./clockwords.js";
import { fill, h, setText, show } from "./dom.js";
import { icon } from "./icons.js";
import { strings } from "./strings.js";

const Minute = 60_000;

export interface TopBarPresses {
  extend(): void;
  devices(): void;
  float(): void;
}

/** The line above the stage: with whom, how long still, what was lost, and what is rarely pressed. */
export class TopBar {
  readonly element: HTMLElement;
  readonly heading = h("h1", { class: "room-title", tabindex: "-1" }, strings.title);
  #with: string | null = null;
  readonly #clock = h("span", { class: "clock", role: "timer" });
  readonly #lost = h("span", { class: "lost", hidden: true });
  readonly #encrypted = h("span", {}, strings.room.encrypted);
  readonly #secret = h("span", { class: "encrypted", title: strings.prejoin.private }, icon("lock"), this.#encrypted);
  readonly #extend: HTMLElement;
  readonly #float: SignButton;
  readonly #say: (words: string) => void;
  #leftBefore = Number.NaN;

  constructor(say: (words: string) => void, presses: TopBarPresses) {
    this.#say = say;
    this.#extend = signButton(strings.room.extend, "extend", () => presses.extend(), "small").element;
    const devices = signButton(strings.room.devices, "devices", () => presses.devices(), "small").element;
    this.#float = signButton(strings.room.float, "float", () => presses.float(), "small beside");
    show(this.#float.element, false);
    this.element = h("header", { class: "topbar" }, this.heading, this.#clock, this.#lost, h("span", { class: "grow" }), this.#secret, this.#float.element, this.#extend, devices);
  }

  /** Whether a picture can be taken into a small window, beside notes; and whether one is there. */
  setFloat(possible: boolean, floats: boolean): void {
    this.#float.set(floats ? strings.room.floatBack : strings.room.float, floats ? "floatBack" : "float");
    this.#float.element.classList.toggle("active", floats);
    show(this.#float.element, possible);
  }

  /** `name` is the one person that the session is with, if there is one. */
  update(session: SessionApi, name: string | null): void {
    if (name !== this.#with) {
      this.#with = name;
      fill(this.heading, ...(name === null ? [strings.title] : [h("span", { class: "wide" }, strings.titleWithBefore), name]));
    }
    const phone = session.participants.some((person) => person.state === "phone");
    setText(this.#encrypted, phone ? strings.room.encryptedButPhone : strings.room.encrypted);
    this.#secret.title = phone ? strings.room.encryptedButPhoneWhy : strings.prejoin.private;
    show(this.#extend, session.me?.can.includes("extend") ?? false);
    this.tick(session);
  }

  /** Draws the clock anew; called once a second. */
  tick(session: SessionApi): void {
    const clock = session.clock;
    show(this.#clock, clock !== null);
    if (clock === null) return;
    const left = clock.remainingMs();
    const endsAt = clock.endsAt.getTime();
    setText(
      this.#clock,
      clockWords({ startsAt: clock.startsAt.getTime(), endsAt, now: endsAt - left, graceMs: (session.session?.policy.graceMinutes ?? 0) * Minute }),
    );
    this.#clock.classList.toggle("soon", left <= 5 * Minute);
    const lost = lostWords(clock.lostSeconds);
    setText(this.#lost, lost ?? "");
    show(this.#lost, lost !== null);
    const said = announcement(this.#leftBefore, left);
    if (said !== null) this.#say(said);
    this.#leftBefore = left;
  }
}
