import type { Device, DeviceKind } from "../api/local-media.js";

const KINDS: Readonly<Record<MediaDeviceKind, DeviceKind>> = { audioinput: "microphone", videoinput: "camera", audiooutput: "speaker" };
const NAMES: Readonly<Record<DeviceKind, string>> = { microphone: "Microphone", camera: "Camera", speaker: "Speaker" };

/** The devices that can be chosen. Before a permission the browser shows one of each kind without id, which is no choice. */
export async function listDevices(selected: Readonly<Record<DeviceKind, string | null>>): Promise<Device[]> {
  const found = (await globalThis.navigator?.mediaDevices?.enumerateDevices?.()) ?? [];
  const counts: Record<DeviceKind, number> = { microphone: 0, camera: 0, speaker: 0 };
  return found
    .filter((device) => device.deviceId !== "")
    .map((device) => {
      const kind = KINDS[device.kind];
      const number = ++counts[kind];
      const chosen = selected[kind];
      return {
        id: device.deviceId,
        kind,
        label: device.label || `${NAMES[kind]} ${number}`,
        selected: chosen === null ? number === 1 : chosen === device.deviceId,
      };
    });
}
