import assert from "node:assert/strict";
import { test } from "node:test";
import { changeWords, personWords, type PersonState } from "../personwords.js";
import { strings } from "../strings.js";

const well: PersonState = { state: "live", quality: "good", video: true, videoPaused: null };

test("a person who is well gets no words", () => {
  assert.equal(personWords(well), "");
  assert.equal(personWords({ ...well, quality: "fair" }), "");
  assert.equal(personWords({ ...well, video: false, videoPaused: "muted" }), "");
  assert.equal(personWords({ ...well, videoPaused: "hidden" }), "");
});

test("trouble is told in words, the worst of it first", () => {
  assert.equal(personWords({ ...well, state: "reconnecting", quality: "lost" }), strings.person.reconnecting);
  assert.equal(personWords({ ...well, state: "connecting" }), strings.person.connecting);
  assert.equal(personWords({ ...well, quality: "poor" }), strings.person.weak);
  assert.equal(personWords({ ...well, quality: "poor", videoPaused: "bandwidth" }), strings.person.soundOnly);
  assert.equal(personWords({ ...well, quality: "lost" }), strings.person.frozen);
  assert.equal(personWords({ ...well, video: false, videoPaused: "bandwidth" }), "", "no picture was to come");
});

test("a phone leg says that it is not end-to-end encrypted", () => {
  assert.match(personWords({ ...well, state: "phone" }), /not end-to-end encrypted/);
});

test("screen readers hear who comes, drops, returns and goes", () => {
  assert.equal(changeWords("Sam", "connecting", "live"), "Sam is here.");
  assert.equal(changeWords("Sam", "live", "reconnecting"), "Sam is reconnecting.");
  assert.equal(changeWords("Sam", "reconnecting", "live"), "Sam is back.");
  assert.equal(changeWords("Sam", "live", "left"), "Sam has left.");
});

test("nothing is said where nothing changed for the listener", () => {
  assert.equal(changeWords("Sam", "live", "live"), null);
  assert.equal(changeWords("Sam", undefined, "left"), null);
  assert.equal(changeWords("Sam", "waiting", "left"), null);
  assert.equal(changeWords("Sam", "waiting", "connecting"), null);
  assert.equal(changeWords("Sam", "live", "phone"), null);
});
