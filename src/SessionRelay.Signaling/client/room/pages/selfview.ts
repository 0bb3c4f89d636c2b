import type { LocalMediaApi } from "../../src/index.js";
import { signButton } from "../button.js";
import { updateDevices } from "../controls.js";
import { h, setText, show } from "../dom.js";
import { LevelMeter } from "../levelmeter.js";
import type { MediaSwitches } from "../media.js";
import { strings } from "../strings.js";

/** The own picture with its switches and the microphone's level: what a person checks before and while they wait. */
export class SelfView {
  readonly element: HTMLElement;
  readonly #local: LocalMediaApi;
  readonly #video: HTMLVideoElement;
  readonly #without = h("p", { class: "without" });
  readonly #meter = new LevelMeter();
  readonly #hint = h("p", { class: "hint" });
  readonly #microphone;
  readonly #camera;
  readonly #withCamera: boolean;

  constructor(local: LocalMediaApi, switches: MediaSwitches, openDevices: () => void) {
    this.#local = local;
    this.#withCamera = switches.withCamera;
    this.#video = h("video", { autoplay: true, playsinline: true, "aria-label": strings.prejoin.preview });
    this.#video.muted = true;
    this.#microphone = signButton(strings.room.mute, "microphone", switches.toggleMicrophone);
    this.#camera = signButton(strings.room.cameraOff, "camera", switches.toggleCamera);
    const devices = signButton(strings.room.devices, "devices", openDevices);
    this.element = h(
      "div",
      { class: "selfview" },
      h(
        "div",
        { class: "preview" },
        this.#video,
        this.#without,
        h("div", { class: "preview-controls" }, this.#microphone.element, this.#camera.element, devices.element),
      ),
      this.#meter.element,
      this.#hint,
    );
  }

  update(asking: boolean): void {
    const stream = this.#local.cameraStream;
    if (this.#video.srcObject !== stream) {
      this.#video.srcObject = stream;
      if (stream !== null) this.#video.play().catch(() => undefined); // muted video may always play; a newer stream may interrupt it
    }
    show(this.#video, stream !== null);
    show(this.#without, stream === null);
    show(this.#camera.element, this.#withCamera);
    setText(this.#without, !this.#withCamera ? strings.prejoin.soundOnly : this.#local.camera === "off" ? strings.prejoin.cameraOff : strings.prejoin.noCamera);
    this.#meter.follow(this.#local.microphone === "on" ? this.#local.microphoneStream : null);
    setText(this.#hint, asking ? (this.#withCamera ? strings.prejoin.asking : strings.prejoin.askingSound) : this.#local.microphone === "on" ? strings.prejoin.speak : strings.prejoin.mutedNow);
    updateDevices(this.#microphone, this.#camera, this.#local);
  }

  close(): void {
    this.#meter.follow(null);
    this.#video.srcObject = null;
  }
}
