import assert from "node:assert/strict";
import { test } from "node:test";
import * as messages from "../src/wire/messages.js";

/** Numbers from a seed (mulberry32), so that a failure can be had again. */
function seeded(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const KEYS = "id slot mid participantId session policy clock participants chat iceServers can urls startsAt at slots".split(" ");

function anything(random: () => number, depth: number): unknown {
  const among = <T>(...choices: T[]): T => choices[Math.floor(random() * choices.length)] as T;
  const kind = depth > 0 ? among("list", "object", "plain") : "plain";
  const many = Math.floor(random() * 4);
  switch (kind) {
    case "list":
      return Array.from({ length: many }, () => anything(random, depth - 1));
    case "object":
      return Object.fromEntries(Array.from({ length: many * 3 }, () => [among(...KEYS), anything(random, depth - 1)]));
    default:
      return among<unknown>(null, undefined, "", "camera", "2026-13-45", -1, NaN, 1e308, true, "\u0000");
  }
}

test("whatever a message holds, reading it throws nothing", () => {
  const readers = [
    messages.readEnterReply,
    messages.readParticipants,
    messages.readSlots,
    messages.readConnectReply,
    messages.readChatLine,
    messages.readClock,
    messages.readLayer,
    messages.readFailed,
  ];
  const random = seeded(20_261_123);
  for (let round = 0; round < 20_000; round++) {
    const message = anything(random, 4);
    for (const read of readers) {
      assert.doesNotThrow(() => read(message));
    }
  }
});

test("words that the protocol doesn't have read as the harmless one", () => {
  const [person] = messages.readParticipants([{ id: "a", name: "A", role: "king", state: "flying", quality: 7 }]);
  assert.deepEqual([person?.role, person?.state, person?.quality], ["guest", "connecting", "good"]);
  assert.deepEqual(messages.readParticipants([{ notice: 7 }, { notice: ["x"] }, {}, { notice: "Says they are in Oregon." }]).map((one) => one.notice), ["", "", "", "Says they are in Oregon."]);
});

test("an entry is read field by field", () => {
  const reply = messages.readEnterReply({
    participantId: "ann",
    resume: "r",
    state: "admitted",
    session: { id: "s", state: "open", startsAt: "2026-11-23T10:00:00Z", endsAt: "2026-11-23T10:50:00Z", policy: { maxPeople: 3, waitingRoom: false } },
    clock: {
      startsAt: "2026-11-23T10:00:00Z",
      endsAt: "2026-11-23T10:50:00Z",
      now: "2026-11-23T10:10:00Z",
      lostSeconds: 4,
      hostLate: true,
      hostPresent: false,
    },
    participants: [{ id: "ann", name: "Ann", role: "host", state: "live", audio: true, video: false, screen: false, quality: "fair", notice: "Says they are in Oregon." }],
    chat: [{ id: "1", participantId: "ann", name: "Ann", text: "hello", at: "2026-11-23T10:05:00Z" }],
    iceServers: [{ urls: ["turns:example.org"], username: "u", credential: "c" }],
    can: ["audio", "admit", "fly"],
  });
  assert.equal(reply.admitted, true);
  assert.deepEqual(reply.can, ["audio", "admit"]);
  assert.equal(reply.session.policy.maxPeople, 3);
  assert.equal(reply.session.policy.waitingRoom, false);
  assert.deepEqual(reply.iceServers, [{ urls: ["turns:example.org"], username: "u", credential: "c" }]);
  assert.equal(reply.clock.hostLate, true);
  assert.equal(reply.clock.now.getTime(), Date.UTC(2026, 10, 23, 10, 10));
  assert.equal(reply.participants[0]?.quality, "fair");
  assert.equal(reply.chat[0]?.text, "hello");
});
