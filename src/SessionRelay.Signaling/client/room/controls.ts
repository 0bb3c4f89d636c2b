import type { LocalMediaApi, Permission } from "../src/index.js";
import { signButton, type SignButton } from "./button.js";
import { h, setText, show } from "./dom.js";
import { canShareScreen } from "./media.js";
import { strings } from "./strings.js";

export interface ControlPresses {
  microphone(): void;
  camera(): void;
  screen(): void;
  chat(): void;
  picture(): void;
  leave(): void;
  end(): void;
}

/** The row of controls below the stage. */
export class Controls {
  readonly element: HTMLElement;
  readonly chat: HTMLButtonElement;
  readonly #microphone: SignButton;
  readonly #camera: SignButton;
  readonly #screen: SignButton;
  readonly #picture: SignButton;
  readonly #end: SignButton;
  readonly #unread = h("span", { class: "badge", "aria-hidden": "true", hidden: true });
  readonly #unreadWords = h("span", { class: "unseen", id: "unread" });

  constructor(presses: ControlPresses) {
    const words = strings.room;
    this.#microphone = signButton(words.mute, "microphone", () => presses.microphone());
    this.#camera = signButton(words.cameraOff, "camera", () => presses.camera());
    this.#screen = signButton(words.share, "screen", () => presses.screen());
    const chat = signButton(words.chat, "chat", () => presses.chat());
    chat.element.setAttribute("aria-expanded", "false");
    chat.element.setAttribute("aria-label", words.chat); // the badge is no part of the name
    chat.element.setAttribute("aria-describedby", "unread");
    chat.element.append(this.#unread);
    this.chat = chat.element;
    this.#picture = signButton(words.hidePicture, "hide", () => presses.picture());
    const leave = signButton(words.leave, "leave", () => presses.leave(), "danger");
    this.#end = signButton(words.end, "end", () => presses.end(), "danger-quiet");
    this.element = h(
      "div",
      { class: "controls", role: "group", "aria-label": words.controls },
      this.#microphone.element,
      this.#camera.element,
      this.#screen.element,
      this.chat,
      this.#picture.element,
      this.#unreadWords,
      leave.element,
      this.#end.element,
    );
  }

  update(local: LocalMediaApi, can: readonly Permission[], pictureHidden: boolean): void {
    const words = strings.room;
    updateDevices(this.#microphone, this.#camera, local);
    this.#screen.set(local.screen ? words.stopShare : words.share, local.screen ? "screenStop" : "screen");
    this.#screen.element.classList.toggle("active", local.screen);
    this.#picture.set(pictureHidden ? words.showPicture : words.hidePicture, pictureHidden ? "show" : "hide");
    show(this.#microphone.element, can.includes("audio"));
    show(this.#camera.element, can.includes("video"));
    show(this.#picture.element, can.includes("video"));
    show(this.#screen.element, can.includes("screen") && canShareScreen());
    show(this.chat, can.includes("chat"));
    show(this.#end.element, can.includes("end"));
  }

  setShortcuts(on: boolean): void {
    setShortcut(this.#microphone.element, on ? "m" : null);
    setShortcut(this.#camera.element, on ? "v" : null);
  }

  setUnread(count: number): void {
    setText(this.#unread, count > 99 ? "99+" : String(count));
    show(this.#unread, count > 0);
    setText(this.#unreadWords, count > 0 ? strings.room.unread(count) : "");
  }
}

/** Words and signs of the two device buttons; the same before and in the session. */
export function updateDevices(microphone: SignButton, camera: SignButton, local: LocalMediaApi): void {
  const hears = local.microphone === "on";
  const sees = local.camera === "on";
  microphone.set(hears ? strings.room.mute : strings.room.unmute, hears ? "microphone" : "microphoneOff", !hears);
  camera.set(sees ? strings.room.cameraOff : strings.room.cameraOn, sees ? "camera" : "cameraOff", !sees);
}

function setShortcut(button: HTMLButtonElement, key: string | null): void {
  if (key === null) button.removeAttribute("aria-keyshortcuts");
  else button.setAttribute("aria-keyshortcuts", key);
}
