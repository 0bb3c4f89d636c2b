import { SessionError } from "../api/error.js";
import { deviceError, insecurePage, readDeviceError } from "./device-errors.js";

/** A picture that a home's uplink can carry and a therapist can read a face in. */
const CAMERA: MediaTrackConstraints = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } };
const MICROPHONE: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

/** Text and slides: many pixels, few frames. */
const SCREEN: DisplayMediaStreamOptions = { video: { frameRate: { ideal: 15, max: 30 } }, audio: false };

export type Captured = { readonly track: MediaStreamTrack } | { readonly error: SessionError };

function withDevice(constraints: MediaTrackConstraints, deviceId: string | null): MediaTrackConstraints {
  return deviceId ? { ...constraints, deviceId: { exact: deviceId } } : constraints;
}

export async function captureMicrophone(deviceId: string | null): Promise<MediaStreamTrack> {
  return capture("microphone", { audio: withDevice(MICROPHONE, deviceId) });
}

export async function captureCamera(deviceId: string | null): Promise<MediaStreamTrack> {
  return capture("camera", { video: withDevice(CAMERA, deviceId) });
}

/** Both by one question to the person; when that fails, each by itself, so that one missing or refused device doesn't cost the other. */
export async function captureBoth(microphoneId: string | null, cameraId: string | null): Promise<{ microphone: Captured; camera: Captured }> {
  try {
    const stream = await userMedia({ audio: withDevice(MICROPHONE, microphoneId), video: withDevice(CAMERA, cameraId) });
    return { microphone: first(stream.getAudioTracks(), "microphone"), camera: first(stream.getVideoTracks(), "camera") };
  } catch (error) {
    if (error instanceof SessionError) {
      return { microphone: { error }, camera: { error } };
    }
    const microphone = await settle(captureMicrophone(microphoneId), "microphone");
    if ("error" in microphone && microphone.error.code === "microphone-refused" && (await permission("camera")) !== "granted") {
      // Asking a third time would be a nuisance to somebody who has said no twice.
      return { microphone, camera: { error: deviceError("camera", "refused", error) } };
    }
    return { microphone, camera: await settle(captureCamera(cameraId), "camera") };
  }
}

/** Null when the person closed the browser's question. */
export async function captureScreen(): Promise<MediaStreamTrack | null> {
  if (!navigator.mediaDevices?.getDisplayMedia) {
    throw new SessionError("not-supported", "This browser can't share a screen. On a computer, an up-to-date browser can.");
  }
  try {
    return (await navigator.mediaDevices.getDisplayMedia(SCREEN)).getVideoTracks()[0] ?? null;
  } catch (error) {
    const name = error instanceof Error ? error.name : "";
    const bySystem = error instanceof Error && /system/i.test(error.message);
    if (name === "AbortError" || (name === "NotAllowedError" && !bySystem)) {
      return null;
    }
    if (name === "NotAllowedError") {
      throw new SessionError(
        "screen-refused",
        "The screen can't be shared, because this device's settings don't let the browser record it. Allow it there, and share again.",
        { cause: error },
      );
    }
    throw new SessionError(
      "screen-failed",
      "The screen could not be shared. Please try again, or choose one window instead of the whole screen.",
      { cause: error },
    );
  }
}

async function capture(source: "microphone" | "camera", constraints: MediaStreamConstraints): Promise<MediaStreamTrack> {
  try {
    const found = first((await userMedia(constraints)).getTracks(), source);
    if ("error" in found) {
      throw found.error;
    }
    return found.track;
  } catch (error) {
    throw readDeviceError(source, error);
  }
}

async function userMedia(constraints: MediaStreamConstraints): Promise<MediaStream> {
  if (!navigator.mediaDevices?.getUserMedia) {
    throw insecurePage();
  }
  return navigator.mediaDevices.getUserMedia(constraints);
}

function first(tracks: readonly MediaStreamTrack[], source: "microphone" | "camera"): Captured {
  const track = tracks[0];
  return track ? { track } : { error: deviceError(source, "failed") };
}

async function settle(work: Promise<MediaStreamTrack>, source: "microphone" | "camera"): Promise<Captured> {
  try {
    return { track: await work };
  } catch (error) {
    return { error: readDeviceError(source, error) };
  }
}

async function permission(name: "camera"): Promise<PermissionState | null> {
  try {
    return (await navigator.permissions.query({ name: name as PermissionName })).state;
  } catch {
    return null;
  }
}
