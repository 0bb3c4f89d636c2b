import type { LocalMediaApi } from "../src/index.js";
import { SessionError } from "../src/index.js";
import { problemWords } from "./endwords.js";
import { preferences } from "./preferences.js";

/** What the person pressed about their own devices, shared by every view. Whatever fails is told by `tell`, in words. */
export class MediaSwitches {
  readonly #local: LocalMediaApi;
  readonly #tell: (words: string) => void;
  /** False where no picture is expected: nobody is asked for a camera. */
  readonly withCamera: boolean;

  constructor(local: LocalMediaApi, tell: (words: string) => void, withCamera: boolean) {
    this.withCamera = withCamera;
    this.#local = local;
    this.#tell = tell;
  }

  /** Asks for the devices that were on before a reload, or for both. */
  async start(): Promise<void> {
    await this.#local.start({ audio: true, video: this.withCamera && preferences.read("camera") !== "off" });
    if (preferences.read("microphone") === "off" && this.#local.microphone === "on") await this.#local.setMicrophone(false);
  }

  toggleMicrophone = (): void => {
    const on = this.#local.microphone !== "on";
    preferences.write("microphone", on ? "on" : "off");
    this.attempt(this.#local.setMicrophone(on));
  };

  toggleCamera = (): void => {
    if (!this.withCamera) return; // by its key: there is no button
    const on = this.#local.camera !== "on";
    preferences.write("camera", on ? "on" : "off");
    this.attempt(this.#local.setCamera(on));
  };

  toggleScreen = (): void => {
    if (this.#local.screen) this.#local.stopScreen();
    else this.attempt(this.#local.shareScreen());
  };

  /** Tells in words when a deed fails; `otherwise` when it is not the session that refuses. */
  attempt(deed: Promise<unknown>, otherwise?: string): void {
    deed.catch((problem: unknown) => this.#tell(problem instanceof SessionError ? wordsOf(problem) : (otherwise ?? wordsOf(problem))));
  }
}

/** Plain words for anything that was thrown. */
export function wordsOf(problem: unknown): string {
  return problem instanceof SessionError ? problemWords(problem.code, problem.message) : problemWords("generic");
}

/** Whether this browser can share a screen; phones can't. */
export function canShareScreen(): boolean {
  return typeof navigator.mediaDevices?.getDisplayMedia === "function";
}
