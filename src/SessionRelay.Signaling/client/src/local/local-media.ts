import type { SessionError } from "../api/error.js";
import type { CameraState, Device, DeviceKind, LocalMediaApi, LocalMediaEvents, MicrophoneState } from "../api/local-media.js";
import { Emitter } from "../emitter.js";
import type { Outgoing } from "../media/outgoing.js";
import { type Captured, captureBoth, captureCamera, captureMicrophone, captureScreen } from "./capture.js";
import { deviceError, readDeviceError } from "./device-errors.js";
import { listDevices } from "./devices.js";

/** A device that starts or is switched over is silent for a moment: that is nothing to tell. */
const TAKEN_AWAY_MS = 1500;

/** This person's devices, and the tracks that come of them. A device that fails takes only its own track with it. */
export class LocalMedia implements LocalMediaApi {
  readonly #events = new Emitter<LocalMediaEvents>();
  readonly #chosen: Record<DeviceKind, string | null> = { microphone: null, camera: null, speaker: null };
  #microphone: MicrophoneState = "none";
  #camera: CameraState = "off";
  #microphoneStream: MediaStream | null = null;
  #cameraStream: MediaStream | null = null;
  #screenStream: MediaStream | null = null;
  /** Counts the stops: what a browser gives to a question from before one is let go at once. */
  #life = 0;

