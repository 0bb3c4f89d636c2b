import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { LocalMedia } from "../src/local/local-media.js";
import { settled } from "./fake-channel.js";

class FakeTrack {
  enabled = true;
  contentHint = "";
  stopped = false;
  muted = false;
  readyState = "live";
  onended: (() => void) | null = null;
  onmute: (() => void) | null = null;

  constructor(readonly kind: string) {}

  stop(): void {
    this.stopped = true;
    this.readyState = "ended";
  }

  /** The system takes the device away, or gives it back. */
  take(taken: boolean): void {
    this.muted = taken;
    if (taken) {
      this.onmute?.();
    }
  }

  getSettings(): object {
    return { deviceId: `${this.kind} device` };
  }
}

class FakeStream {
  constructor(readonly tracks: FakeTrack[]) {}

  getTracks = (): FakeTrack[] => this.tracks;
  getAudioTracks = (): FakeTrack[] => this.tracks.filter((track) => track.kind === "audio");
  getVideoTracks = (): FakeTrack[] => this.tracks.filter((track) => track.kind === "video");
}

/** What the browser rejects with for a device, by name; absent: it works. */
let failing: { audio?: string; video?: string; screen?: string };
let asked: string[];
let given: FakeTrack[];
/** The browser's question stands open until this is called. */
let answerLate: (() => void) | null;
let questions: Promise<void>;
let local: LocalMedia;
let problems: string[];

function give(kinds: ("audio" | "video")[]): FakeStream {
  const tracks = kinds.map((kind) => new FakeTrack(kind));
  given.push(...tracks);
  return new FakeStream(tracks);
}

function fail(name: string): never {
  throw new DOMException("", name);
}

beforeEach(() => {
  failing = {};
  asked = [];
  given = [];
  answerLate = null;
  questions = Promise.resolve();
  problems = [];
  const mediaDevices = {
    addEventListener: () => {},
    getUserMedia: async (constraints: MediaStreamConstraints) => {
      const kinds = (["audio", "video"] as const).filter((kind) => constraints[kind]);
      asked.push(kinds.join("+"));
      await questions;
      const failure = kinds.map((kind) => failing[kind]).find((name) => name);
      return failure ? fail(failure) : give(kinds);
    },
    getDisplayMedia: async () => {
      await questions;
      return failing.screen ? fail(failing.screen) : give(["video"]);
    },
    enumerateDevices: async () => [
      { kind: "audioinput", deviceId: "audio device", label: "" },
      { kind: "videoinput", deviceId: "", label: "" },
    ],
  };
  Object.defineProperty(globalThis, "navigator", { value: { mediaDevices, permissions: { query: async () => ({ state: "prompt" }) } }, configurable: true });
  Object.assign(globalThis, { MediaStream: FakeStream });
  local = new LocalMedia();
  local.on("problem", ({ code }) => problems.push(code));
});

test("both devices are asked for by one question", async () => {
  await local.start({ audio: true, video: true });
  assert.deepEqual(asked, ["audio+video"]);
  assert.deepEqual([local.microphone, local.camera], ["on", "on"]);
});

for (const [name, code, state] of [
  ["NotAllowedError", "camera-refused", "failed"],
  ["NotFoundError", "camera-not-found", "none"],
  ["NotReadableError", "camera-in-use", "failed"],
  ["TypeError", "camera-failed", "failed"],
] as const) {
  test(`a camera that fails with ${name} is told as ${code}, and the sound goes on`, async () => {
    failing = { video: name };
    await local.start({ audio: true, video: true });
    assert.deepEqual([local.microphone, local.camera], ["on", state]);
    assert.deepEqual(problems, [code]);
  });
}

test("who refuses both is not asked a third time", async () => {
  failing = { audio: "NotAllowedError", video: "NotAllowedError" };
  await local.start({ audio: true, video: true });
  assert.deepEqual(asked, ["audio+video", "audio"]);
  assert.deepEqual(problems, ["microphone-refused", "camera-refused"]);
});

test("a missing microphone leaves the camera", async () => {
  failing = { audio: "NotFoundError" };
  await local.start({ audio: true, video: true });
  assert.deepEqual([local.microphone, local.camera], ["none", "on"]);
});

test("a camera asked for later rejects with words", async () => {
  failing = { video: "NotReadableError" };
  await assert.rejects(local.setCamera(true), { name: "SessionError", code: "camera-in-use", message: /another program/ });
});

test("a page that is not secure says so", async () => {
  Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });
  await assert.rejects(new LocalMedia().setCamera(true), { code: "insecure-page" });
});

