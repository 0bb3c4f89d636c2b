import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { ChannelLost } from "../src/hub/channel.js";
import { MediaPath } from "../src/path/media-path.js";
import { settled } from "./fake-channel.js";
import { FakePeerConnection, install } from "./fake-peer-connection.js";

const microphone = { kind: "audio", getSettings: () => ({}) } as unknown as MediaStreamTrack;

let path: MediaPath;
let offers: number;
let answer: () => Promise<{ sdp: string; slots: [] }>;

beforeEach(() => {
  install();
  offers = 0;
  answer = async () => ({ sdp: "answer", slots: [] });
  path = new MediaPath(
    {
      hubUp: () => true,
      connect: () => {
        offers++;
        return answer();
      },
      outgoing: () => ({ audio: microphone, camera: null, screen: null }),
      changed: () => {},
      failed: () => {},
    },
    () => 0,
  );
});

async function live(): Promise<FakePeerConnection> {
  path.begin({ iceServers: [], slots: 1 });
  await settled();
  const connection = FakePeerConnection.all[0] ?? assert.fail("no connection");
  connection.carry();
  await settled();
  return connection;
}

const sends = (connection: FakePeerConnection): string => connection.transceivers[0]?.sender.sends ?? "";

test("a phone switches a live sender to PCMU and back, without a new offer", async () => {
  const connection = await live();
  assert.equal(sends(connection), "audio/opus");
  await path.useCodec("pcmu");
  assert.equal(sends(connection), "audio/PCMU");
  await path.useCodec("opus");
  assert.equal(sends(connection), "audio/opus");
  assert.equal(offers, 1);
});

test("thin sound and a phone: PCMU goes at its one bit rate, and what comes after it is thin again", async () => {
  const connection = await live();
  const limit = (): number | undefined => connection.transceivers[0]?.sender.getParameters().encodings[0]?.maxBitrate;
  path.sound("", true);
  await settled();
  assert.equal(limit(), 16_000);
  await path.useCodec("pcmu");
  assert.equal(sends(connection), "audio/PCMU");
  assert.equal(limit(), undefined);
  assert.equal(offers, 1);
  await path.useCodec("opus");
  await settled();
  assert.equal(limit(), 16_000);
});

test("a browser without that switch makes a new offer with PCMU first, and another one back", async () => {
  FakePeerConnection.canSwitchCodec = false;
  const connection = await live();
  await path.useCodec("pcmu");
  assert.equal(sends(connection), "audio/PCMU");
  assert.equal(offers, 2);
  await path.useCodec("pcmu");
  assert.equal(offers, 2, "the same word again asks for nothing");
  await path.useCodec("opus");
  assert.equal(sends(connection), "audio/opus");
  assert.equal(offers, 3);
  assert.equal(FakePeerConnection.all.length, 1, "the connection is the same");
});

test("a browser that takes PCMU by the switch and not Opus again goes back by a new offer", async () => {
  FakePeerConnection.refusesCodec = "audio/opus"; // Chromium, when the answer has other parameters for it
  const connection = await live();
  await path.useCodec("pcmu");
  assert.equal(sends(connection), "audio/PCMU");
  assert.equal(offers, 1);
  await path.useCodec("opus");
  assert.equal(sends(connection), "audio/opus");
  assert.equal(offers, 2);
});

test("an offer that is lost on the way is made again until the codec is the one", async () => {
  FakePeerConnection.canSwitchCodec = false;
  const connection = await live();
  const answers = [() => Promise.reject(new ChannelLost("dropped"))];
  const good = answer;
  answer = () => (answers.shift() ?? good)();
  await path.useCodec("pcmu");
  assert.equal(sends(connection), "audio/PCMU");
});

for (const can of [true, false]) {
  test(`a word that comes while an offer is under way is not lost (${can ? "with" : "without"} the switch)`, async () => {
    FakePeerConnection.canSwitchCodec = can;
    let answered: (reply: { sdp: string; slots: [] }) => void = () => {};
    const good = answer;
    answer = () => new Promise((resolve) => (answered = resolve));
    path.begin({ iceServers: [], slots: 1 });
    await settled();
    const word = path.useCodec("pcmu");
    await settled();
    answer = good;
    answered({ sdp: "answer", slots: [] });
    await word;
    await settled();
    assert.equal(sends(FakePeerConnection.all[0] ?? assert.fail("no connection")), "audio/PCMU");
    assert.equal(offers, can ? 1 : 2);
  });
}

test("a connection that is made while a phone is in begins with PCMU", async () => {
  await path.useCodec("pcmu");
  const connection = await live();
  assert.equal(sends(connection), "audio/PCMU");
  assert.equal(offers, 1);
});
