import type { SessionError } from "./error.js";

export type DeviceKind = "microphone" | "camera" | "speaker";

export type MicrophoneState = "on" | "muted" | "none" | "failed";
export type CameraState = "on" | "off" | "none" | "failed";

export interface Device {
  /** The browser's device id, for `useDevice`. */
  readonly id: string;
  readonly kind: DeviceKind;
  /** The browser's name of it; "Camera 2" and the like until the person has allowed the use of one. */
  readonly label: string;
  readonly selected: boolean;
}

export interface LocalMediaEvents {
  /** A state, a stream or the list of devices is another one than before. */
  changed: [];
  /** A device was refused, was taken away or failed. What is left goes on. */
  problem: [SessionError];
}

/** This person's microphone, camera and screen. May be used before `enter()`: for the picture that a person checks first. */
export interface LocalMediaApi {
  readonly microphone: MicrophoneState;
  readonly camera: CameraState;
  readonly screen: boolean;
  /** The own picture, for a muted `<video>`; null while the camera is off. */
  readonly cameraStream: MediaStream | null;
  readonly screenStream: MediaStream | null;
  /** The microphone's sound, for a level meter; null without one. Silent while muted. */
  readonly microphoneStream: MediaStream | null;

  /**
   * Asks the browser for what is wanted and not there yet. Never rejects: what is refused or missing raises `problem`, and the rest starts.
   */
  start(wanted: { audio: boolean; video: boolean }): Promise<void>;
  /** Mutes or unmutes; asks for a microphone when there is none. Rejects with a `SessionError` when none can be had. */
  setMicrophone(on: boolean): Promise<void>;
  /** Rejects with a `SessionError` when no camera can be had. Off lets go of the device, so that its light goes out. */
  setCamera(on: boolean): Promise<void>;
  /**
   * Asks the person for a screen or a window; resolves without sharing when they close the browser's question. With a picture of the program's own
   * (a whiteboard, say: `canvas.captureStream()`), shares that and asks nothing. It is stopped with the sharing.
   */
  shareScreen(picture?: MediaStreamTrack): Promise<void>;
  stopScreen(): void;
  /** Takes another device from now on; a device that is on is switched at once. For `speaker` see `speakerId`. */
  useDevice(kind: DeviceKind, deviceId: string): Promise<void>;
  devices(): Promise<Device[]>;
  /** The chosen speaker for `HTMLMediaElement.setSinkId`, where the browser has that; null for the system's own. */
  readonly speakerId: string | null;
  on<K extends keyof LocalMediaEvents>(event: K, handler: (...args: LocalMediaEvents[K]) => void): () => void;
  /** Lets go of every device. */
  stop(): void;
}
