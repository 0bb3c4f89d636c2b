import { type ClientErrorCode, SessionError } from "../api/error.js";

type Source = "camera" | "microphone";
type Failure = "refused" | "not-found" | "in-use" | "failed" | "lost" | "taken";

const WORDS: Readonly<Record<ClientErrorCode & `${Source}-${Failure}`, string>> = {
  "camera-refused":
    "The camera is blocked, because this page was not allowed to use it. Press the camera sign in the address bar, choose Allow, and turn the camera on again.",
  "camera-not-found": "No camera was found. If you have one, please plug it in and turn the camera on again. You can take part without it.",
  "camera-in-use": "The camera is in use by another program. Please close that program, for example another video call, and turn the camera on again.",
  "camera-failed": "The camera could not be started. Please unplug it and plug it in again, or choose another one. You can take part without it.",
  "camera-lost": "The camera was disconnected. The others still hear you. Plug it in again, or choose another one, and turn the camera on.",
  "camera-taken":
    "The system has taken the camera away for now, for example for a phone call. The others still hear you. The picture comes back by itself when the camera is free.",
  "microphone-refused":
    "The microphone is blocked, because this page was not allowed to use it. Press the microphone sign in the address bar, choose Allow, and unmute.",
  "microphone-not-found": "No microphone was found. If you have one, please plug it in and unmute. You can listen, and write in the chat, without it.",
  "microphone-in-use": "The microphone is in use by another program. Please close that program, for example another call, and unmute.",
  "microphone-failed": "The microphone could not be started. Please unplug it and plug it in again, or choose another one.",
  "microphone-lost": "The microphone was disconnected, so the others don't hear you. Plug it in again, or choose another one, and unmute.",
  "microphone-taken":
    "The system has taken the microphone away for now, for example for a phone call, so the others don't hear you. It comes back by itself when it is free.",
};

export function deviceError(source: Source, failure: Failure, cause?: unknown): SessionError {
  const code = `${source}-${failure}` as const;
  return new SessionError(code, WORDS[code], { cause });
}

/** What `getUserMedia` rejected with, as this library's error. */
export function readDeviceError(source: Source, error: unknown): SessionError {
  if (error instanceof SessionError) {
    return error;
  }
  return deviceError(source, failureOf(error), error);
}

/** A page that is not secure has no devices at all. */
export function insecurePage(): SessionError {
  return new SessionError(
    "insecure-page",
    "Camera and microphone can't be used, because this page was not opened securely. Please open the link again; it must start with https.",
  );
}

/** The names are the standard's (Media Capture and Streams, section 10.2); the older ones come from older browsers. */
function failureOf(error: unknown): Failure {
  switch (error instanceof Error ? error.name : "") {
    case "NotAllowedError":
    case "SecurityError":
    case "PermissionDeniedError":
      return "refused";
    case "NotFoundError":
    case "OverconstrainedError":
    case "DevicesNotFoundError":
      return "not-found";
    case "NotReadableError":
    case "TrackStartError":
      return "in-use";
    default:
      return "failed";
  }
}
