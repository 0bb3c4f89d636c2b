import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { SessionError } from "../src/api/error.js";
import { ChannelLost } from "../src/hub/channel.js";
import { MediaPath } from "../src/path/media-path.js";
import type { SlotEntry } from "../src/wire/messages.js";
import { settled } from "./fake-channel.js";
import { FakePeerConnection, install } from "./fake-peer-connection.js";

const track = (kind: string): MediaStreamTrack => ({ kind, getSettings: () => ({ width: 640, height: 480 }) }) as unknown as MediaStreamTrack;
const microphone = track("audio");

let now: number;
let hubUp: boolean;
let offers: { peer: string; generation: number; sdp: string }[];
let answer: () => Promise<{ sdp: string; slots: SlotEntry[] }>;
let failures: string[];
let path: MediaPath;

beforeEach(() => {
  install();
  now = 0;
  hubUp = true;
  offers = [];
  failures = [];
  answer = async () => ({ sdp: "answer", slots: [] });
  path = new MediaPath(
    {
      hubUp: () => hubUp,
      connect: (offer) => {
        offers.push(offer);
        return answer();
      },
      outgoing: () => ({ audio: microphone, camera: null, screen: null }),
      changed: () => {},
      failed: (error) => failures.push(error.code),
    },
    () => now,
  );
});

const connection = (number: number): FakePeerConnection => FakePeerConnection.all[number] ?? assert.fail(`peer connection ${number} was not made`);

/** Ticks for a while; on these connections a packet comes each time. */
async function run(ms: number, ...carrying: FakePeerConnection[]): Promise<void> {
  for (let passed = 0; passed < ms; passed += 250) {
    now += 250;
    for (const peer of carrying) {
      peer.bytes += 80;
    }
    await path.tick();
    await settled();
  }
}

async function live(): Promise<FakePeerConnection> {
  path.begin({ iceServers: [], slots: 2 });
  await settled();
  connection(0).carry();
  await run(500, connection(0));
  assert.equal(path.state, "live");
  return connection(0);
}

test("the offer has microphone, camera, screen, then pairs to receive", async () => {
  path.begin({ iceServers: [], slots: 2 });
  await settled();
  assert.deepEqual(
    connection(0).transceivers.map(({ kind, direction }) => `${kind} ${direction}`),
    ["audio sendonly", "video sendonly", "video sendonly", "audio recvonly", "video recvonly", "audio recvonly", "video recvonly"],
  );
  assert.deepEqual(
    connection(0).transceivers[1]?.sender.getParameters().encodings.map(({ rid }) => rid),
    ["q", "h", "f"],
  );
  assert.deepEqual(
    offers.map(({ generation }) => generation),
    [0],
  );
  assert.equal(path.state, "connecting");
});

test("connected alone is not live: a packet must have come", async () => {
  path.begin({ iceServers: [], slots: 1 });
  await settled();
  connection(0).connectionState = "connected";
  await run(500);
  assert.equal(path.state, "connecting");
  connection(0).carry();
  await settled();
  assert.equal(path.state, "live");
});

test("the event 'disconnected' alone starts nothing", async () => {
  const peer = await live();
  peer.connectionState = "disconnected";
  peer.onconnectionstatechange?.();
  await run(5000, peer);
  assert.equal(offers.length, 1);
  assert.equal(path.state, "live");
});

test("after a second of nothing ICE is restarted on the same connection, with the next generation", async () => {
  const peer = await live();
  await run(1000);
  assert.equal(path.state, "reconnecting");
  assert.deepEqual(peer.offers.at(-1), { iceRestart: true });
  assert.deepEqual(
    offers.map(({ peer: name, generation }) => [name === offers[0]?.peer, generation]),
    [
      [true, 0],
      [true, 1],
    ],
  );
  await run(250, peer);
  assert.equal(path.state, "live");
  assert.equal(FakePeerConnection.all.length, 1);
});

test("a fresh connection whose handshake is done, and no more, replaces nothing", async () => {
  await live();
  await run(3_000);
  const fresh = connection(1);
  fresh.bytes = 1_500;
  fresh.connectionState = "connected";
  fresh.onconnectionstatechange?.();
  await run(500);
  assert.equal(path.state, "reconnecting");
  assert.notEqual(connection(0).connectionState, "closed");
  await run(250, fresh); // alone in a session, what comes is the relay's reports
  assert.equal(path.state, "live");
  assert.equal(connection(0).connectionState, "closed");
});

test("after three seconds a fresh connection stands beside the old, which is closed only when the new one has carried media", async () => {
  const old = await live();
  await run(3000);
  const fresh = connection(1);
  assert.notEqual(offers.at(-1)?.peer, offers[0]?.peer);
  assert.equal(offers.at(-1)?.generation, 0);
  assert.equal(old.connectionState, "connected");
  fresh.connectionState = "connected";
  await run(250);
  assert.equal(old.connectionState, "connected");
  fresh.carry();
  await run(250, fresh);
  assert.equal(old.connectionState, "closed");
  assert.equal(path.state, "live");
});

test("a fresh connection that carries nothing either is followed by others, without end", async () => {
  await live();
  await run(60_000);
  assert.ok(FakePeerConnection.all.length >= 11, `${FakePeerConnection.all.length} connections in a minute`);
  assert.ok(FakePeerConnection.all.length <= 14, `${FakePeerConnection.all.length} connections in a minute`);
  assert.equal(FakePeerConnection.all.filter((peer) => peer.connectionState !== "closed").length, 2);
});