test("an unplugged camera is off and told, and the sound goes on", async () => {
  await local.start({ audio: true, video: true });
  given.find((track) => track.kind === "video")?.onended?.();
  assert.equal(local.camera, "failed");
  assert.equal(local.cameraStream, null);
  assert.equal(local.microphone, "on");
  assert.deepEqual(problems, ["camera-lost"]);
});

for (const [kind, code] of [["video", "camera-taken"], ["audio", "microphone-taken"]] as const) {
  test(`a ${kind} device that the system takes away is told in words and kept`, async ({ mock }) => {
    mock.timers.enable({ apis: ["setTimeout"] });
    await local.start({ audio: true, video: true });
    const track = given.find((track) => track.kind === kind);
    track?.take(true);
    mock.timers.tick(1500);
    assert.deepEqual(problems, [code]);
    assert.deepEqual([local.microphone, local.camera], ["on", "on"]);
    assert.equal(track?.stopped, false);
  });
}

test("a device that is silent for a moment, or was let go meanwhile, is nothing to tell", async ({ mock }) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  await local.start({ audio: true, video: true });
  const [microphone, camera] = given;
  microphone?.take(true);
  camera?.take(true);
  mock.timers.tick(1000);
  microphone?.take(false);
  await local.setCamera(false);
  mock.timers.tick(1000);
  assert.deepEqual(problems, []);
});

for (const muted of [false, true]) {
  test(`an unplugged headset is followed by the other microphone, ${muted ? "muted" : "heard"} as before`, async () => {
    await local.start({ audio: true, video: false });
    await local.setMicrophone(!muted);
    given[0]?.onended?.();
    await settled();
    assert.equal(local.microphone, muted ? "muted" : "on");
    assert.equal(given[1]?.enabled, !muted);
    assert.deepEqual(problems, []);
  });
}

test("an unplugged microphone without another is told", async () => {
  await local.start({ audio: true, video: false });
  failing = { audio: "NotFoundError" };
  given[0]?.onended?.();
  await settled();
  assert.equal(local.microphone, "failed");
  assert.equal(local.outgoing.audio, null);
  assert.deepEqual(problems, ["microphone-lost"]);
});

test("mute keeps the device and its packets", async () => {
  await local.start({ audio: true, video: false });
  await local.setMicrophone(false);
  assert.equal(local.microphone, "muted");
  assert.equal(given[0]?.stopped, false);
  assert.equal(given[0]?.enabled, false);
  assert.notEqual(local.outgoing.audio, null);
});

test("a camera that is turned off lets go of the device", async () => {
  await local.start({ audio: false, video: true });
  await local.setCamera(false);
  assert.equal(given[0]?.stopped, true);
  assert.equal(local.camera, "off");
});

test("closing the browser's question about the screen is no problem", async () => {
  failing = { screen: "NotAllowedError" };
  await local.shareScreen();
  assert.equal(local.screen, false);
  assert.deepEqual(problems, []);
});

test("a screen that fails is told in words", async () => {
  failing = { screen: "NotReadableError" };
  await assert.rejects(local.shareScreen(), { code: "screen-failed" });
});

test("sharing ends when the browser's own button ends it", async () => {
  await local.shareScreen();
  assert.equal(local.screen, true);
  given[0]?.onended?.();
  assert.equal(local.screen, false);
  assert.equal(local.outgoing.screen, null);
});

test("devices that can't be chosen yet are left out, and one without a name gets one", async () => {
  assert.deepEqual(await local.devices(), [{ id: "audio device", kind: "microphone", label: "Microphone 1", selected: true }]);
});

for (const [what, ask] of [
  ["camera and microphone", () => local.start({ audio: true, video: true })],
  ["camera", () => local.setCamera(true)],
  ["microphone", () => local.setMicrophone(true)],
  ["screen", () => local.shareScreen()],
] as const) {
  test(`${what} allowed after the person has left are let go at once`, async () => {
    questions = new Promise((resolve) => (answerLate = resolve));
    const asking = ask();
    await settled();
    local.stop();
    answerLate?.();
    await asking;
    assert.ok(given.length > 0);
    assert.deepEqual(given.map((track) => track.stopped), given.map(() => true));
    assert.deepEqual([local.microphone, local.camera, local.screen], ["none", "off", false]);
  });

  test(`${what} refused after the person has left is no problem of theirs`, async () => {
    failing = { audio: "NotAllowedError", video: "NotAllowedError", screen: "NotReadableError" };
    questions = new Promise((resolve) => (answerLate = resolve));
    const asking = ask().catch(() => {});
    await settled();
    local.stop();
    answerLate?.();
    await asking;
    assert.deepEqual([local.microphone, local.camera, local.screen], ["none", "off", false]);
    assert.deepEqual(problems, []);
  });
}
