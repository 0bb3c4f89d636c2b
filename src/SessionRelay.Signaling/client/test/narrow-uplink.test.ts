import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { MediaPath } from "../src/path/media-path.js";
import { SETTLES_MS, FIRST_TRIAL_AFTER_MS, TRIAL_MS } from "../src/path/uplink-watch.js";
import { settled } from "./fake-channel.js";
import { FakePeerConnection, install } from "./fake-peer-connection.js";

const track = (kind: string): MediaStreamTrack => ({ kind, getSettings: () => ({ width: 1280, height: 720 }) }) as unknown as MediaStreamTrack;
const microphone = track("audio");
const CAMERA = 1; // number of its m-line

let now: number;
let camera: MediaStreamTrack | null;
let path: MediaPath;
let told: boolean[];
let peer: FakePeerConnection;

beforeEach(async () => {
  install();
  now = 0;
  camera = track("video");
  told = [];
  path = new MediaPath(
    {
      hubUp: () => true,
      connect: async () => ({ sdp: "answer", slots: [] }),
      outgoing: () => ({ audio: microphone, camera, screen: null }),
      changed: () => {
        if (path.held !== (told.at(-1) ?? false)) {
          told.push(path.held);
        }
      },
      failed: () => {},
    },
    () => now,
  );
  path.begin({ iceServers: [], slots: 2 });
  await settled();
  peer = FakePeerConnection.all[0] ?? assert.fail("no peer connection");
  peer.uplink = 2_000_000;
  peer.carry();
  await run(SETTLES_MS);
});

/** Ticks for a while, with a packet each time. */
async function run(ms: number, carrying: FakePeerConnection | null = peer): Promise<void> {
  for (let passed = 0; passed < ms; passed += 250) {
    now += 250;
    if (carrying) {
      carrying.bytes += 80;
    }
    await path.tick();
    await settled();
  }
}

const sends = (): boolean[] => peer.transceivers[CAMERA]?.sender.getParameters().encodings.map(({ active }) => active ?? true) ?? [];

const sound = (): number | undefined => peer.transceivers[0]?.sender.getParameters().encodings[0]?.maxBitrate;

test("a narrow way up stops every encoding of the camera, and its track stays", async () => {
  assert.deepEqual(sends(), [true, true, true]);
  peer.uplink = 85_000;
  await run(1_000);
  assert.equal(path.held, true);
  assert.deepEqual(sends(), [false, false, false]);
  assert.equal(peer.transceivers[CAMERA]?.sender.track, camera);
  assert.equal(sound(), 16_000, "sound takes less");
  peer.uplink = 1_000_000;
  await run(8_000);
  assert.equal(sound(), undefined);
});

test("what the relay tells of the way up counts for the peer in use alone", async () => {
  peer.uplink = 85_000;
  path.uplink("another", true, true);
  await run(250);
  assert.equal(path.held, false);
  path.uplink("", true, true);
  await run(250);
  assert.equal(path.held, true);
});

test("sound is thin while somebody who listens has room for no more", async () => {
  path.sound("another", true);
  await run(250);
  assert.equal(sound(), undefined);
  path.sound("", true);
  await run(250);
  assert.equal(sound(), 16_000);
  assert.deepEqual(sends(), [true, true, true]);
  path.sound("", false);
  await run(250);
  assert.equal(sound(), undefined);
});

test("nobody is told of trials, only of the one that does", async () => {
  peer.uplink = 85_000;
  await run(1_000);
  let tried = 0;
  for (let looked = 0; looked < 3 * (FIRST_TRIAL_AFTER_MS + TRIAL_MS); looked += 250) {
    await run(250);
    tried += sends().some((active) => active) ? 1 : 0;
  }
  assert.ok(tried > 0, "tried");
  assert.deepEqual(told, [true]);
  peer.uplink = 1_000_000;
  await run(8_000);
  assert.deepEqual(told, [true, false]);
  assert.deepEqual(sends(), [true, true, true]);
});

test("what nobody watches stays off when the picture goes on", async () => {
  peer.uplink = 85_000;
  await run(1_000);
  path.layer("", "f", false);
  peer.uplink = 1_000_000;
  await run(8_000);
  assert.deepEqual(sends(), [true, true, false]);
});

test("a camera that is turned off is not held", async () => {
  peer.uplink = 85_000;
  await run(1_000);
  camera = null;
  await run(250);
  assert.deepEqual(told, [true, false]);
});

test("a path that is silent is not judged", async () => {
  await run(1_000, null);
  assert.equal(path.state, "reconnecting");
  peer.uplink = 30_000;
  await run(5_000, null);
  assert.equal(path.held, false);
  await run(SETTLES_MS);
  assert.equal(path.held, false, "nor by its first estimates");
});
