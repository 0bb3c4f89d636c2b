/** The setting as tracks report it; not in every edition of the DOM's types. */
interface BlurSettings extends MediaTrackSettings {
  backgroundBlur?: boolean;
}

/**
 * Whether this camera's background blur is on; null when it can't be chosen. It is the system's or the driver's own:
 * we do none ourselves, since it would cost the battery and the frames that the call needs.
 */
export function blurOf(stream: MediaStream | null): boolean | null {
  const track = stream?.getVideoTracks()[0];
  if (track === undefined || typeof track.getCapabilities !== "function") return null;
  const choices: unknown = (track.getCapabilities() as { backgroundBlur?: unknown }).backgroundBlur;
  if (!Array.isArray(choices) || !choices.includes(true) || !choices.includes(false)) return null;
  return (track.getSettings() as BlurSettings).backgroundBlur === true;
}

/** Blurs or sharpens what is behind the person. Rejects when the camera refuses. */
export async function setBlur(stream: MediaStream | null, on: boolean): Promise<void> {
  await stream?.getVideoTracks()[0]?.applyConstraints({ backgroundBlur: on } as MediaTrackConstraints);
}