  constructor() {
    globalThis.navigator?.mediaDevices?.addEventListener?.("devicechange", () => this.#events.emit("changed"));
  }

  get microphone(): MicrophoneState {
    return this.#microphone;
  }

  get camera(): CameraState {
    return this.#camera;
  }

  get screen(): boolean {
    return this.#screenStream !== null;
  }

  get microphoneStream(): MediaStream | null {
    return this.#microphoneStream;
  }

  get cameraStream(): MediaStream | null {
    return this.#cameraStream;
  }

  get screenStream(): MediaStream | null {
    return this.#screenStream;
  }

  get speakerId(): string | null {
    return this.#chosen.speaker;
  }

  /** The tracks to send; without a microphone its place is empty. */
  get outgoing(): Outgoing {
    return {
      audio: this.#microphoneStream?.getAudioTracks()[0] ?? null,
      camera: this.#cameraStream?.getVideoTracks()[0] ?? null,
      screen: this.#screenStream?.getVideoTracks()[0] ?? null,
    };
  }

  on<K extends keyof LocalMediaEvents>(event: K, handler: (...args: LocalMediaEvents[K]) => void): () => void {
    return this.#events.on(event, handler);
  }

  async start(wanted: { audio: boolean; video: boolean }): Promise<void> {
    const audio = wanted.audio && !this.#microphoneStream;
    const video = wanted.video && !this.#cameraStream;
    if (audio && video) {
      const life = this.#life;
      const both = await captureBoth(this.#chosen.microphone, this.#chosen.camera);
      if (life !== this.#life) {
        discard(both.microphone);
        discard(both.camera);
        return;
      }
      this.#settle(both.microphone, (track) => this.#hear(track, true), (failed) => (this.#microphone = failed));
      this.#settle(both.camera, (track) => this.#show(track), (failed) => (this.#camera = failed));
    } else if (audio || video) {
      // The problem is raised as an event.
      await (audio ? this.setMicrophone(true) : this.setCamera(true)).catch(() => {});
    }
  }

  async setMicrophone(on: boolean): Promise<void> {
    const track = this.#microphoneStream?.getAudioTracks()[0];
    if (track) {
      track.enabled = on;
      this.#microphone = on ? "on" : "muted";
      this.#events.emit("changed");
    } else if (on) {
      await this.#tryMicrophone();
    }
  }

  async setCamera(on: boolean): Promise<void> {
    if (!on) {
      this.#hide("off");
    } else if (!this.#cameraStream) {
      const life = this.#life;
      try {
        const track = await this.#wanted(captureCamera(this.#chosen.camera));
        if (track) {
          this.#show(track);
        }
      } catch (error) {
        const problem = readDeviceError("camera", error);
        throw life === this.#life ? this.#failed(problem, (failed) => (this.#camera = failed)) : problem;
      }
    }
  }

  async shareScreen(picture?: MediaStreamTrack): Promise<void> {
    const track = picture ?? (await this.#wanted(captureScreen()));
    if (track) {
      this.stopScreen();
      track.contentHint ||= "detail";
      track.onended = () => this.stopScreen();
      this.#screenStream = new MediaStream([track]);
      this.#events.emit("changed");
    }
  }

  stopScreen(): void {
    if (release(this.#screenStream)) {
      this.#screenStream = null;
      this.#events.emit("changed");
    }
  }

  async useDevice(kind: DeviceKind, deviceId: string): Promise<void> {
    const before = this.#chosen[kind];
    this.#chosen[kind] = deviceId;
    try {
      if (kind === "camera" && this.#cameraStream) {
        // Let go first: on phones two cameras are never open at once.
        this.#hide("off");
        await this.setCamera(true);
      } else if (kind === "microphone" && this.#microphoneStream) {
        const muted = this.#microphone === "muted";
        const track = await this.#wanted(captureMicrophone(deviceId));
        if (track) {
          this.#hear(track, !muted);
        }
      } else {
        this.#events.emit("changed");
      }
    } catch (error) {
      this.#chosen[kind] = before;
      throw error;
    }
  }

  devices(): Promise<Device[]> {
    return listDevices({
      microphone: this.outgoing.audio?.getSettings().deviceId ?? this.#chosen.microphone,
      camera: this.outgoing.camera?.getSettings().deviceId ?? this.#chosen.camera,
      speaker: this.#chosen.speaker,
    });
  }

  stop(): void {
    this.#life++;
    release(this.#microphoneStream);
    release(this.#cameraStream);
    release(this.#screenStream);
    this.#microphoneStream = this.#cameraStream = this.#screenStream = null;
    this.#microphone = "none";
    this.#camera = "off";
    this.#events.emit("changed");
  }

  async #tryMicrophone(): Promise<void> {
    const life = this.#life;
    try {
      const track = await this.#wanted(captureMicrophone(this.#chosen.microphone));
      if (track) {
        this.#hear(track, true);
      }
    } catch (error) {
      const problem = readDeviceError("microphone", error);
      throw life === this.#life ? this.#failed(problem, (failed) => (this.#microphone = failed)) : problem;
    }
  }

  /** What the browser gives, unless everything was stopped while it asked: then the device is let go, and nobody is shown or heard unawares. */
  async #wanted(capturing: Promise<MediaStreamTrack | null>): Promise<MediaStreamTrack | null> {
    const life = this.#life;
    const track = await capturing;
    if (life === this.#life) {
      return track;
    }
    track?.stop();
    return null;
  }

  #hear(track: MediaStreamTrack, on: boolean): void {
    release(this.#microphoneStream);
    track.enabled = on;
    track.contentHint = "speech";
    track.onended = () => void this.#microphoneLost();
    track.onmute = () => this.#takenAway("microphone", track);
    this.#microphoneStream = new MediaStream([track]);
    this.#microphone = on ? "on" : "muted";
    this.#events.emit("changed");
  }

  #show(track: MediaStreamTrack): void {
    release(this.#cameraStream);
    track.contentHint = "motion";
    track.onended = () => {
      this.#hide("failed");
      this.#events.emit("problem", deviceError("camera", "lost"));
    };
    track.onmute = () => this.#takenAway("camera", track);
    this.#cameraStream = new MediaStream([track]);
    this.#camera = "on";
    this.#events.emit("changed");
  }

  #hide(state: CameraState): void {
    release(this.#cameraStream);
    this.#cameraStream = null;
    this.#camera = state;
    this.#events.emit("changed");
  }

  /** A headset that was unplugged: the system's other microphone goes on, as muted as the lost one. Without one, silence does. */
  async #microphoneLost(): Promise<void> {
    const muted = this.#microphone === "muted";
    this.#microphoneStream = null;
    this.#microphone = "failed";
    this.#chosen.microphone = null;
    this.#events.emit("changed");
    const life = this.#life;
    try {
      const track = await this.#wanted(captureMicrophone(null));
      if (track) {
        this.#hear(track, !muted);
      }
    } catch {
      if (life === this.#life) {
        this.#events.emit("problem", deviceError("microphone", "lost"));
      }
    }
  }

  /** The system stops a device without ending it: a phone call, a closed lid, a switch on the case. A page that is hidden is stopped by some systems too, and has nobody to tell. */
  #takenAway(source: "camera" | "microphone", track: MediaStreamTrack): void {
    setTimeout(() => {
      if (track.muted && track.readyState === "live" && !globalThis.document?.hidden) {
        this.#events.emit("problem", deviceError(source, "taken"));
      }
    }, TAKEN_AWAY_MS);
  }

  #settle(captured: Captured, use: (track: MediaStreamTrack) => void, fail: (state: "none" | "failed") => void): void {
    if ("track" in captured) {
      use(captured.track);
    } else {
      this.#failed(captured.error, fail);
    }
  }

  #failed(error: SessionError, fail: (state: "none" | "failed") => void): SessionError {
    fail(error.code.endsWith("-not-found") ? "none" : "failed");
    this.#events.emit("changed");
    this.#events.emit("problem", error);
    return error;
  }
}

function discard(captured: Captured): void {
  if ("track" in captured) {
    captured.track.stop();
  }
}

function release(stream: MediaStream | null): boolean {
  stream?.getTracks().forEach((track) => {
    track.onended = null;
    track.onmute = null;
    track.stop();
  });
  return stream !== null;
}
