import type { Participant, PauseReason } from "../../src/index.js";
import { h, setText, show, unseen } from "../dom.js";
import { icon } from "../icons.js";
import { initials, zoomFor } from "../layout.js";
import { personWords } from "../personwords.js";
import { strings } from "../strings.js";
import type { SoundGate } from "./soundgate.js";

/** What a tile shows of one person. */
export interface TileView {
  readonly person: Participant;
  readonly stream: MediaStream | null;
  /** Where their sound comes in, if not with the picture: their phone. */
  readonly phone: MediaStream | null;
  readonly videoPaused: PauseReason | null;
  /** What the host's button does that takes this person out; null without one. */
  readonly remove: (() => void) | null;
}

/** One person on the stage: picture or initials, name, and their connection in words. */
export class Tile {
  readonly element: HTMLElement;
  /** Always muted: a <video> is silent until its first picture, and somebody without a camera never sends one. The sound has an element of its own. */
  readonly video: HTMLVideoElement;
  /** Null on the person's own tile. */
  readonly sound: HTMLAudioElement | null;
  readonly #gate: SoundGate;
  readonly #face = h("div", { class: "face", "aria-hidden": "true" });
  readonly #name = h("span", { class: "tile-name" });
  readonly #phone = h("span", { class: "tile-phone", hidden: true }, icon("phone"));
  readonly #muted = h("span", { class: "tile-muted" }, icon("microphoneOff"), unseen(strings.room.muted));
  readonly #state = h("p", { class: "tile-state" });
  readonly #remove = h("button", { class: "tile-remove icon-only", type: "button", hidden: true, onclick: () => this.#removing?.() }, icon("close"));
  readonly #isMe: boolean;
  #removing: (() => void) | null = null;
  #heard: MediaStream | null = null;
  readonly #fitting = new ResizeObserver(() => this.#fit());

  constructor(id: string, isMe: boolean, gate: SoundGate) {
    this.#isMe = isMe;
    this.#gate = gate;
    this.video = h("video", { autoplay: true, playsinline: true, disablepictureinpicture: true });
    this.video.muted = true;
    this.sound = isMe ? null : h("audio", { autoplay: true });
    this.video.addEventListener("resize", () => this.#fit());
    this.element = h(
      "div",
      { class: isMe ? "tile me" : "tile", "data-participant": id, "data-state": "connecting" },
      this.#face,
      this.video,
      this.sound,
      this.#state,
      h("p", { class: "tile-label" }, this.#phone, this.#muted, this.#name),
      this.#remove,
    );
    this.#fitting.observe(this.element);
  }

  update({ person, stream, phone, videoPaused, remove }: TileView): void {
    this.#removing = remove;
    this.#remove.setAttribute("aria-label", strings.remove.button(person.name));
    this.#remove.title = strings.remove.button(person.name);
    show(this.#remove, remove !== null);
    this.element.dataset["state"] = person.state;
    this.video.setAttribute("aria-label", person.name);
    setText(this.#name, this.#isMe ? strings.you : person.name);
    setText(this.#face, initials(person.name));
    show(this.#phone, person.state === "phone");
    show(this.#muted, !person.audio && person.state !== "phone");
    const words = personWords({ ...person, videoPaused });
    setText(this.#state, this.#isMe ? "" : words);
    show(this.#state, !this.#isMe && words !== "");
    this.#setStream(stream, phone ?? stream);
    const picture = stream !== null && person.video && (videoPaused === null || videoPaused === "hidden") && person.state !== "connecting";
    this.element.classList.toggle("pictured", picture);
  }

  /** Whether the person is seen, and not their initials. */
  get isPictured(): boolean {
    return this.element.classList.contains("pictured");
  }

  close(): void {
    this.#fitting.disconnect();
    for (const media of [this.video, this.sound]) {
      if (media === null) continue;
      this.#gate.forget(media);
      media.srcObject = null;
    }
    this.element.remove();
  }

  #setStream(picture: MediaStream | null, sound: MediaStream | null): void {
    if (this.video.srcObject !== picture) {
      this.video.srcObject = picture;
      if (picture !== null) this.#gate.play(this.video);
    }
    if (this.sound === null || this.#heard === sound) return;
    this.#heard = sound;
    this.sound.srcObject = sound === null ? null : new MediaStream(sound.getAudioTracks());
    if (sound !== null) this.#gate.play(this.sound);
  }

  #fit(): void {
    const { videoWidth, videoHeight } = this.video;
    const { clientWidth, clientHeight } = this.element;
    this.video.style.setProperty("scale", zoomFor(videoWidth / videoHeight, clientWidth / clientHeight).toFixed(3));
  }
}

/** A screen that somebody shares: shown whole, without sound, since the person's own pair carries that. */
export class ScreenTile {
  readonly element: HTMLElement;
  readonly video: HTMLVideoElement;
  readonly #gate: SoundGate;
  readonly #label = h("p", { class: "tile-label" });

  constructor(id: string, gate: SoundGate) {
    this.#gate = gate;
    this.video = h("video", { autoplay: true, playsinline: true });
    this.video.muted = true;
    this.element = h("div", { class: "tile screen pictured", "data-screen-of": id }, this.video, this.#label);
  }

  update(name: string, stream: MediaStream): void {
    const words = strings.room.screenOf(name);
    setText(this.#label, words);
    this.video.setAttribute("aria-label", words);
    if (this.video.srcObject === stream) return;
    this.video.srcObject = stream;
    this.#gate.play(this.video);
  }

  close(): void {
    this.#gate.forget(this.video);
    this.video.srcObject = null;
    this.element.remove();
  }
}
