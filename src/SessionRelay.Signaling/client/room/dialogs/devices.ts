import type { Device, DeviceKind, LocalMediaApi } from "../../src/index.js";
import { testSound } from "../audio.js";
import { blurOf, setBlur } from "../blur.js";
import { fill, h, setText, show } from "../dom.js";
import { LevelMeter } from "../levelmeter.js";
import { strings } from "../strings.js";
import type { Shortcuts } from "../shortcuts.js";
import { dialogActions, openDialog } from "./dialog.js";

const kinds = ["camera", "microphone", "speaker"] as const satisfies readonly DeviceKind[];

/** Choice of camera, microphone and speaker, blurred background and keys. What is chosen holds at once. */
export function openDevices(local: LocalMediaApi, shortcuts: Shortcuts | null): void {
  const words = strings.devices;
  const problem = h("p", { class: "problem", role: "alert" });
  const fields = new Map(kinds.map((kind) => [kind, deviceField(kind, (id) => void choose(kind, id))] as const));
  const meter = new LevelMeter();
  const blur = checkbox(words.blur, (on) => void setBlur(local.cameraStream, on).catch(failed));
  const keys = checkbox(words.shortcuts, (on) => {
    if (shortcuts !== null) shortcuts.on = on;
  });
  const test = h("button", { class: "control small", type: "button", onclick: () => void playTest(local.speakerId).catch(failed) }, words.test);
  const done = h("button", { class: "control primary", type: "button", onclick: () => dialog.close() }, words.done);
  const dialog = openDialog(
    words.heading,
    fields.get("camera")!.element,
    blur.element,
    fields.get("microphone")!.element,
    meter.element,
    fields.get("speaker")!.element,
    test,
    keys.element,
    problem,
    dialogActions(done),
  );
  show(keys.element, shortcuts !== null);
  keys.input.checked = shortcuts?.on ?? false;

  const forget = local.on("changed", () => void draw());
  dialog.addEventListener("close", () => {
    forget();
    meter.follow(null);
  });
  void draw();

  async function draw(): Promise<void> {
    meter.follow(local.microphoneStream);
    const blurred = blurOf(local.cameraStream);
    show(blur.element, blurred !== null);
    blur.input.checked = blurred ?? false;
    const devices = await local.devices().catch((): Device[] => []);
    for (const kind of kinds) fields.get(kind)!.set(devices.filter((device) => device.kind === kind));
    const canChoose = "setSinkId" in HTMLMediaElement.prototype;
    show(fields.get("speaker")!.element, canChoose);
  }

  async function choose(kind: DeviceKind, id: string): Promise<void> {
    setText(problem, "");
    await local.useDevice(kind, id).catch(failed);
  }

  function failed(): void {
    setText(problem, words.failed);
    void draw();
  }
}

interface Field {
  readonly element: HTMLElement;
  set(devices: readonly Device[]): void;
}

function deviceField(kind: DeviceKind, chosen: (id: string) => void): Field {
  const id = `device-${kind}`;
  const select = h("select", { id, onchange: () => chosen(select.value) });
  let shown = "";
  return {
    element: h("div", { class: "field" }, h("label", { for: id }, strings.devices[kind]), select),
    set(devices) {
      const now = JSON.stringify(devices);
      if (now === shown) return; // an open list must not be torn from under the pointer
      shown = now;
      const options = devices.map((device, i) =>
        h("option", { value: device.id, selected: device.selected }, device.label || strings.devices.unnamed(strings.devices[kind], i + 1)),
      );
      fill(select, ...(options.length > 0 ? options : [h("option", { value: "" }, strings.devices.none)]));
      select.disabled = options.length === 0;
    },
  };
}

function checkbox(words: string, changed: (on: boolean) => void): { element: HTMLElement; input: HTMLInputElement } {
  const input = h("input", { type: "checkbox", onchange: () => changed(input.checked) });
  return { element: h("label", { class: "check" }, input, h("span", {}, words)), input };
}

async function playTest(speakerId: string | null): Promise<void> {
  const address = URL.createObjectURL(testSound());
  const sound = new Audio(address);
  sound.addEventListener("ended", () => URL.revokeObjectURL(address));
  if (speakerId !== null && "setSinkId" in sound) await sound.setSinkId(speakerId);
  await sound.play();
}
