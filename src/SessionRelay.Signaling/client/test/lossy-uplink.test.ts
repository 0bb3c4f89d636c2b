import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { MediaPath } from "../src/path/media-path.js";
import { settled } from "./fake-channel.js";
import { FakePeerConnection, install } from "./fake-peer-connection.js";

const microphone = { kind: "audio", getSettings: () => ({}) } as unknown as MediaStreamTrack;

let now: number;
let path: MediaPath;
let offers: number;
let peer: FakePeerConnection;

beforeEach(async () => {
  install();
  FakePeerConnection.refusesCodec = "audio/opus"; // Chromium, once the answer has other parameters for it
  now = 0;
  offers = 0;
  path = new MediaPath(
    {
      hubUp: () => true,
      connect: async () => {
        offers++;
        return { sdp: "answer", slots: [] };
      },
      outgoing: () => ({ audio: microphone, camera: null, screen: null }),
      changed: () => {},
      failed: () => {},
    },
    () => now,
  );
  path.begin({ iceServers: [], slots: 1 });
  await settled();
  peer = FakePeerConnection.all[0] ?? assert.fail("no peer connection");
  peer.carry();
  await run(5_000, 0);
});

async function run(ms: number, loss: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 250) {
    now += 250;
    peer.bytes += 80;
    peer.sound = { sent: (peer.sound?.sent ?? 0) + 12, lost: (peer.sound?.lost ?? 0) + 12 * loss };
    await path.tick();
    await settled();
  }
}

const sends = (): string => peer.transceivers[0]?.sender.sends ?? "";

test("a way up that loses sound gets each packet's twice, by a new offer, and plain Opus again when it is good", async () => {
  await run(4_000, 0.1);
  assert.equal(sends(), "audio/red");
  assert.equal(offers, 2);
  await run(20_000, 0);
  assert.equal(sends(), "audio/opus");
  assert.equal(offers, 3);
  assert.equal(FakePeerConnection.all.length, 1, "the connection is the same");
});

test("a phone in the session takes PCMU, however much is lost", async () => {
  await run(4_000, 0.1);
  await path.useCodec("pcmu");
  await settled();
  assert.equal(sends(), "audio/PCMU");
  await run(4_000, 0.1);
  assert.equal(sends(), "audio/PCMU");
  await path.useCodec("opus");
  await settled();
  assert.equal(sends(), "audio/red");
});

test("a browser without RED is asked for nothing", async () => {
  FakePeerConnection.hasRed = false;
  await run(4_000, 0.1);
  assert.equal(sends(), "audio/opus");
  assert.equal(offers, 1);
});