test("without the hub no fresh connection is made; with its return the path is mended at once", async () => {
  await live();
  hubUp = false;
  answer = () => new Promise(() => {});
  await run(20_000);
  assert.equal(FakePeerConnection.all.length, 1);
  hubUp = true;
  answer = async () => ({ sdp: "answer", slots: [] });
  path.begin({ iceServers: [], slots: 2 });
  await settled();
  assert.equal(FakePeerConnection.all.length, 2);
});

test("the hub's return leaves a good path alone", async () => {
  const peer = await live();
  path.begin({ iceServers: [], slots: 2 });
  await run(2000, peer);
  assert.equal(offers.length, 1);
});

test("an answer that was lost is asked for again, as another generation", async () => {
  let lost = 2;
  answer = async () => {
    if (lost-- > 0) {
      throw new ChannelLost("gone");
    }
    return { sdp: "answer", slots: [] };
  };
  await live();
  assert.deepEqual(
    offers.map(({ generation }) => generation),
    [0, 1, 2],
  );
});

test("an offer that came too late is made again", async () => {
  let stale = true;
  answer = async () => {
    if (stale) {
      stale = false;
      throw new SessionError("stale", "old");
    }
    return { sdp: "answer", slots: [] };
  };
  await live();
  assert.equal(offers.length, 2);
  assert.deepEqual(failures, []);
});

test("a refused offer is told, and tried again after a while", async () => {
  answer = () => Promise.reject(new SessionError("bad-offer", "no"));
  path.begin({ iceServers: [], slots: 1 });
  await settled();
  assert.deepEqual(failures, ["bad-offer"]);
  assert.equal(offers.length, 1);
  await run(1250);
  assert.equal(offers.length, 2);
});

test("a connection that the relay has given up is replaced without waiting for silence", async () => {
  await live();
  path.failed(offers[0]?.peer ?? "");
  await settled();
  assert.equal(FakePeerConnection.all.length, 2);
});

test("word of a connection that is gone already changes nothing", async () => {
  await live();
  path.failed("another");
  await settled();
  assert.equal(FakePeerConnection.all.length, 1);
});

test("the microphone's place is never emptied, the camera's is", async () => {
  const peer = await live();
  path.send({ audio: microphone, camera: track("video"), screen: null });
  assert.notEqual(peer.transceivers[1]?.sender.track, null);
  path.send({ audio: null, camera: null, screen: null });
  assert.equal(peer.transceivers[0]?.sender.track, microphone);
  assert.equal(peer.transceivers[1]?.sender.track, null);
});

test("encodings that nobody watches are switched off, on the connection that they are said of alone", async () => {
  const peer = await live();
  const [first] = offers;
  path.send({ audio: microphone, camera: track("video"), screen: null });
  await settled();
  path.layer(first?.peer ?? "", "q", false);
  path.layer("", "", false); // from a relay that names no connection
  await settled();
  const active = (of: FakePeerConnection, line: number): unknown[] => of.transceivers[line]?.sender.getParameters().encodings.map((e) => e.active) ?? [];
  assert.deepEqual(active(peer, 1), [false, true, false]);
  assert.deepEqual(active(peer, 2), [false]);
  await run(3000);
  const second = offers.at(-1)?.peer ?? "";
  assert.deepEqual(active(connection(1), 1), [true, true, true], "the relay counts on every encoding of a new connection until it says otherwise");
  path.layer(second, "h", false);
  path.layer("one that is no more", "q", false);
  await settled();
  assert.deepEqual(active(connection(1), 1), [true, false, true]);
  assert.deepEqual(active(peer, 1), [false, true, false]);
});

const shows = (peer: string, participantId: string): SlotEntry => ({ peer, slot: 0, mid: "3", participantId, kind: "video", source: "camera", paused: null });

test("each connection's slots are its own: nobody's picture stands under another's name", async () => {
  const old = await live();
  const a = offers[0]?.peer ?? "";
  path.slots([shows(a, "ann")]);
  answer = async () => {
    const peer = offers.at(-1)?.peer ?? "";
    return { sdp: "answer", slots: [shows(peer, peer === a ? "ann" : "bob")] };
  };
  await run(3000); // the first is silent, a second is offered
  const b = offers.at(-1)?.peer ?? "";
  assert.notEqual(b, a);
  assert.deepEqual([path.peer?.name, path.entries[0]?.participantId], [a, "ann"]);
  path.slots([shows(b, "cem")]);
  assert.equal(path.entries[0]?.participantId, "ann");

  await run(250, old); // the first recovers, the second fails
  path.slots([shows(a, "dan")]);
  path.failed(b);
  assert.deepEqual([path.peer?.name, path.entries[0]?.participantId], [a, "dan"]);
  path.slots([shows(b, "late")]);
  assert.equal(path.entries[0]?.participantId, "dan");
});

test("the second connection brings its own slots when it takes over", async () => {
  await live();
  path.slots([shows(offers[0]?.peer ?? "", "ann")]);
  answer = async () => ({ sdp: "answer", slots: [shows(offers.at(-1)?.peer ?? "", "bob")] });
  await run(3000);
  connection(1).carry();
  await run(250, connection(1));
  assert.deepEqual([path.peer?.name, path.entries[0]?.participantId], [offers.at(-1)?.peer, "bob"]);
});

test("stopped, it closes everything and stays so", async () => {
  const peer = await live();
  path.stop();
  await run(10_000);
  assert.equal(peer.connectionState, "closed");
  assert.equal(FakePeerConnection.all.length, 1);
  assert.equal(path.state, "none");
});
