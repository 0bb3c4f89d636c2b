/** Background blur by the system or the camera's driver, where browser and camera have it. We do none of our own: it would cost the battery that the call needs. */
interface BlurCapabilities extends MediaTrackCapabilities {
  backgroundBlur?: readonly boolean[];
}

interface BlurSettings extends MediaTrackSettings {
  backgroundBlur?: boolean;
}

/** Whether this camera can blur, and does; null when it can't be chosen. */
export function blurOf(stream: MediaStream | null): boolean | null {
  const track = stream?.getVideoTracks()[0];
  if (track === undefined || typeof track.getCapabilities !== "function") return null;
  const choices = (track.getCapabilities() as BlurCapabilities).backgroundBlur;
  if (choices === undefined || !choices.includes(true) || !choices.includes(false)) return null;
  return (track.getSettings() as BlurSettings).backgroundBlur === true;
}

/** Blurs or sharpens what is behind the person. Rejects when the camera refuses. */
export async function setBlur(stream: MediaStream | null, on: boolean): Promise<void> {
  await stream?.getVideoTracks()[0]?.applyConstraints({ backgroundBlur: on } as MediaTrackConstraints);
}
