import assert from "node:assert/strict";
import { test } from "node:test";
import { isOpen, Phones } from "../src/entry/phones.js";
import { readCallPhoneReply, readCodec, readEnterReply, readPhone } from "../src/wire/messages.js";

const call = (state: string, participantId = "ann"): ReturnType<typeof readPhone> => readPhone({ participantId, state, callsLeft: 2, browser: false });

test("the last call of each person is known, ended ones too", () => {
  const phones = new Phones();
  phones.heard(call("ringing"));
  phones.heard(call("busy"));
  phones.heard(call("live", "ben"));
  assert.deepEqual(
    phones.list.map(({ participantId, state }) => `${participantId} ${state}`),
    ["ann busy", "ben live"],
  );
});

test("after an entry the open calls are those that the hub tells, and ends stay to be read", () => {
  const phones = new Phones();
  phones.heard(call("busy"));
  phones.heard(call("live", "ben"));
  phones.entered([call("waiting", "cid")]);
  assert.deepEqual(
    phones.list.map(({ participantId, state }) => `${participantId} ${state}`),
    ["ann busy", "cid waiting"],
  );
});

test("a call is open until one of its ends", () => {
  for (const state of ["dialing", "ringing", "answered", "waiting", "live"] as const) assert.ok(isOpen(state));
  for (const state of ["busy", "declined", "no-answer", "unreachable", "wrong-number", "failed", "hung-up"] as const) assert.ok(!isOpen(state));
});

test("what the hub says of phones is read, whatever it is", () => {
  assert.deepEqual(call("no-answer"), { participantId: "ann", state: "no-answer", callsLeft: 2, browser: false });
  assert.equal(readPhone({ state: "levitating" }).state, "failed");
  assert.equal(readPhone(null).participantId, "");
  assert.equal(readCallPhoneReply({ number: "+442079460018", written: "+44 20 7946 0018" }), "+44 20 7946 0018");
  assert.equal(readCallPhoneReply({ number: "+442079460018" }), "+442079460018", "a node that does not say how it is written");
  assert.equal(readCallPhoneReply({ state: "dialing", callsLeft: 2 }), null);
  assert.equal(readCodec({ audio: "pcmu" }), "pcmu");
  assert.equal(readCodec({ audio: "mp3" }), "opus");
  const reply = readEnterReply({ useCodec: { audio: "pcmu" }, phones: [{ participantId: "ann", state: "live", browser: true }] });
  assert.equal(reply.codec, "pcmu");
  assert.deepEqual(reply.phones, [{ participantId: "ann", state: "live", callsLeft: 0, browser: true }]);
  assert.equal(readEnterReply({}).codec, "opus", "a relay that says nothing of phones");
});
