import assert from "node:assert/strict";
import { test } from "node:test";
import type { PhoneCall, PhoneState } from "../../src/index.js";
import { deedWords, ownPhoneWords, phoneLine, phoneNotice, type Called } from "../phonewords.js";
import { strings } from "../strings.js";

const away: Called = { name: "Sam", state: "reconnecting", longAway: true, kept: false, byPhone: false };
const call = (state: PhoneState, callsLeft = 2, browser = false): PhoneCall => ({ participantId: "sam", state, callsLeft, browser });

test("nobody is offered the phone before they have stayed away", () => {
  assert.equal(phoneLine({ ...away, longAway: false }, undefined), null);
  assert.equal(phoneLine({ ...away, state: "live" }, undefined), null);
  assert.deepEqual(phoneLine(away, undefined)?.deeds, ["call"]);
});

test("who takes part by phone can be called before they were there, and again when the call has ended", () => {
  const expected: Called = { ...away, state: "left", longAway: false, byPhone: true };
  assert.deepEqual(phoneLine(expected, undefined), { words: strings.phone.expected("Sam"), deeds: ["call"] });
  assert.deepEqual(phoneLine(expected, call("ringing"))?.deeds, ["hangUp"]);
  assert.deepEqual(phoneLine(expected, call("busy"))?.deeds, ["call"]);
  assert.deepEqual(phoneLine(expected, call("hung-up"))?.deeds, ["call"]);
  assert.deepEqual(phoneLine(expected, call("busy", 0))?.deeds, []);
  assert.equal(phoneLine({ ...expected, state: "live" }, undefined), null);
  assert.equal(phoneLine({ ...expected, byPhone: false }, undefined), null);
});

test("what is to be known of somebody stands where they are let in, and nowhere else", () => {
  assert.equal(phoneNotice("Says they are in Oregon.", call("waiting")), "Says they are in Oregon.");
  for (const state of ["ringing", "answered", "live", "busy"] as const) assert.equal(phoneNotice("Says they are in Oregon.", call(state)), "");
  assert.equal(phoneNotice("Says they are in Oregon.", undefined), "");
  assert.equal(phoneNotice("", call("waiting")), "");
});

test("each step of a call is told, and can be ended", () => {
  for (const state of ["dialing", "ringing", "answered"] as const) assert.deepEqual(phoneLine(away, call(state))?.deeds, ["hangUp"]);
  assert.deepEqual(phoneLine(away, call("waiting"))?.deeds, ["admit", "hangUp"]);
  assert.match(phoneLine(away, call("waiting"))?.words ?? "", /Anyone may have picked it up/);
  assert.match(phoneLine({ ...away, state: "phone" }, call("live"))?.words ?? "", /not end-to-end encrypted/);
});

test("every end has words of its own, what to do next, and how often one can call still", () => {
  const ends = ["busy", "declined", "no-answer", "unreachable", "failed", "hung-up"] as const;
  const said = new Set<string>();
  for (const state of ends) {
    const line = phoneLine(away, call(state, 1)) ?? assert.fail(state);
    assert.deepEqual(line.deeds, ["call"]);
    assert.ok(line.words.endsWith(strings.phone.left(1)));
    said.add(line.words);
    const last = phoneLine(away, call(state, 0)) ?? assert.fail(state);
    assert.deepEqual(last.deeds, []);
    assert.ok(last.words.endsWith(strings.phone.noneLeft));
  }
  assert.equal(said.size, ends.length);
  assert.deepEqual(phoneLine(away, call("wrong-number")), { words: strings.phone.wrongNumber("Sam"), deeds: [] });
});

test("when their browser is back the host chooses, and may keep the phone", () => {
  const back: Called = { ...away, state: "phone", longAway: false };
  assert.deepEqual(phoneLine(back, call("live", 2, true))?.deeds, ["keep", "hangUpThis"]);
  assert.deepEqual(phoneLine({ ...back, kept: true }, call("live", 2, true))?.deeds, ["hangUp"]);
});

test("an end is of no interest once they are back", () => assert.equal(phoneLine({ ...away, state: "live", longAway: false }, call("hung-up")), null));

test("buttons are named after what they do and to whom", () => {
  assert.equal(deedWords("call", "Sam"), "Call Sam by phone");
  assert.equal(deedWords("admit", "Sam"), "Admit Sam");
  assert.equal(deedWords("hangUp", "Sam"), "Hang up Sam’s phone");
  assert.equal(deedWords("keep", "Sam"), "Keep the phone");
  assert.equal(deedWords("hangUpThis", "Sam"), "Hang up the phone");
});

test("the called person's own page says that it is the phone now", () => {
  assert.equal(ownPhoneWords(undefined), "");
  assert.equal(ownPhoneWords("busy"), "");
  assert.match(ownPhoneWords("ringing"), /press 1/);
  assert.match(ownPhoneWords("live"), /by phone/);
});
